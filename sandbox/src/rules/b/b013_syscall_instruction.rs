//! B013: instructions that call the kernel.

use crate::rules::rule;

rule! {
    "B013" "syscall-instruction" Error [Unsafe] "a compiled object contains an instruction that calls the kernel"
    explain "The list of symbols says nothing about code that calls the kernel by itself. No safe code compiles to such an \
             instruction."
}
