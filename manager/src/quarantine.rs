//! [`Quarantine`]: what is kept of a plugin that failed too much to be called again, so that a new start of the host does
//! not begin anew with it.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::SystemTime;

use semver::Version;
use serde::{Deserialize, Serialize};

use crate::disk::Disk;
use crate::error::chain;
use crate::manager::Inner;
use crate::serving::Serving;
use crate::{Name, StoreError};

/// Folder below the base with a file `NAME.json` for each plugin that is in quarantine.
const FOLDER: &str = ".quarantine";

/// A library that is not called any more. Another one of the same plugin may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Quarantine {
    format: u32,
    pub(crate) version: Version,
    /// SHA-256 of the library.
    pub(crate) digest: String,
    pub(crate) reason: String,
    /// When, in seconds since 1970.
    at: u64,
}

impl Quarantine {
    pub(crate) fn of(serving: &Serving, reason: &str) -> Self {
        let at = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs());
        let digest = serving.plugin.built().artifact.digest.clone();
        Self { format: 1, version: serving.manifest.version.clone(), digest, reason: reason.to_owned(), at }
    }
}

impl Inner {
    /// Remembers that a plugin is in quarantine. Where that fails, it is in quarantine until the host ends.
    pub(crate) fn keep_quarantine(&self, name: &Name, quarantine: &Quarantine) {
        // Texts and numbers always have a JSON form.
        let text = serde_json::to_vec_pretty(quarantine).unwrap_or_default();
        let disk = Disk::default();
        let kept = disk.make_folder(&self.base.join(FOLDER));
        if let Err(error) = kept.and_then(|()| disk.replace(&self.quarantine_path(name), &text)) {
            tracing::warn!(plugin = %name, "the quarantine is not kept: {}", chain(&error));
        }
    }

    /// What is remembered of a plugin.
    pub(crate) fn quarantine_of(&self, name: &Name) -> Option<Quarantine> {
        match fs::read(self.quarantine_path(name)) {
            Ok(text) => {
                let read = serde_json::from_slice(&text);
                read.inspect_err(|error| tracing::warn!(plugin = %name, "the quarantine cannot be read: {error}")).ok()
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                tracing::warn!(plugin = %name, "the quarantine cannot be read: {error}");
                None
            }
        }
    }

    /// Forgets it: somebody wants the plugin to be tried again.
    pub(crate) fn forgive(&self, name: &Name) -> Result<(), StoreError> {
        Disk::default().remove_file(&self.quarantine_path(name))
    }

    fn quarantine_path(&self, name: &Name) -> PathBuf {
        self.base.join(FOLDER).join(format!("{name}.json"))
    }
}
