//! [`Granted`]: what the command line lets plugins do, by itself and by the host's policy file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use plugwright::{Builder, Policy, PolicyError, PolicyFile};
use plugwright_manager::Options;

use crate::args::Signatures;
use crate::failure::Failure;
use crate::known;
use crate::output::Form;
use crate::report;

/// Grants of the command line, and the file that says more.
#[derive(Clone, Debug, Default)]
pub(crate) struct Granted {
    pub(crate) policy: Policy,
    pub(crate) file: Option<Arc<PolicyFile>>,
    /// Where that file is.
    pub(crate) path: Option<PathBuf>,
    /// The other plugins that the file may name.
    known: Vec<String>,
}

impl Granted {
    /// Reads the file that is named, or the one in the working directory. A file inside the plugin's folder is the
    /// plugin's word, and only read where somebody names it.
    pub(crate) fn of_plugin(policy: Policy, named: Option<&Path>, dir: &Path) -> Result<Self, Failure> {
        let granted = Self::read(policy, named, || !is_inside(Path::new("."), dir))?;
        let known = granted.path.as_deref().map(|path| known::beside(dir, path)).unwrap_or_default();
        Ok(Self { known, ..granted })
    }

    /// The same for all plugins below a base folder, whose own file is the host's word.
    pub(crate) fn of_base(policy: Policy, named: Option<&Path>, base: &Path) -> Result<Self, Failure> {
        let granted =
            Self::read(policy, named, || !is_inside(Path::new("."), base) || is_inside(base, Path::new(".")))?;
        let known = granted.path.as_deref().map(|path| known::below(base, path)).unwrap_or_default();
        Ok(Self { known, ..granted })
    }

    fn read(policy: Policy, named: Option<&Path>, is_of_host: impl FnOnce() -> bool) -> Result<Self, Failure> {
        let found = Path::new(PolicyFile::NAME);
        // One that is there and cannot be read is an error, whatever it is.
        let is_there = || found.symlink_metadata().is_ok();
        let path = named.or_else(|| (is_there() && is_of_host()).then_some(found)).map(Path::to_owned);
        let file = path.as_deref().map(PolicyFile::read).transpose().map_err(Failure::policy)?;
        Ok(Self { policy, file: file.map(Arc::new), path, known: Vec::new() })
    }

    /// Warns people of entries in the file for plugins that there are not. `check` has them among its findings.
    pub(crate) fn warned(self, form: Form) -> Self {
        if let (Form::People, Some(file)) = (form, &self.file) {
            let known: Vec<&str> = self.known.iter().map(String::as_str).collect();
            report::diagnostics(Path::new("."), &file.unknown_plugins(&known));
        }
        self
    }

    /// Hands everything to a builder.
    pub(crate) fn apply<'b>(self, builder: Builder<'b>) -> Builder<'b> {
        let builder = builder.policy(self.policy);
        match self.file {
            Some(file) => builder.policy_file(file).known_plugins(self.known),
            None => builder,
        }
    }

    /// The options of a manager of the plugins below a base folder that grants them this.
    pub(crate) fn options(self, base: &Path, signatures: &Signatures) -> Result<Options, Failure> {
        let Self { policy, file, .. } = self;
        let mut options = Options::default().grants(move |_| policy.clone()).keys(signatures.keys(base)?);
        options.unsigned = signatures.unsigned();
        Ok(match file {
            Some(file) => options.policy_file(file),
            None => options,
        })
    }
}

/// Whether a folder is the other one, or below it. What cannot be found is taken to be.
fn is_inside(folder: &Path, other: &Path) -> bool {
    match (folder.canonicalize(), other.canonicalize()) {
        (Ok(folder), Ok(other)) => folder.starts_with(other),
        _ => true,
    }
}

impl Failure {
    pub(crate) fn policy(error: PolicyError) -> Self {
        Self::Policy(Box::new(error))
    }
}
