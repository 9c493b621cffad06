//! [`SourceError`]: why files are no plugin that could be installed.

use crate::Manifest;

/// Files are no plugin that could be installed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// They cannot be read.
    #[error("its sources cannot be read")]
    Load(#[source] plugwright_analyzer::Error),
    /// There is neither a manifest nor a package that one could be made of.
    #[error("there is no plugin.json, and no Cargo.toml that says the name and version of a package")]
    NoManifest,
    /// The package needs files of a workspace around it.
    #[error("its Cargo.toml inherits from a workspace, which is not part of it; write the values into it")]
    Workspace,
    /// There is something that is no file.
    #[error("`{}` is a link, a special file or too large, and so can be in no package", path.escape_debug())]
    NotAFile {
        /// Its path.
        path: String,
    },
    /// A link leads elsewhere.
    #[error("it lies outside of the plugin's folder")]
    Outside,
    /// The library is for another version of plugwright's ABI.
    #[error(
        "the library has version {abi} of the ABI, and this program knows version {}; build the plugin again",
        plugwright_interface::abi::ABI_VERSION
    )]
    Abi {
        /// The library's version.
        abi: u32,
    },
    /// A manifest leads to another plugin.
    #[error("the manifest speaks of {expected}, and this is {found}")]
    OtherPlugin {
        /// What the manifest says.
        expected: String,
        /// What there is.
        found: String,
    },
    /// A manifest in a repository does not speak of sources in the repository.
    #[error("the plugin.json of a repository must have the source mode `local_src`")]
    NotInRepository,
    /// A manifest in a package does not speak of files in the package.
    #[error("the plugin.json of a package must say that the sources are in `src` or which file is the library")]
    NotInPackage,
    /// The package has dependencies, and nothing says in which versions.
    #[error("it has dependencies and no Cargo.lock; write one with: cargo generate-lockfile")]
    NoLock,
    /// A library for a target is there twice.
    #[error("there is more than one library for the target {target}")]
    TwoLibraries {
        /// The target.
        target: String,
    },
}

impl SourceError {
    /// Refuses a library of another ABI than ours, where the manifest says which it has.
    pub(crate) fn check_abi(manifest: &Manifest) -> Result<(), Self> {
        match manifest.abi {
            Some(abi) if abi != plugwright_interface::abi::ABI_VERSION => Err(Self::Abi { abi }),
            _ => Ok(()),
        }
    }
}
