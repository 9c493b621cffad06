//! What a host sets for its plugins, over what their manifests say.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::disk::Disk;
use crate::settings::Settings;
use crate::slot::lock;
use crate::{ManageError, Manager, Manifest, Name};

/// Folder below the base with what the host sets for each plugin: `NAME.json`.
const CONFIG_FOLDER: &str = ".config";

impl Manager {
    /// Sets what the host configures for a plugin, over what its manifest says, and keeps it for the next start. A plugin
    /// that runs sees it at its next question.
    ///
    /// ```no_run
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// let mut values = serde_json::Map::new();
    /// values.insert("retries".to_owned(), 5.into());
    /// manager.configure("sync", values)?;
    /// # Ok::<(), plugwright_manager::ManageError>(())
    /// ```
    ///
    /// # Errors
    /// [`ManageError::Config`] where the plugin's schema refuses it, and [`ManageError::Keep`] where it cannot be
    /// written; then nothing is changed.
    pub fn configure(&self, name: &str, values: Map<String, Json>) -> Result<(), ManageError> {
        let slot = self.inner.slot(name)?;
        let _work = lock(&slot.work);
        let serving = slot.current();
        let manifest =
            serving.as_ref().map(|serving| serving.manifest.clone()).or_else(|| slot.status().manifest.clone());
        let Some(manifest) = manifest else { return Err(slot.not_ready()) };
        let settings = settings(&manifest, &values)?;
        let path = self.config_path(&slot.name);
        let disk = Disk::default();
        // A JSON object always serialises.
        let bytes = serde_json::to_vec_pretty(&values).unwrap_or_default();
        let kept = disk.make_folder(path.parent().unwrap_or(Path::new("."))).and_then(|()| disk.replace(&path, &bytes));
        kept.map_err(|source| ManageError::Keep { plugin: slot.name.clone(), source: Box::new(source) })?;
        if let Some(serving) = serving {
            serving.host.settings.store(Arc::new(settings));
        }
        Ok(())
    }

    /// Returns the config of a plugin as it applies: the manifest's values with the host's on top.
    ///
    /// # Errors
    /// [`ManageError::NoPlugin`], and as for [`Manager::configure`].
    pub fn config(&self, name: &str) -> Result<Map<String, Json>, ManageError> {
        let slot = self.inner.slot(name)?;
        if let Some(serving) = slot.current() {
            return Ok(serving.host.settings.load().to_json().clone());
        }
        let Some(manifest) = slot.status().manifest.clone() else { return Err(slot.not_ready()) };
        Ok(settings(&manifest, &self.host_values(&manifest.name)?)?.to_json().clone())
    }

    /// The config of a version that is about to start.
    pub(crate) fn settings(&self, manifest: &Manifest) -> Result<Settings, ManageError> {
        settings(manifest, &self.host_values(&manifest.name)?)
    }

    fn config_path(&self, name: &Name) -> PathBuf {
        self.inner.base.join(CONFIG_FOLDER).join(format!("{name}.json"))
    }

    /// What the host sets for a plugin.
    fn host_values(&self, name: &Name) -> Result<Map<String, Json>, ManageError> {
        let path = self.config_path(name);
        match std::fs::read(&path) {
            Ok(bytes) => {
                serde_json::from_slice(&bytes).map_err(|error| ManageError::Settings { path, source: error.into() })
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Map::new()),
            Err(source) => Err(ManageError::Settings { path, source }),
        }
    }
}

fn settings(manifest: &Manifest, host: &Map<String, Json>) -> Result<Settings, ManageError> {
    let refused = |faults| ManageError::Config { plugin: manifest.name.clone(), faults };
    Settings::new(&manifest.config, host).map_err(refused)
}
