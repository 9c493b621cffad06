//! `list`: the installed plugins.

use plugwright_manager::{Installed, Store};

use super::installation::Version;
use crate::args::List;
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::status::Status;
use crate::table::Table;

/// How much of a digest people need to tell two contents apart.
const SHORT: usize = 12;

pub(super) fn run(args: &List, form: Form) -> Result<Status, Failure> {
    let base = args.place.base()?;
    let store = Store::open(&base)?;
    let mut plugins = Vec::new();
    for name in store.names()? {
        plugins.push(store.current(&name)?);
    }
    match form {
        Form::Json => output::print_json(&plugins.iter().map(Version::from).collect::<Vec<_>>())?,
        Form::People if plugins.is_empty() => output::print(&format!("no plugin is installed in {}", base.display()))?,
        Form::People => output::print(table(&plugins).to_string().trim_end())?,
    }
    Ok(Status::Done)
}

/// One row for each version.
pub(super) fn table(versions: &[Installed]) -> Table {
    let mut table = Table::default();
    for Installed { receipt, is_pinned, .. } in versions {
        let signed = receipt.signed_by.as_ref().map_or("not signed".to_owned(), |by| format!("signed by {by}"));
        let pinned = if *is_pinned { " (pinned)" } else { "" };
        let version = format!("{}{pinned}", receipt.version);
        let content = receipt.tree.to_string()[..SHORT].to_owned();
        table.row([receipt.name.to_string(), version, content, signed, receipt.source.to_string()]);
    }
    table
}
