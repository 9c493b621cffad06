//! [`look`]: which folders below a base hold plugins, which are installed, and what is wrong with those that nearly are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use plugwright::{Diagnostic, Severity};

use super::{Found, Stray};
use crate::error::chain;
use crate::slot::lock;
use crate::{Error, MANIFEST_FILE, ManageError, Manifest, Name, Store, StoreError, load_manifest};

/// What lies below a base.
#[derive(Clone, Debug, Default)]
pub(super) struct Discovered {
    pub(super) found: BTreeMap<Name, Found>,
    pub(super) strays: Vec<Stray>,
}

/// A folder whose manifest is to be read.
struct Place {
    name: Name,
    folder: PathBuf,
    whose: Whose,
}

/// Whose folder it is.
enum Whose {
    /// A person's, which has the plugin's name.
    Person,
    /// The store's, which has names of its own for folders.
    Store,
    /// The store's, and it cannot be used for that reason.
    Broken(String),
}

/// Looks at every folder below `base` whose name does not begin with a dot, and at what is in use in the store.
pub(super) fn look(base: &Path, store: Option<&Store>) -> Result<Discovered, ManageError> {
    let mut discovered = Discovered::default();
    let mut places = folders(base, &mut discovered.strays).map_err(ManageError::Discover)?;
    if let Some(store) = store {
        places.extend(in_use(store).map_err(|error| ManageError::Store(Box::new(error)))?);
    }
    let manifests = read_all(&places);
    for (Place { name, folder, whose }, manifest) in places.into_iter().zip(manifests) {
        let manifest = match whose {
            Whose::Person => manifest.and_then(|manifest| with_name(manifest, &name)),
            Whose::Store => manifest,
            Whose::Broken(reason) => Err(reason),
        };
        match discovered.found.get_mut(&name) {
            // Whoever calls it could not know which of the two it is.
            Some(found) => found.manifest = Err(twice(&name)),
            None => drop(discovered.found.insert(name, Found { folder, manifest })),
        }
    }
    refuse_twins(&mut discovered.found);
    Ok(discovered)
}

fn twice(name: &Name) -> String {
    format!("`{name}` is installed and has a folder, too; `plugwright remove {name}` or remove the folder")
}

/// The folders with a `plugin.json`, by name.
fn folders(base: &Path, strays: &mut Vec<Stray>) -> Result<Vec<Place>, Error> {
    let read = |source| Error::Read { path: base.to_owned(), source };
    let mut places = Vec::new();
    for entry in base.read_dir().map_err(read)? {
        let entry = entry.map_err(read)?;
        let (folder, folder_name) = (entry.path(), entry.file_name());
        if folder_name.as_encoded_bytes().starts_with(b".") || !folder.join(MANIFEST_FILE).is_file() {
            continue;
        }
        match folder_name.to_string_lossy().parse::<Name>() {
            Ok(name) => places.push(Place { name, folder, whose: Whose::Person }),
            Err(bad) => {
                let reason = format!("the folder cannot be a plugin's, for {bad}");
                strays.push(Stray { folder, reason });
            }
        }
    }
    places.sort_by(|one, other| one.name.cmp(&other.name));
    strays.sort_by(|one, other| one.folder.cmp(&other.folder));
    Ok(places)
}

/// The versions in use of what is installed.
fn in_use(store: &Store) -> Result<Vec<Place>, StoreError> {
    let place = |name: Name| {
        let (folder, whose) = match store.current(&name) {
            Ok(installed) => (installed.folder, Whose::Store),
            // It was removed just now.
            Err(StoreError::NotInstalled { .. }) => return None,
            Err(error) => (store.base().to_owned(), Whose::Broken(chain(&error))),
        };
        Some(Place { name, folder, whose })
    };
    Ok(store.names()?.into_iter().filter_map(place).collect())
}

/// Reads the manifests on all processors, in order.
fn read_all(places: &[Place]) -> Vec<Result<Manifest, String>> {
    let (next, read) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(places.len() / 16 + 1);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((index, place)) = {
                    let index = next.fetch_add(1, Relaxed);
                    places.get(index).map(|place| (index, place))
                } {
                    let manifest = load_manifest(&place.folder).map(|parsed| parsed.manifest);
                    lock(&read).push((index, manifest.map_err(|error| why(&error))));
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
fn why(error: &Error) -> String {
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
