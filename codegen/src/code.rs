//! The codes of this crate's diagnostics; each stage has a table of its own.

use plugwright_analyzer::Code;

macro_rules! codes {
    ($($constant:ident $id:literal $name:literal $summary:literal;)*) => {
        $(pub(crate) const $constant: Code = Code { id: $id, name: $name, summary: $summary };)*

        /// Every code that codegen uses, in order.
        pub const CODES: &[Code] = &[$($constant),*];
    };
}

codes! {
    COMPILE "C001" "does-not-compile" "the compiler rejects the plugin's own source";
    UNSAFE "C002" "compiler-refusal" "the compiler found code that the policy forbids, perhaps made by a macro";
    UNBRIDGEABLE "C003" "unbridgeable" "the generated call of a function does not compile";
    DEPENDENCY "C004" "dependency-runs-code" "building a dependency would run code of its own";
    UNLISTED "C005" "dependency-not-allowed" "the plugin comes to depend on a package that the policy does not list";
    UNSAFE_DEPENDENCY "C006" "dependency-unsafe" "a package that the policy lists contains what its entry does not allow";
}
