//! `check`: the whole verdict on a plugin, without running anything of it.

use std::fmt::Write;

use plugwright::{Built, BuiltFrom, Cancel, Diagnostic, Policy};

use super::{Job, counted, skipped, warn_of_cache, warn_of_missing};
use crate::args::Check;
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::report;
use crate::status::Status;

pub(super) fn run(args: &Check, form: Form, cancel: &Cancel) -> Result<Status, Failure> {
    let dir = &args.plugin.dir;
    let policy = args.policy.policy();
    let verdict = Job { dir, selection: &args.selection, policy: policy.clone(), cancel }.run(|builder| {
        let built = builder.compile()?;
        Ok((built, builder.warnings()?))
    });
    match (form, verdict) {
        (Form::People, verdict) => {
            let (built, warnings) = verdict?;
            report::diagnostics(dir, &warnings);
            warn_of_cache(built.uncached.as_ref().map(|uncached| uncached.reason.as_str()));
            warn_of_missing(&built.missing);
            output::print(passed(&built, &policy, &warnings).trim_end())?;
            Ok(Status::Done)
        }
        (Form::Json, Ok((_, warnings))) => {
            output::print_json(&warnings)?;
            Ok(Status::Done)
        }
        (Form::Json, Err(failure)) => {
            // Findings are the answer to the question; anything else means that there is none.
            let Some(found) = failure.diagnostics() else { return Err(failure) };
            output::print_json(&found)?;
            Ok(failure.status())
        }
    }
}

/// What the plugin passed.
fn passed(built: &Built, policy: &Policy, warnings: &[Diagnostic]) -> String {
    let interface = &built.artifact.interface;
    let granted = match policy.to_string() {
        none if none.is_empty() => "nothing is granted, and nothing is refused".to_owned(),
        grants => format!("{grants} granted, and nothing is refused"),
    };
    let compiled = match built.origin {
        BuiltFrom::Cache => "unchanged since it was compiled and audited",
        BuiltFrom::Sources => "compiled, and the compiled code was audited",
    };
    let mut text = format!("{} {} can be used as a plugin\n", interface.krate, interface.version);
    for (what, outcome) in [
        ("sources", counted(warnings.len(), "warning")),
        ("policy", granted),
        ("library", compiled.to_owned()),
        ("functions", format!("{} can be called", interface.functions.len())),
    ] {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {what:<9}  {outcome}");
    }
    if !built.skipped.is_empty() {
        text.push_str(&skipped(&built.skipped));
    }
    text
}
