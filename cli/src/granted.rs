//! [`Granted`]: what the command line lets a plugin do, by itself and by the host's policy file.

use std::path::Path;
use std::sync::Arc;

use plugwright::{Builder, Policy, PolicyError, PolicyFile};

use crate::failure::Failure;

/// Grants of the command line, and the file that says more.
#[derive(Clone, Debug, Default)]
pub(crate) struct Granted {
    pub(crate) policy: Policy,
    pub(crate) file: Option<Arc<PolicyFile>>,
}

impl Granted {
    /// Reads the file that is named, or the one in the working directory. A file inside the plugin's folder is the
    /// plugin's word, and only read where somebody names it.
    pub(crate) fn new(policy: Policy, named: Option<&Path>, dir: &Path) -> Result<Self, Failure> {
        let found = Path::new(PolicyFile::NAME);
        let path = named.or_else(|| (found.is_file() && !is_inside(Path::new("."), dir)).then_some(found));
        let file = path.map(PolicyFile::read).transpose().map_err(Failure::policy)?;
        Ok(Self { policy, file: file.map(Arc::new) })
    }

    /// Hands everything to a builder.
    pub(crate) fn apply<'b>(self, builder: Builder<'b>) -> Builder<'b> {
        let builder = builder.policy(self.policy);
        match self.file {
            Some(file) => builder.policy_file(file),
            None => builder,
        }
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
    fn policy(error: PolicyError) -> Self {
        Self::Policy(Box::new(error))
    }
}
