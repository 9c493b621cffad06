//! S026: the standard streams as objects.

use crate::rules::items::Standing::{self, Denied};
use crate::rules::rule;

rule! {
    "S026" "api-stdio" Error [Stdin] "uses a standard stream as an object"
    explain "The host owns its standard streams: who holds one reads what was meant for the host, locks it, or closes it. The \
             print macros are free: they only add to the output, which a host can lead elsewhere, and much harmless code has them."
}

/// The items that the rule is about, by path below the root.
pub(in crate::rules) const ITEMS: &[(&str, Standing)] = &[
    ("io::IsTerminal", Denied),
    ("io::PipeReader", Denied),
    ("io::PipeWriter", Denied),
    ("io::Stderr", Denied),
    ("io::StderrLock", Denied),
    ("io::Stdin", Denied),
    ("io::StdinLock", Denied),
    ("io::Stdout", Denied),
    ("io::StdoutLock", Denied),
    ("io::pipe", Denied),
    ("io::set_output_capture", Denied),
    ("io::stderr", Denied),
    ("io::stdin", Denied),
    ("io::stdout", Denied),
];
