//! The codes of this crate's diagnostics; each stage has a table of its own.

use plugwright::Code;

macro_rules! codes {
    ($($constant:ident $id:literal $name:literal $summary:literal;)*) => {
        $(pub(crate) const $constant: Code = Code { id: $id, name: $name, summary: $summary };)*

        /// Every code that the manager uses, in order.
        pub const CODES: &[Code] = &[$($constant),*];
    };
}

codes! {
    JSON "J001" "manifest-json" "plugin.json is not JSON";
    DUPLICATE_FIELD "J002" "duplicate-field" "a field of plugin.json is there twice";
    MISSING_FIELD "J003" "missing-field" "plugin.json lacks a field that it must have";
    WRONG_TYPE "J004" "wrong-type" "a field of plugin.json has a value of another type";
    BAD_VALUE "J005" "bad-value" "a field of plugin.json has a value that it cannot have";
    UNKNOWN_FIELD "J006" "unknown-field" "plugin.json has a field that means nothing";
    BAD_NAME "J007" "bad-name" "a plugin cannot be called that";
    BAD_VERSION "J008" "bad-version" "a version or range of versions is not semver 2";
    PATH_OUTSIDE "J009" "path-outside" "a path leads out of the plugin's folder";
    BAD_SOURCE "J010" "bad-source" "the source lacks what its mode needs, or names no repository";
    BAD_ROUTE "J011" "bad-route" "a route cannot be served";
    BAD_CONFIG "J012" "bad-config" "the schema of the configuration is none, or its values do not fit it";
    BAD_DEPENDENCY "J013" "bad-dependency" "a plugin cannot depend on that";
    OTHER_NAME "J014" "other-name" "the plugin's folder or package has another name than its manifest";
}
