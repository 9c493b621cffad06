//! [`rebuild()`]: builds the sources in a package again and says whether that gives the library in it.

use std::fs;

use serde::Serialize;

use crate::acquire::TARGET;
use crate::make::{MakeOptions, builder, unpack_sources};
use crate::{Content, Digest, Error, Manifest, REPORT_FILE};

/// What building a package's sources again came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Rebuilt {
    /// The library in the package is what its sources give.
    Matches {
        /// Digest of both.
        digest: Digest,
    },
    /// The sources give another library.
    Differs {
        /// Digest of the library in the package.
        packed: Digest,
        /// Digest of what its sources give.
        rebuilt: Digest,
        /// The compiler of the library in the package, as its maker says.
        compiler: Option<String>,
    },
    /// There are no sources.
    NoSources,
    /// There is no library for this machine.
    NoLibrary {
        /// This machine.
        target: &'static str,
    },
}

/// Builds the sources in a package again, under a policy of the host's own.
///
/// # Errors
/// [`Error::Build`] where they cannot be built or the policy refuses them; [`Error::Write`] and [`Error::Read`].
pub fn rebuild(manifest: &Manifest, content: &Content, options: &MakeOptions<'_>) -> Result<Rebuilt, Error> {
    if content.file("src/Cargo.toml").is_none() {
        return Ok(Rebuilt::NoSources);
    }
    let prefix = format!("lib/{TARGET}/");
    let Some((_, packed)) = content.files().find(|(path, _)| path.starts_with(&prefix)) else {
        return Ok(Rebuilt::NoLibrary { target: TARGET });
    };
    let sources = unpack_sources(content)?;
    let built = builder(sources.path(), options).compile();
    let built = built.map_err(|source| Error::Build { plugin: manifest.name.clone(), source: Box::new(source) })?;
    let library = &built.artifact.library;
    let rebuilt = fs::read(library).map_err(|source| Error::Read { path: library.clone(), source })?;
    let (packed, rebuilt) = (Digest::of(packed), Digest::of(&rebuilt));
    match packed == rebuilt {
        true => Ok(Rebuilt::Matches { digest: packed }),
        false => Ok(Rebuilt::Differs { packed, rebuilt, compiler: compiler(content) }),
    }
}

/// The compiler that the report names for this machine.
fn compiler(content: &Content) -> Option<String> {
    let report: serde_json::Value = serde_json::from_slice(content.file(REPORT_FILE)?).ok()?;
    report.get("compilers")?.get(TARGET)?.as_str().map(ToOwned::to_owned)
}
