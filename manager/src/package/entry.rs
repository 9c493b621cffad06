//! Names of files in archives, before anything is made of them on a disk.

use std::collections::BTreeSet;

/// Longest path in an archive, as the ustar format has it.
const LONGEST: usize = 255;

/// Why a file of an archive has no place on a disk.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadEntry {
    /// Its name is not UTF-8.
    #[error("its name is not UTF-8")]
    NotText,
    /// Its path is absolute, on some system.
    #[error("its path is absolute")]
    Absolute,
    /// Its path leads out of the folder.
    #[error("its path leads out of the package")]
    Outside,
    /// A part of its path means something else to some system.
    #[error("the part `{}` of its path means something else on some system", .0.escape_debug())]
    Part(
        /// The part.
        String,
    ),
    /// Its path is longer than archives can say.
    #[error("its path has more than {LONGEST} bytes, or a name in it more than 100")]
    Long,
    /// Another file has the same path, perhaps in other letters.
    #[error("it is there twice")]
    Twice,
    /// It is a link, a device or the like.
    #[error("it is no regular file")]
    NotAFile,
    /// Packages hold no such file.
    #[error("packages hold no such file")]
    Foreign,
}

/// The paths that an archive had so far.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    seen: BTreeSet<String>,
}

impl Paths {
    /// Checks a path and that it is the first of its kind: file systems that ignore case would make one file of two.
    pub(crate) fn admit(&mut self, path: &str) -> Result<(), BadEntry> {
        check(path)?;
        if self.seen.insert(path.to_lowercase()) { Ok(()) } else { Err(BadEntry::Twice) }
    }
}

fn check(path: &str) -> Result<(), BadEntry> {
    if path.len() > LONGEST {
        return Err(BadEntry::Long);
    }
    if path.starts_with(['/', '\\']) || path.as_bytes().get(1) == Some(&b':') {
        return Err(BadEntry::Absolute);
    }
    if path.split(['/', '\\']).any(|part| part == "..") {
        return Err(BadEntry::Outside);
    }
    match path.split('/').find(|part| !is_plain(part)) {
        Some(part) => Err(BadEntry::Part(part.to_owned())),
        None => Ok(()),
    }
}

/// Whether every system reads the name as it stands.
fn is_plain(part: &str) -> bool {
    let special = |character: char| character.is_control() || r#"\:*?"<>|"#.contains(character);
    let stem = part.split('.').next().unwrap_or_default().to_ascii_lowercase();
    !part.is_empty()
        && part != "."
        && !part.ends_with(['.', ' '])
        && !part.contains(special)
        && !crate::name::DEVICES.contains(&stem.as_str())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::Paths;

    #[track_caller]
    fn check(paths: &[&str], expect: Expect) {
        let mut seen = Paths::default();
        let verdicts = paths.iter().map(|path| match seen.admit(path) {
            Ok(()) => "ok".to_owned(),
            Err(bad) => bad.to_string(),
        });
        expect.assert_eq(&verdicts.collect::<Vec<_>>().join("; "));
    }

    #[test]
    fn paths_mean_the_same_everywhere() {
        check(&["src/lib.rs", ".cargo/x", "a b.txt"], expect!["ok; ok; ok"]);
        check(
            &["/etc/passwd", "\\x", "C:x"],
            expect!["its path is absolute; its path is absolute; its path is absolute"],
        );
        check(
            &["../x", "a/../../x", "a\\..\\x"],
            expect![
                "its path leads out of the package; its path leads out of the package; its path leads out of the package"
            ],
        );
        check(
            &["a//b", "./a", "a/", "a\\b", "nul.txt", "a.", "a\0b", ""],
            expect![[r"
                the part `` of its path means something else on some system; the part `.` of its path means something else on some system; the part `` of its path means something else on some system; the part `a\\b` of its path means something else on some system; the part `nul.txt` of its path means something else on some system; the part `a.` of its path means something else on some system; the part `a\0b` of its path means something else on some system; the part `` of its path means something else on some system"]],
        );
        check(&["a", "A"], expect!["ok; it is there twice"]);
        check(&[&"a/".repeat(200)], expect!["its path has more than 255 bytes, or a name in it more than 100"]);
    }
}
