//! `inspect`: what can be called, and what cannot.

use plugwright::{Cancel, Diagnostic, Inspection, Interface, Signature, Skip};
use serde::Serialize;

use super::{Job, skipped};
use crate::args::Inspect;
use crate::crossing::crossing;
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::report;
use crate::status::Status;
use crate::table::Table;

/// What `--json` prints; described by `cli/inspect.schema.json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "plugwright inspect --json"))]
struct Outcome<'o> {
    /// What can be called and read.
    interface: &'o Interface,
    /// What is public, but can be neither called nor read.
    skipped: &'o [Skip],
    /// Findings that stop nothing.
    diagnostics: &'o [Diagnostic],
}

pub(super) fn run(args: &Inspect, form: Form) -> Result<Status, Failure> {
    let dir = &args.plugin.dir;
    let cancel = Cancel::default();
    let inspection =
        Job { dir, selection: &args.selection, granted: args.policy.granted(dir)?.warned(form), cancel: &cancel }
            .run(|builder| builder.inspect())?;
    let Inspection { interface, skipped, diagnostics, .. } = &inspection;
    match form {
        Form::Json => output::print_json(&Outcome { interface, skipped, diagnostics })?,
        Form::People => {
            report::diagnostics(dir, diagnostics);
            output::print(people(&inspection).trim_end())?;
        }
    }
    Ok(Status::Done)
}

fn people(inspection: &Inspection) -> String {
    let Inspection { interface, skipped: not_callable, .. } = inspection;
    let mut text = format!("{} {}\n", interface.krate, interface.version);
    if interface.functions.is_empty() {
        text.push_str("\nno function that can be called\n");
    } else {
        let mut table = Table::default();
        for function in &interface.functions {
            table.row([function.to_string(), crossings(function), summary(function)]);
        }
        text.push_str(&format!("\n{table}"));
    }
    if !interface.constants.is_empty() {
        let mut table = Table::default();
        for constant in &interface.constants {
            let reader = constant.reader();
            table.row([constant.to_string(), crossings(&reader), summary(&reader)]);
        }
        text.push_str(&format!("\nconstants:\n{table}"));
    }
    if !not_callable.is_empty() {
        text.push_str(&skipped(not_callable));
    }
    text
}

/// The first line of the docs, and whether better not to use it.
fn summary(function: &Signature) -> String {
    let first = function.docs.lines().next().unwrap_or_default();
    match &function.deprecated {
        Some(deprecated) => format!("({deprecated}) {first}").trim_end().to_owned(),
        None => first.to_owned(),
    }
}

/// How the parameters go in and the result comes out, such as `borrowed -> moved`.
fn crossings(function: &Signature) -> String {
    let params: Vec<_> = function.params.iter().map(|param| crossing(&param.ty)).collect();
    let result = crossing(&function.result);
    match params.is_empty() {
        true => format!("-> {result}"),
        false => format!("{} -> {result}", params.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect_file;

    use super::Outcome;

    #[test]
    fn the_schema_in_the_repository_is_that_of_the_code() {
        let schema = schemars::schema_for!(Outcome<'_>);
        let text = serde_json::to_string_pretty(&schema).expect("JSON has a text") + "\n";
        expect_file!["../../inspect.schema.json"].assert_eq(&text);
    }
}
