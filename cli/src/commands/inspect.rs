//! `inspect`: what can be called, and what cannot.

use plugwright::{Cancel, Diagnostic, Inspection, Interface, Signature, Skip};
use serde::Serialize;

use super::{Job, skipped};
use crate::args::Inspect;
use crate::crossing::crossing;
use crate::failure::Failure;
use crate::granted::Granted;
use crate::output::{self, Form};
use crate::report;
use crate::status::Status;
use crate::table::Table;

/// What `--json` prints.
#[derive(Serialize)]
struct Outcome<'o> {
    interface: &'o Interface,
    skipped: &'o [Skip],
    diagnostics: &'o [Diagnostic],
}

pub(super) fn run(args: &Inspect, form: Form) -> Result<Status, Failure> {
    let dir = &args.plugin.dir;
    let cancel = Cancel::default();
    let inspection = Job { dir, selection: &args.selection, granted: Granted::default(), cancel: &cancel }
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
            let summary = function.docs.lines().next().unwrap_or_default().to_owned();
            table.row([function.to_string(), crossings(function), summary]);
        }
        text.push_str(&format!("\n{table}"));
    }
    if !not_callable.is_empty() {
        text.push_str(&skipped(not_callable));
    }
    text
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
