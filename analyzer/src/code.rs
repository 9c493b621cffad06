//! The codes of this crate's diagnostics; each stage has a table of its own.

use crate::diagnostic::Code;

macro_rules! codes {
    ($($constant:ident $id:literal $name:literal $summary:literal;)*) => {
        $(pub(crate) const $constant: Code = Code { id: $id, name: $name, summary: $summary };)*

        /// Every code that the analyzer uses, in order.
        pub const CODES: &[Code] = &[$($constant),*];
    };
}

codes! {
    NO_MANIFEST "A001" "no-manifest" "the folder has no Cargo.toml";
    BAD_MANIFEST "A002" "bad-manifest" "Cargo.toml is not one that cargo would take";
    NO_LIBRARY "A003" "no-library" "the package has no library target";
    MISSING_MODULE "A004" "missing-module" "a `mod` names a file that does not exist";
    AMBIGUOUS_MODULE "A005" "ambiguous-module" "a `mod` fits two files";
    MODULE_CYCLE "A006" "module-cycle" "a file is a module inside itself";
    MODULE_OUTSIDE "A007" "module-outside" "a `#[path]` leads out of the plugin's folder";
    UNREADABLE_FILE "A008" "unreadable-file" "a module's file is a link, a special file or too large";
    NOT_UTF8 "A009" "not-utf8" "a source file is not UTF-8";
    SYNTAX "A010" "syntax" "a source file does not parse";
    NESTING "A011" "nesting" "a source file is nested deeper than it can be parsed safely";
    UNKNOWN_CFG "A012" "unknown-cfg" "a cfg predicate cannot be decided before the build";
    TOO_MANY_MODULES "A013" "too-many-modules" "the plugin has more or deeper modules than are followed";
    NO_FUNCTION "A014" "no-function" "the plugin exports no function that can be called";
    UNKNOWN_FEATURE "A015" "unknown-feature" "a feature was selected that the plugin does not have";
    BAD_DEFAULT "A016" "bad-default" "a default argument in Cargo.toml does not fit the function";
}
