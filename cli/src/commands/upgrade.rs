//! `upgrade`: gets a newer version of an installed plugin from where it came from.

use plugwright::Cancel;
use plugwright_manager::{Action, BadAddress, Error, GitSource, Origin, Provenance, Store};
use serde::Serialize;

use super::install::said;
use super::installation::{Installation, Version};
use super::proof;
use crate::args::{Upgrade, origin};
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::report;
use crate::spinner::Spinner;
use crate::status::Status;

/// What `--json` prints.
#[derive(Serialize)]
struct Outcome<'o> {
    changed: bool,
    before: Version<'o>,
    now: Version<'o>,
}

pub(super) fn run(args: &Upgrade, form: Form, cancel: &Cancel) -> Result<Status, Failure> {
    let base = args.place.base()?;
    let options = args.trust.options(&base, cancel)?;
    let store = Store::open(&base)?;
    let before = store.current(&args.name)?;
    let from = match &args.from {
        Some(from) => origin(from, None, None)?,
        None => origin_of(&before.receipt.source)?,
    };
    let spinner = Spinner::new();
    spinner.say("getting the plugin");
    let installation = Installation {
        store: &store,
        action: Action::Upgrade,
        from: args.from.as_ref().map_or_else(|| before.receipt.source.to_string(), |from| from.display().to_string()),
        granted: args.policy.granted(&before.folder)?,
        options: args.trust.add_options(),
        cancel,
    };
    let acquired = installation.acquire(&from, &options)?;
    if acquired.manifest.name != args.name {
        return Err(Failure::OtherPlugin { expected: args.name.clone(), found: acquired.manifest.name });
    }
    if let Some(function) = &args.prove {
        proof::run((args, function), &store, &acquired, (form, spinner))?;
        return Ok(Status::Done);
    }
    let now = installation.run(&acquired, &spinner);
    drop(spinner);
    let now = now?;
    let changed = now.receipt.tree != before.receipt.tree;
    match form {
        Form::Json => {
            output::print_json(&Outcome { changed, before: Version::from(&before), now: Version::from(&now) })?;
        }
        Form::People => {
            report::diagnostics(&now.folder, &acquired.warnings);
            match changed {
                true => output::print(&said(&now, Some(&before)))?,
                false => output::print(&format!("{} {} is the newest", args.name, now.receipt.version))?,
            }
        }
    }
    Ok(Status::Done)
}

/// Where a version came from is where the next one is to be had.
fn origin_of(source: &Provenance) -> Result<Origin, Failure> {
    match source {
        Provenance::Git { url, rev, subdir, .. } => {
            let unknown = |source: BadAddress| Failure::from(Error::Address { text: url.clone(), source });
            let rev = rev.as_ref().map(|rev| rev.parse()).transpose().map_err(unknown)?;
            let unknown = |source: BadAddress| Failure::from(Error::Address { text: url.clone(), source });
            let url = url.parse().map_err(unknown)?;
            Ok(Origin::Git(GitSource { url, rev, subdir: subdir.as_ref().map(Into::into) }))
        }
        other => origin(other.to_string().as_ref(), None, None),
    }
}
