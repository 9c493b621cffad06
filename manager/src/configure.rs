//! What a host sets for its plugins, over what their manifests say.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::disk::Disk;
use crate::manifest::parse_settings;
use crate::settings::Settings;
use crate::slot::Slot;
use crate::{Action, Config, ManageError, Manager, Manifest, Name, Record, Verdict};

/// Folder below the base with what the host sets for each plugin: `NAME.json`.
const CONFIG_FOLDER: &str = ".config";

const EXTENSION: &str = ".json";

impl Manager {
    /// Sets what the host configures for a plugin, over what its manifest says, and keeps it for the next start. A plugin
    /// that runs sees it at its next question.
    ///
    /// ```no_run
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// let mut values = serde_json::Map::new();
    /// values.insert("retries".to_owned(), 5.into());
    /// manager.configure("sync", &values)?;
    /// # Ok::<(), plugwright_manager::ManageError>(())
    /// ```
    ///
    /// # Errors
    /// [`ManageError::Config`] where the plugin's schema refuses it, and [`ManageError::Keep`] where it cannot be
    /// written; then nothing is changed.
    pub fn configure(&self, name: &str, values: &Map<String, Json>) -> Result<(), ManageError> {
        self.configure_from(name, &format!("{name}{EXTENSION}"), &settings_text(values))
    }

    /// Sets the same from the JSON text of a file of that name, in which every finding has its place.
    ///
    /// # Errors
    /// As for [`Manager::configure`].
    pub fn configure_from(&self, name: &str, file: &str, text: &str) -> Result<(), ManageError> {
        let slot = self.inner.slot(name)?;
        let _work = slot.work.begin();
        let configured = self.set(&slot, file, text);
        self.inner.shared.note(|| Record::new(Action::Configure, Some(slot.name.clone()), Verdict::of(&configured)));
        configured
    }

    fn set(&self, slot: &Slot, file: &str, text: &str) -> Result<(), ManageError> {
        let manifest = manifest(slot)?;
        let host = parse((&slot.name, &manifest.config), file, text)?;
        let path = self.config_path(&slot.name);
        let disk = Disk::default();
        let kept = disk.make_folder(path.parent().unwrap_or(Path::new(".")));
        let kept = kept.and_then(|()| disk.replace(&path, settings_text(&host).as_bytes()));
        kept.map_err(|source| ManageError::Keep { plugin: slot.name.clone(), source: Box::new(source) })?;
        if let Some(serving) = slot.current() {
            serving.host.settings.store(Arc::new(Settings::new(&manifest.config, &host)));
        }
        Ok(())
    }

    /// Returns the config of a plugin as it applies: the manifest's values with the host's on top.
    ///
    /// # Errors
    /// [`ManageError::NoPlugin`], and as for [`Manager::configure`].
    pub fn config(&self, name: &str) -> Result<Map<String, Json>, ManageError> {
        let slot = self.inner.slot(name)?;
        match slot.current() {
            Some(serving) => Ok(serving.host.settings.load().to_json().clone()),
            None => Ok(self.settings(&manifest(&slot)?)?.to_json().clone()),
        }
    }

    /// Returns what the host sets for a plugin, whether it runs or not, and whether it fits the plugin's schema or not.
    ///
    /// # Errors
    /// [`ManageError::NoPlugin`], and [`ManageError::Config`] and [`ManageError::Settings`] where what is kept of it
    /// cannot be read.
    pub fn configured(&self, name: &str) -> Result<Map<String, Json>, ManageError> {
        let slot = self.inner.slot(name)?;
        self.host_values(&slot.name, &Config::default())
    }

    /// The config of a version that is about to start.
    pub(crate) fn settings(&self, manifest: &Manifest) -> Result<Settings, ManageError> {
        Ok(Settings::new(&manifest.config, &self.host_values(&manifest.name, &manifest.config)?))
    }

    fn config_path(&self, name: &Name) -> PathBuf {
        self.inner.base.join(CONFIG_FOLDER).join(format!("{name}{EXTENSION}"))
    }

    /// What the host sets for a plugin, held against that config.
    fn host_values(&self, name: &Name, config: &Config) -> Result<Map<String, Json>, ManageError> {
        let path = self.config_path(name);
        match std::fs::read_to_string(&path) {
            Ok(text) => parse((name, config), &path.display().to_string(), &text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Map::new()),
            Err(source) => Err(ManageError::Settings { path, source }),
        }
    }
}

/// What the version says that serves, or that would.
fn manifest(slot: &Slot) -> Result<Manifest, ManageError> {
    let serving = slot.current().map(|serving| serving.manifest.clone());
    serving.or_else(|| slot.status().manifest.clone()).ok_or_else(|| slot.not_ready())
}

fn parse((name, config): (&Name, &Config), file: &str, text: &str) -> Result<Map<String, Json>, ManageError> {
    parse_settings(config, file, text).map_err(|findings| ManageError::Config { plugin: name.clone(), findings })
}

/// The text in which a host's settings are kept.
#[must_use]
pub fn settings_text(values: &Map<String, Json>) -> String {
    // A JSON object always has a text.
    serde_json::to_string_pretty(values).unwrap_or_default() + "\n"
}
