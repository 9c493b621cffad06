//! [`find_version`]: of the versions of a plugin that a place has, the newest that is wanted.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use semver::{Comparator, Op, Version, VersionReq};

use crate::git::{GitSource, tags};
use crate::{AcquireOptions, BadName, Error, Name, Origin};

/// A plugin in some versions, such as `greet@1.2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The plugin.
    pub name: Name,
    /// The versions that would do.
    pub range: VersionReq,
}

/// Why a text names no plugin in some versions.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BadWanted {
    /// There is no `@`.
    #[error("a plugin in some versions is written NAME@VERSION")]
    NoVersion,
    /// What stands before the `@` is no name.
    #[error(transparent)]
    Name(#[from] BadName),
    /// What stands behind it is no version and no range of versions.
    #[error("`{}` is no version or range of versions", text.escape_debug())]
    Range {
        /// The text.
        text: String,
        /// What is wrong with it.
        source: semver::Error,
    },
}

/// A place that has several versions of a plugin.
#[derive(Clone, Debug)]
pub enum Shelf {
    /// A folder of packages with names such as `greet-1.2.0.plg`.
    Folder(PathBuf),
    /// A repository with tags such as `v1.2.0`, or `greet-v1.2.0` where it holds several plugins.
    Repository(GitSource),
}

impl FromStr for Wanted {
    type Err = BadWanted;

    /// A whole version means that one; less means every later one that is compatible, as in `Cargo.toml`.
    fn from_str(text: &str) -> Result<Self, BadWanted> {
        let (name, range) = text.split_once('@').ok_or(BadWanted::NoVersion)?;
        let range = match Version::parse(range) {
            Ok(version) => exactly(version),
            Err(_) => VersionReq::parse(range).map_err(|source| BadWanted::Range { text: range.to_owned(), source })?,
        };
        Ok(Self { name: name.parse()?, range })
    }
}

fn exactly(Version { major, minor, patch, pre, .. }: Version) -> VersionReq {
    VersionReq { comparators: vec![Comparator { op: Op::Exact, major, minor: Some(minor), patch: Some(patch), pre }] }
}

impl Wanted {
    /// The newest of several things that is in a version which would do.
    pub fn newest<T>(&self, of: impl IntoIterator<Item = (Version, T)>) -> Option<(Version, T)> {
        let fitting = of.into_iter().filter(|(version, _)| self.range.matches(version));
        fitting.max_by(|(one, _), (other, _)| one.cmp(other))
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.range)
    }
}

/// Finds the newest version that is wanted. What its manifest says is known when it is acquired.
///
/// # Errors
/// [`Error::NoVersion`] where none of those that are there would do, [`Error::Read`] and [`Error::Git`] where the place
/// cannot be looked into.
pub fn find_version(shelf: &Shelf, wanted: &Wanted, options: &AcquireOptions) -> Result<Origin, Error> {
    let (place, found) = match shelf {
        Shelf::Folder(folder) => (folder.display().to_string(), packages(folder, &wanted.name)?),
        Shelf::Repository(source) => (source.url.to_string(), tagged(source, &wanted.name, options)?),
    };
    let versions = found.iter().map(|(version, _)| version.clone()).collect();
    match wanted.newest(found) {
        Some((_, origin)) => Ok(origin),
        None => Err(Error::NoVersion { wanted: wanted.clone(), place, versions }),
    }
}

/// The packages of a plugin in a folder, by what their files are called, oldest first.
fn packages(folder: &Path, name: &Name) -> Result<Vec<(Version, Origin)>, Error> {
    let failed = |source| Error::Read { path: folder.to_owned(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let version = path.file_name().and_then(|file| file.to_str()).and_then(|file| {
            file.strip_prefix(name.as_str())?.strip_prefix('-')?.strip_suffix(".plg")?.parse::<Version>().ok()
        });
        found.extend(version.map(|version| (version, Origin::Package(path))));
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(found)
}

/// The tagged versions of a plugin in a repository, oldest first.
fn tagged(source: &GitSource, name: &Name, options: &AcquireOptions) -> Result<Vec<(Version, Origin)>, Error> {
    let tags = tags(source, options).map_err(|error| Error::Git { url: source.url.clone(), source: error })?;
    let own = |tag: &str| Some(tag.strip_prefix(name.as_str())?.strip_prefix('-')?.to_owned());
    let version = |tag: &str| tag.strip_prefix('v').unwrap_or(tag).parse::<Version>().ok();
    let of = |tag: &str, text: &str| {
        let rev = tag.parse().ok()?;
        Some((version(text)?, Origin::Git(GitSource { rev: Some(rev), ..source.clone() })))
    };
    let mut found: Vec<_> = tags.iter().filter_map(|tag| of(tag, &own(tag)?)).collect();
    if found.is_empty() {
        found = tags.iter().filter_map(|tag| of(tag, tag)).collect();
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use semver::Version;

    use super::Wanted;

    #[track_caller]
    fn check(text: &str, expect: Expect) {
        let versions = ["1.0.0", "1.2.0", "1.2.7", "1.3.0-beta", "2.0.0"];
        let versions = versions.map(|version| (version.parse::<Version>().unwrap(), ()));
        let shown = match text.parse::<Wanted>() {
            Ok(wanted) => {
                wanted.newest(versions).map_or_else(|| "none".to_owned(), |(version, ())| version.to_string())
            }
            Err(error) => error.to_string(),
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn the_newest_that_would_do_is_found() {
        check("greet@1", expect!["1.2.7"]);
        check("greet@1.2.0", expect!["1.2.0"]);
        check("greet@~1.2", expect!["1.2.7"]);
        check("greet@1.3.0-beta", expect!["1.3.0-beta"]);
        check("greet@>=1.1, <3", expect!["2.0.0"]);
        check("greet@3", expect!["none"]);
        check("greet@new", expect!["`new` is no version or range of versions"]);
        check("9greet@1", expect!["a name begins with a letter, not with `9`"]);
        check("greet", expect!["a plugin in some versions is written NAME@VERSION"]);
    }
}
