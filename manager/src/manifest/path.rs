//! Paths that stay inside a folder, whatever system reads them.

use std::path::PathBuf;

/// Why a path could leave the folder that it is relative to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Outside {
    #[error("a path cannot be empty")]
    Empty,
    #[error("`{}` is absolute", .0.escape_debug())]
    Absolute(String),
    #[error("`{}` leads out of the folder with `..`", .0.escape_debug())]
    Parent(String),
    #[error("`{}` has a `{}`, which some system reads in its own way", path.escape_debug(), character.escape_debug())]
    Character { path: String, character: char },
}

/// Reads a path with `/` between its parts.
pub(super) fn parse(text: &str) -> Result<PathBuf, Outside> {
    let owned = || text.to_owned();
    if text.is_empty() {
        return Err(Outside::Empty);
    }
    let drive = text.as_bytes().get(1) == Some(&b':');
    if text.starts_with(['/', '\\']) || drive {
        return Err(Outside::Absolute(owned()));
    }
    if text.split(['/', '\\']).any(|part| part == "..") {
        return Err(Outside::Parent(owned()));
    }
    let special = |character: char| character.is_control() || matches!(character, '\\' | ':');
    if let Some(character) = text.chars().find(|character| special(*character)) {
        return Err(Outside::Character { path: owned(), character });
    }
    let parts: PathBuf = text.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    Ok(if parts.as_os_str().is_empty() { PathBuf::from(".") } else { parts })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::parse;

    #[track_caller]
    fn check(text: &str, expect: Expect) {
        let shown = match parse(text) {
            Ok(path) => format!("ok: {}", path.display()),
            Err(outside) => outside.to_string(),
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn paths_stay_inside() {
        check("lib/libgreet.so", expect!["ok: lib/libgreet.so"]);
        check("./a//b/", expect!["ok: a/b"]);
        check(".", expect!["ok: ."]);
        check("", expect!["a path cannot be empty"]);
        check("/etc/passwd", expect!["`/etc/passwd` is absolute"]);
        check("\\\\server\\share", expect![[r"`\\\\server\\share` is absolute"]]);
        check("C:lib.dll", expect!["`C:lib.dll` is absolute"]);
        check("a/../../b", expect!["`a/../../b` leads out of the folder with `..`"]);
        check("a\\..\\b", expect![[r"`a\\..\\b` leads out of the folder with `..`"]]);
        check("a\\b", expect![[r"`a\\b` has a `\\`, which some system reads in its own way"]]);
        check("lib.so:stream", expect!["`lib.so:stream` has a `:`, which some system reads in its own way"]);
        check("a\0b", expect![[r"`a\0b` has a `\0`, which some system reads in its own way"]]);
    }
}
