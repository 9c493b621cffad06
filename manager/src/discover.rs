//! [`Manager::discover`]: takes over what there is below the base folder.

mod look;

use std::path::PathBuf;
use std::sync::Arc;

use crate::manager::Index;
use crate::slot::{Slot, Status, lock};
use crate::track::Track;
use crate::{ManageError, Manager, Manifest, PluginStatus, State};
use look::look;

/// A folder with a `plugin.json`.
#[derive(Clone, Debug)]
struct Found {
    folder: PathBuf,
    /// What the manifest says, or why the plugin cannot be used.
    manifest: Result<Manifest, String>,
}

/// A folder that holds a `plugin.json` and is no plugin's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// The folder.
    pub folder: PathBuf,
    /// Why not.
    pub reason: String,
}

impl Manager {
    /// Looks which plugins there are. Those that run are left as they are; those whose folder is gone and that do not run
    /// are forgotten. Returns all, by name.
    ///
    /// ```no_run
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// for status in manager.discover()? {
    ///     println!("{} {:?} in {}", status.name, status.version, status.folder.display());
    /// }
    /// # Ok::<(), plugwright_manager::ManageError>(())
    /// ```
    ///
    /// # Errors
    /// [`ManageError::Discover`] and [`ManageError::Store`] where the base folder or the store in it cannot be read. What is
    /// wrong with a plugin is its own reason.
    pub fn discover(&self) -> Result<Vec<PluginStatus>, ManageError> {
        let discovered = look(&self.inner.base, self.inner.store()?)?;
        self.inner.strays.store(Arc::new(discovered.strays));
        let changing = lock(&self.inner.changing);
        let before = self.inner.index();
        let mut index: Index = before
            .iter()
            .filter(|(name, slot)| discovered.found.contains_key(*name) || slot.current().is_some())
            .map(|(name, slot)| (name.clone(), slot.clone()))
            .collect();
        let mut fresh = Vec::new();
        for (name, found) in discovered.found {
            match index.get(&name) {
                Some(slot) if slot.current().is_some() => {}
                Some(slot) => update(slot, found),
                None => {
                    let slot = Arc::new(Slot::new(name.clone(), first_status(found)));
                    fresh.push(slot.clone());
                    index.insert(name, slot);
                }
            }
        }
        self.inner.index.replace(Some(Arc::new(index)));
        drop(changing);
        for slot in fresh {
            let (version, state, reason) = {
                let status = slot.status();
                (status.manifest.as_ref().map(|manifest| manifest.version.clone()), status.state, status.reason.clone())
            };
            Track::of_stranger(&self.inner.shared.hub, &slot, version).force(state, reason);
        }
        Ok(self.list())
    }

    /// Returns the folders that hold a `plugin.json` and are no plugin's, as of the last look.
    #[must_use]
    pub fn strays(&self) -> Vec<Stray> {
        self.inner.strays.load().to_vec()
    }
}

fn first_status(found: Found) -> Status {
    match found.manifest {
        Ok(manifest) => {
            Status { state: State::Discovered, reason: None, folder: found.folder, manifest: Some(manifest) }
        }
        Err(reason) => Status { state: State::Refused, reason: Some(reason), folder: found.folder, manifest: None },
    }
}

/// Takes over what is new of a plugin that does not run.
fn update(slot: &Slot, found: Found) {
    let mut status = slot.status();
    match found.manifest {
        Ok(manifest) if status.manifest.as_ref() == Some(&manifest) => status.folder = found.folder,
        manifest => *status = first_status(Found { manifest, ..found }),
    }
}
