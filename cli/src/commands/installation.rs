//! [`Installation`]: what `install` and `upgrade` do with a plugin once they have it, with a line in the audit log.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use plugwright::{Builder, Cancel, Capability, Policy, PolicyFile};
use plugwright_manager::{
    AcquireOptions, Acquired, Action, AddOptions, AuditLog, Diff, Error as ManagerError, Installed, Name, Origin,
    Record, Source, Store, Verdict, acquire,
};
use serde::Serialize;

use super::consent;
use crate::args::Consent;
use crate::bar::Bar;
use crate::failure::Failure;
use crate::granted::Granted;
use crate::output::{self, Form};
use crate::report;

/// A plugin on its way into a store.
pub(super) struct Installation<'i> {
    pub(super) store: &'i Store,
    pub(super) action: Action,
    /// Where it comes from, as the user said it.
    pub(super) from: String,
    pub(super) granted: Granted,
    pub(super) consent: &'i Consent,
    pub(super) options: AddOptions,
    pub(super) cancel: &'i Cancel,
    pub(super) form: Form,
}

/// What an installation came to.
pub(super) struct Done {
    pub(super) installed: Installed,
    /// The version that was in use before.
    pub(super) before: Option<Installed>,
    /// What is different from that.
    pub(super) diff: Option<Diff>,
}

/// What `--json` prints of a version.
#[derive(Serialize)]
pub(super) struct Version<'v> {
    #[serde(flatten)]
    receipt: &'v plugwright_manager::Receipt,
    folder: &'v std::path::Path,
    current: bool,
    pinned: bool,
}

impl<'v> From<&'v Installed> for Version<'v> {
    fn from(installed: &'v Installed) -> Self {
        let Installed { folder, receipt, is_current, is_pinned } = installed;
        Self { receipt, folder, current: *is_current, pinned: *is_pinned }
    }
}

impl Installation<'_> {
    /// Gets a plugin; that there is no getting it is worth a line in the log, too.
    pub(super) fn acquire(&self, origin: &Origin, mut options: AcquireOptions) -> Result<Acquired, Failure> {
        let bar = Bar::new();
        bar.say("getting the plugin");
        options.on_progress = bar.listener();
        let acquired = acquire(origin, &options).map_err(Failure::from);
        drop(bar);
        if let (Form::People, Ok(Acquired { signed: None, archive, manifest, .. })) = (self.form, &acquired)
            && (archive.is_some() || matches!(manifest.source, Source::LocalSo { .. }))
        {
            report::warning(&format!("nobody that you trust vouches for {}", manifest.name));
        }
        if let Err(failure) = &acquired {
            let source = Some(self.from.clone());
            log(self.store, Record { source, ..record(self.action, None, Err(failure)) })?;
        }
        acquired
    }

    /// Puts the plugin into the store, compares it with the version in use, builds it, and only then takes it in use.
    pub(super) fn run(self, acquired: &Acquired) -> Result<Done, Failure> {
        self.run_with(acquired, |installation, added, _| installation.build(added))
    }

    /// The same, with something else instead of the build.
    pub(super) fn run_with(
        mut self,
        acquired: &Acquired,
        prepare: impl FnOnce(&Self, &Installed, Option<&Diff>) -> Result<(), Failure>,
    ) -> Result<Done, Failure> {
        let name = &acquired.manifest.name;
        let before = self.store.current(name).ok();
        let done = self.remember(before.as_ref()).and_then(|()| self.try_run(acquired, before, prepare));
        let (version, digest) = (Some(acquired.manifest.version.clone()), Some(acquired.content.sums().tree()));
        let line = record(self.action, Some(name), done.as_ref().map(drop));
        log(self.store, Record { source: Some(self.from.clone()), version, digest, ..line })?;
        done
    }

    /// Adds what the plugin was granted before, unless that is to be forgotten.
    fn remember(&mut self, before: Option<&Installed>) -> Result<(), Failure> {
        if let Some(receipt) = before.map(|before| &before.receipt).filter(|_| !self.consent.forget_grants) {
            self.options.grants.extend(&receipt.grants);
            if let (None, Some(path)) = (&self.granted.file, &receipt.policy) {
                let path = PathBuf::from(path);
                self.granted.file = Some(Arc::new(PolicyFile::read(&path).map_err(Failure::policy)?));
                self.granted.path = Some(path);
            }
        }
        self.options.grants.extend(self.granted.policy.grants());
        self.options.policy.clone_from(&self.granted.path);
        self.granted.policy = self.options.grants.iter().copied().fold(self.granted.policy.clone(), Policy::grant);
        Ok(())
    }

    fn try_run(
        &self,
        acquired: &Acquired,
        before: Option<Installed>,
        prepare: impl FnOnce(&Self, &Installed, Option<&Diff>) -> Result<(), Failure>,
    ) -> Result<Done, Failure> {
        let tree = acquired.content.sums().tree();
        if let Some(same) = before.as_ref().filter(|before| before.receipt.tree == tree) {
            // Only what it is granted can be new.
            self.build(same)?;
            let installed = self.add(acquired)?;
            let installed = self.store.activate(&installed.receipt.name, &installed.receipt.version)?;
            return Ok(Done { installed, before, diff: None });
        }
        let added = self.add(acquired)?;
        let (name, version) = (&added.receipt.name, &added.receipt.version);
        let checked = self.compare(before.as_ref(), &added).and_then(|diff| {
            prepare(self, &added, diff.as_ref())?;
            Ok(diff)
        });
        if checked.is_err() {
            self.store.discard(name, version)?;
        }
        let diff = checked?;
        Ok(Done { installed: self.store.activate(name, version)?, before, diff })
    }

    fn add(&self, acquired: &Acquired) -> Result<Installed, Failure> {
        let bar = Bar::new();
        Ok(self.store.clone().on_progress(bar.listener()).add(acquired, self.options.clone())?)
    }

    /// Shows what is different from the version in use, and asks for what is needed.
    fn compare(&self, before: Option<&Installed>, added: &Installed) -> Result<Option<Diff>, Failure> {
        let Some(before) = before else { return Ok(None) };
        let granting = |builder: Builder<'static>| self.granted.clone().apply(builder).cancel(self.cancel.clone());
        let diff = plugwright_manager::compare(before, added, granting)?;
        consent::ask(&added.receipt.name, &diff, self.consent, self.form)?;
        Ok(Some(diff))
    }

    /// Builds a version that is in the store, where it has sources.
    fn build(&self, installed: &Installed) -> Result<(), Failure> {
        let Some(sources) = installed.sources() else { return Ok(()) };
        let bar = Bar::new();
        let builder = self.granted.clone().apply(Builder::new(sources)).cancel(self.cancel.clone());
        match builder.on_stage(|stage| bar.show(stage)).compile() {
            Ok(_) => Ok(()),
            Err(error) => {
                let plugin = installed.receipt.name.clone();
                Err(ManagerError::Build { plugin, source: Box::new(error) }.into())
            }
        }
    }

    /// What the new version may do beyond what its receipt says.
    pub(super) fn grants(&self) -> BTreeSet<Capability> {
        self.options.grants.clone()
    }
}

/// A line of the log about what came of an action.
pub(super) fn record(action: Action, name: Option<&Name>, done: Result<(), &Failure>) -> Record {
    let verdict = match done {
        Ok(()) => Verdict::Done,
        Err(failure) => {
            let causes = std::iter::successors(Some(failure as &dyn std::error::Error), |error| error.source());
            Verdict::Refused(causes.map(ToString::to_string).collect::<Vec<_>>().join(": "))
        }
    };
    Record::new(action, name.cloned(), verdict)
}

/// Adds a line to the log of a store's base folder.
pub(super) fn log(store: &Store, record: Record) -> Result<(), Failure> {
    Ok(AuditLog::new(store.base()).append(&record)?)
}

/// Changes which version is in use, writes that down, and says it.
pub(super) fn change(
    store: &Store,
    (action, name): (Action, &Name),
    (form, said): (Form, &str),
    work: impl FnOnce() -> Result<Installed, plugwright_manager::StoreError>,
) -> Result<(), Failure> {
    let done = work().map_err(Failure::from);
    let version = done.as_ref().ok().map(|installed| installed.receipt.version.clone());
    let digest = done.as_ref().ok().map(|installed| installed.receipt.tree);
    log(store, Record { version, digest, ..record(action, Some(name), done.as_ref().map(drop)) })?;
    let installed = done?;
    match form {
        Form::Json => output::print_json(&Version::from(&installed)),
        Form::People => output::print(&format!("{name} {said} {}", installed.receipt.version)),
    }
}
