//! B010: code that runs at load.

use crate::rules::rule;

rule! {
    "B010" "init-fini-section" Error [] "a compiled object has code that runs by being loaded"
    explain "Constructors and destructors of a library run outside every call, where nothing contains them."
}
