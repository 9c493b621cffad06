//! The measured plugin, and caches that nobody else uses.

use std::path::{Path, PathBuf};

use plugwright::{Builder, Cache, Confinement, Demand, Mechanism, Policy};
use tempfile::TempDir;

/// The plugin that all stories call: `fixtures/greet`.
#[must_use]
pub fn plugin_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/greet")
}

/// Nothing granted, and no walls of the system around what is built.
#[must_use]
pub fn unconfined() -> Policy {
    let skip = |confinement: Confinement, mechanism| confinement.with(mechanism, Demand::Skip);
    Policy::default().confine(Mechanism::ALL.into_iter().fold(Confinement::default(), skip))
}

/// An empty cache that is removed with this value.
pub struct Scratch {
    folder: TempDir,
}

impl Scratch {
    /// Makes the cache's folder.
    ///
    /// # Panics
    /// Where there is no place for temporary files.
    #[must_use]
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("there is a place for temporary files") }
    }

    /// Returns the cache's folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Prepares a build of the plugin with this cache.
    #[must_use]
    pub fn builder<'b>(&self) -> Builder<'b> {
        Builder::new(plugin_folder()).cache(Cache::at(self.path()))
    }
}

impl Default for Scratch {
    fn default() -> Self {
        Self::new()
    }
}
