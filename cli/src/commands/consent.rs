//! [`ask`]: shows what a new version changes, and holds it against what the user said to that.

use std::io::{self, BufRead, IsTerminal, Write};

use plugwright_manager::{Diff, Name};

use crate::args::Consent;
use crate::failure::Failure;
use crate::output::{self, Form};

/// Shows a difference. Refuses what nobody granted or accepted, and asks a person for the rest where there is one.
pub(super) fn ask(plugin: &Name, diff: &Diff, consent: &Consent, form: Form) -> Result<(), Failure> {
    if form == Form::People && !diff.is_empty() {
        output::tell(output::harmless_lines(&diff.to_string()).trim_end());
    }
    let accepted_breaks = consent.accept_breaks;
    if !diff.objections(accepted_breaks).is_empty() {
        return Err(Failure::Diff { plugin: plugin.clone(), diff: Box::new(diff.clone()), accepted_breaks });
    }
    let weighs = !diff.added.is_empty() || diff.breaks();
    if !weighs || consent.yes || !is_attended(form) || says_yes(&format!("take {} in use?", diff.to)) {
        return Ok(());
    }
    Err(Failure::Declined { plugin: plugin.clone(), version: diff.to.clone() })
}

/// Whether there is a person who can be asked.
pub(super) fn is_attended(form: Form) -> bool {
    form == Form::People && io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks a question. Anything but a plain yes is a no.
pub(super) fn says_yes(question: &str) -> bool {
    let mut answer = String::new();
    // Who cannot be asked has not said yes.
    let asked = write!(io::stderr(), "{question} [y/N] ").and_then(|()| io::stderr().flush());
    let answered = asked.is_ok() && io::stdin().lock().read_line(&mut answer).is_ok();
    answered && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}
