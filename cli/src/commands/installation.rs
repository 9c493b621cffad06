//! [`Installation`]: what `install` and `upgrade` do with a plugin once they have it, with a line in the audit log.

use plugwright::{Builder, Cancel};
use plugwright_manager::{
    AcquireOptions, Acquired, Action, AddOptions, AuditLog, Error as ManagerError, Installed, Name, Origin, Record,
    Store, Verdict, acquire,
};
use serde::Serialize;

use crate::failure::Failure;
use crate::granted::Granted;
use crate::output::{self, Form};
use crate::spinner::Spinner;

/// A plugin on its way into a store.
pub(super) struct Installation<'i> {
    pub(super) store: &'i Store,
    pub(super) action: Action,
    /// Where it comes from, as the user said it.
    pub(super) from: String,
    pub(super) granted: Granted,
    pub(super) options: AddOptions,
    pub(super) cancel: &'i Cancel,
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
    pub(super) fn acquire(&self, origin: &Origin, options: &AcquireOptions) -> Result<Acquired, Failure> {
        let acquired = acquire(origin, options).map_err(Failure::from);
        if let Err(failure) = &acquired {
            let source = Some(self.from.clone());
            log(self.store, Record { source, ..record(self.action, None, Err(failure)) })?;
        }
        acquired
    }

    /// Puts the plugin into the store, builds it there, and only then takes it in use.
    pub(super) fn run(&self, acquired: &Acquired, spinner: &Spinner) -> Result<Installed, Failure> {
        let installed = self.try_run(acquired, spinner);
        let (version, digest) = (Some(acquired.manifest.version.clone()), Some(acquired.content.sums().tree()));
        let done = record(self.action, Some(&acquired.manifest.name), installed.as_ref().map(drop));
        log(self.store, Record { source: Some(self.from.clone()), version, digest, ..done })?;
        installed
    }

    fn try_run(&self, acquired: &Acquired, spinner: &Spinner) -> Result<Installed, Failure> {
        spinner.say("putting the plugin into the store");
        let added = self.store.add(acquired, self.options)?;
        let (name, version) = (&added.receipt.name, &added.receipt.version);
        if let Some(sources) = added.sources() {
            let builder = self.granted.clone().apply(Builder::new(sources)).cancel(self.cancel.clone());
            if let Err(error) = builder.on_stage(|stage| spinner.show(stage)).compile() {
                self.store.discard(name, version)?;
                return Err(ManagerError::Build { plugin: name.clone(), source: Box::new(error) }.into());
            }
        }
        Ok(self.store.activate(name, version)?)
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
