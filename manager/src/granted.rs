//! [`Granted`]: what one version of a plugin may do: what the host grants all by its options, what was granted when it was
//! installed, and what the policy file says.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use plugwright::{Builder, Capability, Policy, PolicyFile};

use crate::{ManageError, Manager, Manifest};

/// What one version of a plugin may do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Granted {
    pub(crate) policy: Policy,
    file: Option<Arc<PolicyFile>>,
}

impl Granted {
    /// The same with more capabilities.
    pub(crate) fn with(self, more: &BTreeSet<Capability>) -> Self {
        Self { policy: more.iter().copied().fold(self.policy, Policy::grant), ..self }
    }

    /// Hands everything to a builder.
    pub(crate) fn apply<'b>(&self, builder: Builder<'b>) -> Builder<'b> {
        let builder = builder.policy(self.policy.clone());
        match &self.file {
            Some(file) => builder.policy_file(file.clone()),
            None => builder,
        }
    }
}

impl Manager {
    /// What the plugin in that folder may do.
    pub(crate) fn granted(&self, manifest: &Manifest, folder: &Path) -> Result<Granted, ManageError> {
        let options = &self.inner.shared.options;
        let granted = Granted { policy: (options.grants)(manifest), file: options.policy_file.clone() };
        let Some(installed) = self.inner.installed(folder)? else { return Ok(granted) };
        let receipt = installed.receipt;
        let file = match (&granted.file, &receipt.policy) {
            (None, Some(path)) => {
                let read = PolicyFile::read(Path::new(path));
                let failed = |source| ManageError::Policy { plugin: manifest.name.clone(), source: Box::new(source) };
                Some(Arc::new(read.map_err(failed)?))
            }
            (named, _) => named.clone(),
        };
        Ok(Granted { file, ..granted }.with(&receipt.grants))
    }
}
