//! [`discover`]: which folders below a base hold plugins, and what is wrong with those that nearly do.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use plugwright::{Diagnostic, Severity};

use crate::slot::lock;
use crate::{Error, MANIFEST_FILE, Manifest, Name, Store, StoreError, load_manifest};

/// A folder with a `plugin.json`.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) folder: PathBuf,
    /// What the manifest says, or why the plugin cannot be used.
    pub(crate) manifest: Result<Manifest, String>,
}

/// A folder that holds a `plugin.json` and is no plugin's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// The folder.
    pub folder: PathBuf,
    /// Why not.
    pub reason: String,
}

/// What lies below a base.
#[derive(Clone, Debug, Default)]
pub(crate) struct Discovered {
    pub(crate) found: BTreeMap<Name, Found>,
    pub(crate) strays: Vec<Stray>,
}

/// Adds the version in use of each plugin that is installed. One that also has a folder of its own is neither: whoever
/// calls it could not know which.
pub(crate) fn add_installed(store: &Store, discovered: &mut Discovered) -> Result<(), StoreError> {
    for name in store.names()? {
        let installed = store.current(&name)?;
        let manifest = installed.manifest().map(|parsed| parsed.manifest).map_err(|error| why(&error));
        let twice =
            || format!("`{name}` is installed and has a folder, too; `plugwright remove {name}` or remove the folder");
        match discovered.found.get_mut(&name) {
            Some(found) => found.manifest = Err(twice()),
            None => drop(discovered.found.insert(name, Found { folder: installed.folder, manifest })),
        }
    }
    refuse_twins(&mut discovered.found);
    Ok(())
}

/// Looks at every folder below `base` whose name does not begin with a dot.
pub(crate) fn discover(base: &Path) -> Result<Discovered, Error> {
    let read = |source| Error::Read { path: base.to_owned(), source };
    let mut folders = Vec::new();
    for entry in base.read_dir().map_err(read)? {
        let entry = entry.map_err(read)?;
        let name = entry.file_name();
        if !name.as_encoded_bytes().starts_with(b".") && entry.path().join(MANIFEST_FILE).is_file() {
            folders.push((name.to_string_lossy().into_owned(), entry.path()));
        }
    }
    folders.sort();
    let manifests = read_all(&folders);
    let mut discovered = Discovered::default();
    for ((folder_name, folder), manifest) in folders.into_iter().zip(manifests) {
        match folder_name.parse::<Name>() {
            Ok(name) => {
                let manifest = manifest.and_then(|manifest| with_name(manifest, &name));
                discovered.found.insert(name, Found { folder, manifest });
            }
            Err(bad) => {
                let reason = format!("the folder cannot be a plugin's, for {bad}");
                discovered.strays.push(Stray { folder, reason });
            }
        }
    }
    refuse_twins(&mut discovered.found);
    Ok(discovered)
}

/// Reads the manifests on all processors, in order.
fn read_all(folders: &[(String, PathBuf)]) -> Vec<Result<Manifest, String>> {
    let (next, read) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(folders.len() / 16 + 1);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((index, (_, folder))) = {
                    let index = next.fetch_add(1, Relaxed);
                    folders.get(index).map(|folder| (index, folder))
                } {
                    let manifest = load_manifest(folder).map(|parsed| parsed.manifest).map_err(|error| why(&error));
                    lock(&read).push((index, manifest));
                }
            });
        }
    });
    let mut read = read.into_inner().unwrap_or_default();
    read.sort_by_key(|(index, _)| *index);
    read.into_iter().map(|(_, manifest)| manifest).collect()
}

fn with_name(manifest: Manifest, folder: &Name) -> Result<Manifest, String> {
    if manifest.name == *folder {
        return Ok(manifest);
    }
    let name = &manifest.name;
    Err(format!("its folder is called `{folder}`, and its {MANIFEST_FILE} says `{name}`; one of the two must change"))
}

/// Names that differ in case and hyphens alone are one name to cargo and to some file systems: neither is right.
fn refuse_twins(found: &mut BTreeMap<Name, Found>) {
    let mut alike: BTreeMap<String, Vec<Name>> = BTreeMap::new();
    for name in found.keys() {
        alike.entry(name.folded()).or_default().push(name.clone());
    }
    for twins in alike.values().filter(|twins| twins.len() > 1) {
        for name in twins {
            let twin = twins.iter().find(|other| *other != name);
            if let (Some(twin), Some(found)) = (twin, found.get_mut(name)) {
                found.manifest = Err(format!("there is a plugin `{twin}`, too, which is the same name to cargo"));
            }
        }
    }
}

/// The reason of a person's: the first finding with its place, or the system's words.
pub(crate) fn why(error: &Error) -> String {
    match error {
        Error::Manifest { diagnostics, .. } => first(diagnostics),
        error => chain(error),
    }
}

fn first(diagnostics: &[Diagnostic]) -> String {
    let mut errors = diagnostics.iter().filter(|finding| finding.severity == Severity::Error);
    let Some(first) = errors.next() else { return "its plugin.json has faults".to_owned() };
    let place = first.span.as_ref().map(|span| format!("{}:{}:{}: ", span.file, span.start.line, span.start.column));
    let more = match errors.count() {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    format!("{}{}{more}", place.unwrap_or_default(), first.message)
}

/// An error with all its causes, on one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string);
    causes.collect::<Vec<_>>().join(": ")
}
