//! A base folder that a test fills with plugins.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use plugwright::{Cache, Policy, Value};
use plugwright_manager::{Event, Manager, Options};
use serde_json::json;
use tempfile::TempDir;

/// A folder with plugins, and a log of what they say.
pub(crate) struct Base {
    folder: TempDir,
    log: Arc<Mutex<Vec<String>>>,
}

impl Base {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), log: Arc::default() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The folder of a plugin.
    pub(crate) fn of(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// A plugin that needs nobody.
    pub(crate) fn plugin(&self, name: &str, version: &str, source: &str) -> PathBuf {
        self.plugin_with(name, version, source, json!({}))
    }

    /// A plugin whose `plugin.json` has more fields.
    pub(crate) fn plugin_with(&self, name: &str, version: &str, source: &str, more: serde_json::Value) -> PathBuf {
        let folder = self.of(name);
        write_plugin(&folder, name, version, source, more);
        folder
    }

    pub(crate) fn options(&self) -> Options {
        let log = self.log.clone();
        let mut options = Options::default();
        options.drain = Duration::from_secs(60);
        let write = move |line: String| log.lock().unwrap().push(line);
        // A plugin is granted what its manifest asks for.
        options
            .cache(Cache::at(Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache")))
            .grants(|manifest| manifest.grants.iter().copied().collect::<Policy>())
            .log(move |plugin, _, line| write(format!("{plugin}: {line}")))
    }

    pub(crate) fn manager(&self) -> Manager {
        Manager::with_options(self.path(), self.options())
    }

    /// What the plugins have logged since this was last asked.
    pub(crate) fn log(&self) -> Vec<String> {
        std::mem::take(&mut *self.log.lock().unwrap())
    }
}

/// Writes a plugin's folder, its manifest last.
pub(crate) fn write_plugin(folder: &Path, name: &str, version: &str, source: &str, more: serde_json::Value) {
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2024\"\n[dependencies]\nplugwright-plugin = \"0.1\"\n"
    );
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src/lib.rs"), source).unwrap();
    let source = json!({ "mode": "local_src", "path": "." });
    let mut plugin = json!({ "name": name, "version": version, "description": "A test's.", "source": source });
    for (key, value) in more.as_object().unwrap() {
        plugin[key] = value.clone();
    }
    fs::write(folder.join("plugin.json"), plugin.to_string()).unwrap();
}

/// How all plugins stand, a line each.
pub(crate) fn shown(manager: &Manager) -> String {
    let line = |status: plugwright_manager::PluginStatus| {
        let version = status.version.map(|version| format!(" {version}")).unwrap_or_default();
        let reason = status.reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        format!("{}{version} {}{reason}\n", status.name, status.state)
    };
    manager.list().into_iter().map(line).collect()
}

/// An error with its causes.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string);
    causes.collect::<Vec<_>>().join(": ")
}

/// Asks a plugin for a number.
#[track_caller]
pub(crate) fn number(manager: &Manager, plugin: &str, function: &str) -> i64 {
    i64::try_from(manager.call(plugin, function, &[]).unwrap()).unwrap()
}

pub(crate) fn ok() -> Value {
    Value::Result(Ok(Box::new(Value::Unit)))
}

/// Waits for what others do: the system, the compiler, a thread of the manager's. Nothing depends on how long that takes.
#[track_caller]
pub(crate) fn wait(events: &Receiver<Event>, wanted: impl Fn(&Event) -> bool) -> Event {
    let mut seen = Vec::new();
    loop {
        match events.recv_timeout(Duration::from_secs(120)) {
            Ok(event) if wanted(&event) => return event,
            Ok(event) => seen.push(event.to_string()),
            Err(_) => panic!("it did not come; {seen:#?}"),
        }
    }
}
