//! `install`: gets a plugin, checks it, builds it, and takes it in use.

use plugwright::Cancel;
use plugwright_manager::{Action, Installed, Store};

use super::installation::{Installation, Version};
use crate::args::Install;
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::report;
use crate::spinner::Spinner;
use crate::status::Status;

pub(super) fn run(args: &Install, form: Form, cancel: &Cancel) -> Result<Status, Failure> {
    let origin = args.origin()?;
    let base = args.place.base()?;
    let options = args.trust.options(&base, cancel)?;
    let store = Store::open(&base)?;
    let spinner = Spinner::new();
    spinner.say("getting the plugin");
    let installation = Installation {
        store: &store,
        action: Action::Install,
        from: args.dir.display().to_string(),
        granted: args.policy.granted(&args.dir)?,
        options: args.add_options(),
        cancel,
    };
    let acquired = installation.acquire(&origin, &options)?;
    let before = store.current(&acquired.manifest.name).ok();
    let installed = installation.run(&acquired, &spinner);
    // The line must be free before anybody else writes there.
    drop(spinner);
    let installed = installed?;
    match form {
        Form::Json => output::print_json(&Version::from(&installed))?,
        Form::People => {
            report::diagnostics(&args.dir, &acquired.warnings);
            output::print(&said(&installed, before.as_ref()))?;
        }
    }
    Ok(Status::Done)
}

/// What was done, in one line.
pub(super) fn said(installed: &Installed, before: Option<&Installed>) -> String {
    let receipt = &installed.receipt;
    let was = before.map(|before| &before.receipt.version).filter(|before| **before != receipt.version);
    let was = was.map(|before| format!(" in place of {before}")).unwrap_or_default();
    let by = receipt.signed_by.as_ref().map(|by| format!(", signed by {by}")).unwrap_or_default();
    format!("installed {} {}{was}{by}", receipt.name, receipt.version)
}
