//! [`Place`]: where the files of a module's children are looked for.

use crate::code;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, FileKind, Sources};

/// The folder that belongs to a module.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// Folder of the module's file and, inside inline modules, their names.
    dir: String,
    /// Name of the file where it is neither the root nor a `mod.rs`: `#[path]` counts from `dir`, plain `mod` from the
    /// folder of this name inside it.
    stem: Option<String>,
}

/// The file of a module.
pub(super) struct Found {
    pub(super) file: FileId,
    pub(super) place: Place,
}

impl Place {
    pub(super) fn of_root(path: &str) -> Self {
        Self { dir: parent(path).to_owned(), stem: None }
    }

    /// The place of an inline module.
    pub(super) fn inline(&self, name: &str, path: Option<&str>) -> Self {
        let dir = match path {
            Some(path) => join(&self.dir, path),
            None => join(&self.own_dir(), name),
        };
        Self { dir, stem: None }
    }

    fn own_dir(&self) -> String {
        self.stem.as_ref().map_or_else(|| self.dir.clone(), |stem| join(&self.dir, stem))
    }

    /// The file of `mod name;`.
    pub(super) fn implied(&self, name: &str, sources: &Sources) -> Result<Found, Box<Diagnostic>> {
        let dir = self.own_dir();
        let flat = join(&dir, &format!("{name}.rs"));
        let nested = join(&dir, &format!("{name}/mod.rs"));
        let found = |path: &String| normalize(path).and_then(|path| sources.find(&path));
        match (found(&flat), found(&nested)) {
            (Some(file), None) => Ok(Found { file, place: Self { dir, stem: Some(name.to_owned()) } }),
            (None, Some(file)) => Ok(Found { file, place: Self { dir: join(&dir, name), stem: None } }),
            (Some(_), Some(_)) => {
                let message = format!("the module `{name}` has two files, `{flat}` and `{nested}`");
                Err(Diagnostic::error(code::AMBIGUOUS_MODULE, message).help("delete or rename one of them").into())
            }
            (None, None) => Err(missing(name, &dir, &[flat, nested], sources).into()),
        }
    }

    /// The file of `#[path = "…"] mod name;`.
    pub(super) fn explicit(&self, path: &str, sources: &Sources) -> Result<Found, Box<Diagnostic>> {
        let joined = join(&self.dir, path);
        let Some(path) = normalize(&joined) else {
            let message = format!("the path `{path}` leads out of the plugin's folder");
            return Err(Diagnostic::error(code::MODULE_OUTSIDE, message).into());
        };
        match sources.find(&path) {
            Some(file) => Ok(Found { file, place: Self { dir: parent(&path).to_owned(), stem: None } }),
            None => Err(missing(&path, parent(&path), std::slice::from_ref(&path), sources).into()),
        }
    }
}

fn missing(name: &str, dir: &str, tried: &[String], sources: &Sources) -> Diagnostic {
    let dirs = tried.iter().map(|path| parent(path)).chain([dir]);
    if let Some(link) = dirs.into_iter().find_map(|dir| link_above(dir, sources)) {
        let message = format!("`{link}` is a symbolic link and was not followed");
        return Diagnostic::error(code::UNREADABLE_FILE, message);
    }
    let tried: Vec<_> = tried.iter().map(|path| format!("`{}`", printable(path))).collect();
    let message = format!("the module `{}` has no file", printable(name));
    Diagnostic::error(code::MISSING_MODULE, message).help(format!("create {}", tried.join(" or ")))
}

fn printable(text: &str) -> String {
    text.escape_debug().to_string()
}

fn link_above<'d>(dir: &'d str, sources: &Sources) -> Option<&'d str> {
    let ends = dir.match_indices('/').map(|(at, _)| at).chain([dir.len()]);
    let mut prefixes = ends.map(|end| &dir[..end]);
    prefixes.find(|prefix| sources.find(prefix).is_some_and(|id| sources.file(id).kind == FileKind::Symlink))
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(dir, _)| dir)
}

fn join(dir: &str, path: &str) -> String {
    if dir.is_empty() || path.starts_with('/') { path.to_owned() } else { format!("{dir}/{path}") }
}

/// The path of something that is named by the file `file`, relative to it.
pub(super) fn beside(file: &str, path: &str) -> Option<String> {
    normalize(&join(parent(file), path))
}

/// Takes `.` and `..` out of a relative path. Returns nothing where it leaves the folder or is absolute.
pub(super) fn normalize(path: &str) -> Option<String> {
    let is_absolute = path.starts_with('/') || path.starts_with('\\') || path.as_bytes().get(1) == Some(&b':');
    if is_absolute {
        return None;
    }
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
