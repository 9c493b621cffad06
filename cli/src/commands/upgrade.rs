//! `upgrade`: gets a newer version of an installed plugin from where it came from.

use plugwright::Cancel;
use plugwright_manager::{Action, BadAddress, Diff, Error, GitSource, Origin, Provenance, Store};
use serde::Serialize;

use super::install::said;
use super::installation::{Done, Installation, Version};
use super::proof;
use crate::args::{Upgrade, origin};
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::report;
use crate::status::Status;

/// What `--json` prints.
#[derive(Serialize)]
struct Outcome<'o> {
    changed: bool,
    before: Version<'o>,
    now: Version<'o>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<&'o Diff>,
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
    let installation = Installation {
        store: &store,
        action: Action::Upgrade,
        from: args.from.as_ref().map_or_else(|| before.receipt.source.to_string(), |from| from.display().to_string()),
        granted: args.policy.granted(&before.folder)?,
        consent: &args.consent,
        options: args.trust.add_options(),
        cancel,
        form,
    };
    let acquired = installation.acquire(&from, options)?;
    if acquired.manifest.name != args.name {
        return Err(Failure::OtherPlugin { expected: args.name.clone(), found: acquired.manifest.name });
    }
    if let Some(function) = &args.prove {
        return proof::run((args, function), installation, &acquired);
    }
    let done = installation.run(&acquired)?;
    let Done { installed: now, diff, .. } = &done;
    let changed = now.receipt.tree != before.receipt.tree;
    match form {
        Form::Json => {
            let (before, now) = (Version::from(&before), Version::from(now));
            output::print_json(&Outcome { changed, before, now, diff: diff.as_ref() })?;
        }
        Form::People => {
            report::diagnostics(&now.folder, &acquired.warnings);
            match changed {
                true => output::print(&said(&done))?,
                false => output::print(&format!("{} {} is the newest", args.name, now.receipt.version))?,
            }
        }
    }
    Ok(Status::Done)
}

/// Where a version came from is where the next one is to be had.
pub(super) fn origin_of(source: &Provenance) -> Result<Origin, Failure> {
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
