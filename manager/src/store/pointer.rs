//! [`Pointer`]: which version of a plugin is in use.

use semver::Version;
use serde::{Deserialize, Serialize};

use super::FORMAT;

/// Name of its file.
pub(super) const FILE: &str = "current.json";

/// Which version of a plugin is in use, and which were before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pointer {
    pub(super) format: u32,
    pub(super) version: Version,
    #[serde(default)]
    pub(super) pinned: bool,
    /// The versions that were in use before, the oldest first, each once.
    #[serde(default)]
    pub(super) before: Vec<Version>,
    /// The newest version that ever was in use: an older one is a downgrade, even if this one is gone.
    pub(super) newest: Version,
}

impl Pointer {
    /// The pointer of a plugin that has no other version.
    pub(super) fn new(version: Version) -> Self {
        Self { format: FORMAT, newest: version.clone(), version, pinned: false, before: Vec::new() }
    }

    /// The pointer after a change to another version.
    pub(super) fn moved_to(self, version: Version) -> Self {
        if self.version == version {
            return self;
        }
        let mut before = self.before;
        before.push(self.version);
        before.retain(|earlier| *earlier != version);
        Self { newest: self.newest.max(version.clone()), version, before, ..self }
    }

    /// The pointer after going back to a version before; what is newer is forgotten.
    pub(super) fn back_to(self, version: Version) -> Self {
        let before = self.before.into_iter().take_while(|earlier| *earlier != version).collect();
        Self { version, before, ..self }
    }
}
