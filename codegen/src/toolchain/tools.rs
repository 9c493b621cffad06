//! [`Tools`]: which of several compilers and linkers a build uses, where the host says it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::key::digest;

/// The tools of a build. What is not chosen is what the environment says: `PATH`, `RUSTC`, `RUSTUP_TOOLCHAIN`, `CC` and
/// their like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Tools {
    /// A toolchain by its name among rustup's (`nightly`, `1.91.0`), or by the path of its folder or of its compiler.
    pub toolchain: Option<String>,
    /// Triple of the machines that are built for.
    pub target: Option<String>,
    /// What links: a C compiler by name or path (`clang`), or a linker that the C compiler shall use, by its name (`mold`,
    /// `lld`, `gold`, `bfd`).
    pub linker: Option<String>,
}

impl Tools {
    /// The file that remembers what these are here.
    pub(super) fn memo(&self) -> String {
        match self {
            Self { toolchain: None, target: None, linker: None } => "toolchain.json".to_owned(),
            Self { toolchain: None, target: Some(target), linker: None } => format!("toolchain-{target}.json"),
            chosen => format!("toolchain-{}.json", &digest(format!("{chosen:?}").as_bytes())[..16]),
        }
    }

    /// The toolchain's path, where it was chosen by that.
    pub(super) fn path(&self) -> Option<PathBuf> {
        let chosen = Path::new(self.toolchain.as_deref()?);
        (chosen.is_absolute() || chosen.components().count() > 1).then(|| {
            let path = std::path::absolute(chosen).unwrap_or_else(|_| chosen.to_owned());
            if path.is_dir() { path.join("bin").join("rustc") } else { path }
        })
    }

    /// The toolchain's name among rustup's, where it was chosen by that.
    pub(super) fn name(&self) -> Option<&str> {
        self.toolchain.as_deref().filter(|_| self.path().is_none())
    }
}

/// Whether a text can be the name of a toolchain, and is no option.
pub(super) fn is_name(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'+');
    text.bytes().all(is_part) && text.starts_with(|first: char| first.is_ascii_alphanumeric())
}
