//! [`PluginStatus`]: how one plugin stands.

use std::path::PathBuf;

use semver::Version;
use serde::Serialize;

use crate::serving::Serving;
use crate::slot::{Slot, Status};
use crate::{Name, State};

/// How one plugin stands.
#[derive(Clone, Debug, Serialize)]
pub struct PluginStatus {
    /// Its name.
    pub name: Name,
    /// Where it stands.
    pub state: State,
    /// Why, where that is not plain.
    pub reason: Option<String>,
    /// The version that serves, or that the manifest names.
    pub version: Option<Version>,
    /// The version that could serve again.
    pub previous: Option<Version>,
    /// SHA-256 of the library that serves.
    pub digest: Option<String>,
    /// Its folder.
    pub folder: PathBuf,
}

pub(crate) fn slot_status(slot: &Slot) -> PluginStatus {
    let (current, previous) = (slot.current(), slot.previous());
    let Status { state, reason, folder, manifest } = slot.status().clone();
    let version = |serving: &Serving| serving.manifest.version.clone();
    PluginStatus {
        name: slot.name.clone(),
        state,
        reason,
        version: current.as_deref().map(version).or_else(|| manifest.map(|manifest| manifest.version)),
        previous: previous.as_deref().map(version),
        digest: current.as_ref().map(|serving| serving.plugin.built().artifact.digest.clone()),
        folder,
    }
}
