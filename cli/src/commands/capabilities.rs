//! `capabilities`: what a plugin uses of what can be granted. Says where, not whether that is right.

use plugwright::{Cancel, Capability, CapabilityUse};

use super::Job;
use crate::args::Capabilities;
use crate::failure::Failure;
use crate::granted::Granted;
use crate::output::{self, Form};
use crate::status::Status;
use crate::table::Table;

pub(super) fn run(args: &Capabilities, form: Form) -> Result<Status, Failure> {
    let dir = &args.plugin.dir;
    let cancel = Cancel::default();
    let uses = Job { dir, selection: &args.selection, granted: Granted::default(), cancel: &cancel };
    let uses = uses.run(|builder| builder.capabilities())?;
    match form {
        Form::Json => output::print_json(&uses)?,
        Form::People => output::print(people(&uses).trim_end())?,
    }
    Ok(Status::Done)
}

/// The places below the capability that they are about.
fn people(uses: &[CapabilityUse]) -> String {
    if uses.is_empty() {
        return "uses nothing that needs a grant".to_owned();
    }
    let mut text = String::new();
    for capability in Capability::ALL {
        let mut table = Table::default();
        let about: Vec<_> = uses.iter().filter(|one| one.capability == capability).collect();
        for one in &about {
            let place = one.span.as_ref().map_or_else(|| "the whole crate".to_owned(), ToString::to_string);
            table.row([place, one.what.clone(), one.rule.to_owned()]);
        }
        if !about.is_empty() {
            text.push_str(&format!("{capability}\n{table}\n"));
        }
    }
    text
}
