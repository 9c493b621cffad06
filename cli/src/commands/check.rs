//! `check`: the whole verdict on a plugin, without running anything of it.

use std::fmt::Write;

use plugwright::{Built, BuiltFrom, Cancel, Diagnostic, Policy};

use super::{Job, counted, explain, skipped, warn_of_cache, warn_of_missing};
use crate::args::{Check, Format};
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::report;
use crate::sarif;
use crate::status::Status;

pub(super) fn run(args: &Check, form: Form, cancel: &Cancel) -> Result<Status, Failure> {
    if let Some(rule) = &args.explain {
        return explain::run(rule, form);
    }
    let dir = args.dir();
    let granted = args.policy.granted(dir)?;
    let verdict = Job { dir, selection: &args.selection, granted, cancel }.run(|builder| {
        let built = builder.compile()?;
        Ok((built, builder.effective_policy()?, builder.warnings()?))
    });
    if form == Form::People {
        let (built, policy, warnings) = verdict?;
        report::diagnostics(dir, &warnings);
        warn_of_cache(built.uncached.as_ref().map(|uncached| uncached.reason.as_str()));
        warn_of_missing(&built.missing);
        output::print(passed(&built, &policy, &warnings).trim_end())?;
        return Ok(Status::Done);
    }
    match verdict {
        Ok((_, _, warnings)) => {
            findings(args.format, &warnings)?;
            Ok(Status::Done)
        }
        Err(failure) => {
            // Findings are the answer to the question; anything else means that there is none.
            let Some(found) = failure.diagnostics() else { return Err(failure) };
            findings(args.format, found)?;
            Ok(failure.status())
        }
    }
}

fn findings(format: Format, found: &[Diagnostic]) -> Result<(), Failure> {
    match format {
        Format::Sarif => output::print_json(&sarif::log(found)),
        Format::Json | Format::Text => output::print_json(&found),
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
        BuiltFrom::Elsewhere => "compiled elsewhere",
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
