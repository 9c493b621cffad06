//! Names of files, as the rules compare them.

use std::path::{Component, Path};

use plugwright_analyzer::{Position, Span};

/// The start of a file, for findings about all of it.
pub(crate) fn whole(path: &str) -> Span {
    let start = Position { line: 1, column: 1 };
    Span { file: path.to_string(), start, end: start }
}

/// The names of the file and of the folder that it is in, in lower case: some file systems tell no more.
pub(crate) fn last_names(path: &str) -> (String, String) {
    let lower = path.to_lowercase();
    let mut parts = lower.rsplit('/');
    let name = parts.next().unwrap_or_default().to_string();
    (parts.next().unwrap_or_default().to_string(), name)
}

/// The path that `relative` means in the folder of `file`, if it stays inside the crate.
pub(crate) fn below(file: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    if relative.contains('\\') || relative.contains(':') {
        return None;
    }
    for component in Path::new(relative).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop()?;
            }
            Component::Normal(name) => parts.push(name.to_str()?),
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}
