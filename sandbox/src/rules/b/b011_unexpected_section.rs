//! B011: sections of unknown purpose.

use crate::rules::rule;

rule! {
    "B011" "unexpected-section" Warning [] "a compiled object has a section that the compiler does not make"
    explain "Debuggers, linkers and loaders act on sections by name."
}
