//! `install`: gets a plugin, checks it, builds it, and takes it in use.

use plugwright::Cancel;
use plugwright_manager::{
    Action, Diff, GitSource, LockFile, Manifest, Origin, Shelf, Store, StoreError, Wanted, find_version,
};
use serde::Serialize;

use super::installation::{Done, Installation, Version, change};
use super::upgrade::origin_of;
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
    let base = args.place.base()?;
    let options = args.trust.options(&base, cancel)?;
    let store = Store::open(&base)?;
    let wanted = args.wanted()?;
    if let (Some(wanted), None) = (&wanted, args.shelf()?)
        && let Some(kept) = kept(&store, wanted)?
    {
        let done = (Action::Install, &wanted.name);
        change(&store, done, (form, "is now at"), || store.activate(&wanted.name, &kept))?;
        return Ok(Status::Done);
    }
    let origin = match &wanted {
        Some(wanted) => find_version(&shelf(args, &store, wanted)?, wanted, &options)?,
        None => args.origin()?,
    };
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
    if let Some(wanted) = wanted {
        check_found(&wanted, &acquired.manifest)?;
    }
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

/// The newest version in the store that is wanted.
fn kept(store: &Store, wanted: &Wanted) -> Result<Option<semver::Version>, Failure> {
    let versions = store.versions(&wanted.name)?.into_iter().map(|installed| (installed.receipt.version, ()));
    Ok(wanted.newest(versions).map(|(version, ())| version))
}

/// The place that the user names, or where the version in use came from.
fn shelf(args: &Install, store: &Store, wanted: &Wanted) -> Result<Shelf, Failure> {
    if let Some(shelf) = args.shelf()? {
        return Ok(shelf);
    }
    let nowhere = || Failure::NoPlace { wanted: wanted.clone() };
    let installed = match store.current(&wanted.name) {
        Err(StoreError::NotInstalled { .. }) => return Err(nowhere()),
        installed => installed?,
    };
    match origin_of(&installed.receipt.source)? {
        Origin::Git(source) => Ok(Shelf::Repository(GitSource { rev: None, ..source })),
        Origin::Package(path) => path.parent().map(|folder| Shelf::Folder(folder.to_owned())).ok_or_else(nowhere),
        _ => Err(nowhere()),
    }
}

/// A file or tag may be called what it is not.
fn check_found(wanted: &Wanted, found: &Manifest) -> Result<(), Failure> {
    if found.name != wanted.name {
        return Err(Failure::OtherPlugin { expected: wanted.name.clone(), found: found.name.clone() });
    }
    match wanted.range.matches(&found.version) {
        true => Ok(()),
        false => Err(Failure::OtherVersion { wanted: wanted.clone(), found: found.version.clone() }),
    }
}

/// What was done, in one line.
pub(super) fn said(Done { installed, before, .. }: &Done) -> String {
    let receipt = &installed.receipt;
    let was = before.as_ref().map(|before| &before.receipt.version).filter(|before| **before != receipt.version);
    let was = was.map(|before| format!(" in place of {before}")).unwrap_or_default();
    let by = receipt.signed_by.as_ref().map(|by| format!(", signed by {by}")).unwrap_or_default();
    format!("installed {} {}{was}{by}", receipt.name, receipt.version)
}
