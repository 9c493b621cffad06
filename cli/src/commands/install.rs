//! `install`: gets a plugin, checks it, builds it, and takes it in use.

use plugwright::Cancel;
use plugwright_manager::{Action, Diff, LockFile, Store};
use serde::Serialize;

use super::installation::{Done, Installation, Version};
use crate::args::Install;
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::report;
use crate::status::Status;

/// What `--json` prints.
#[derive(Serialize)]
struct Outcome<'o> {
    #[serde(flatten)]
    installed: Version<'o>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<&'o Diff>,
}

pub(super) fn run(args: &Install, form: Form, cancel: &Cancel) -> Result<Status, Failure> {
    let origin = args.origin()?;
    let base = args.place.base()?;
    let options = args.trust.options(&base, cancel)?;
    let store = Store::open(&base)?;
    let installation = Installation {
        store: &store,
        action: Action::Install,
        from: args.dir.display().to_string(),
        granted: args.policy.granted(&args.dir)?,
        consent: &args.consent,
        options: args.add_options(),
        cancel,
        form,
    };
    let acquired = installation.acquire(&origin, options)?;
    let mut installation = installation;
    if args.locked {
        let locked = LockFile::load(&base)?.plugins.remove(&acquired.manifest.name);
        installation.options.grants.extend(locked.into_iter().flat_map(|locked| locked.grants));
    }
    let done = installation.run(&acquired)?;
    match form {
        Form::Json => {
            output::print_json(&Outcome { installed: Version::from(&done.installed), diff: done.diff.as_ref() })?
        }
        Form::People => {
            report::diagnostics(&args.dir, &acquired.warnings);
            output::print(&said(&done))?;
        }
    }
    Ok(Status::Done)
}

/// What was done, in one line.
pub(super) fn said(Done { installed, before, .. }: &Done) -> String {
    let receipt = &installed.receipt;
    let was = before.as_ref().map(|before| &before.receipt.version).filter(|before| **before != receipt.version);
    let was = was.map(|before| format!(" in place of {before}")).unwrap_or_default();
    let by = receipt.signed_by.as_ref().map(|by| format!(", signed by {by}")).unwrap_or_default();
    format!("installed {} {}{was}{by}", receipt.name, receipt.version)
}
