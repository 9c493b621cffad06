//! [`fix`]: runs the commands that install what is missing, each shown first, and only after a yes.

use plugwright::{Attendance, Remedy};

use super::consent;
use crate::args::Doctor;
use crate::failure::Failure;
use crate::output::{self, Form};

/// Installs what is missing, one command after another. Stops at the first that is not wanted or fails.
pub(super) fn fix(remedies: &[Remedy], args: &Doctor, form: Form) -> Result<(), Failure> {
    let attendance = match consent::is_attended(form) {
        _ if args.yes => Attendance::Nobody,
        true => Attendance::Person,
        false => {
            let lines = remedies.iter().map(ToString::to_string).collect();
            return Err(Failure::NobodyToAsk { lines });
        }
    };
    for remedy in remedies {
        let line = remedy.line(attendance);
        output::tell(&format!("$ {line}"));
        if attendance == Attendance::Person && !consent::says_yes("run it?") {
            return Err(Failure::NotInstalled { line: line.to_owned() });
        }
        let failed = |source| Failure::Remedy { line: line.to_owned(), source };
        let status = remedy.run(attendance).map_err(failed)?;
        if !status.success() {
            return Err(Failure::NotInstalled { line: line.to_owned() });
        }
    }
    Ok(())
}
