//! Finds the C toolchain, which links what the compiler makes.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Settings;

/// The program that links, and what it needs to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linker {
    /// The C compiler where that links (`cc`), or `link.exe`.
    pub program: PathBuf,
    /// Variables that it needs, such as Visual Studio's library folders.
    pub env: Vec<(OsString, OsString)>,
}

impl Linker {
    /// Finds what links for `target` on `host`.
    pub(super) fn find(target: &str, host: &str, settings: &Settings) -> Option<Self> {
        if target.ends_with("-msvc") {
            let tool = cc::windows_registry::find_tool(target, "link.exe")?;
            return Some(Self {
                program: tool.path().to_owned(),
                env: tool.get_envs().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            });
        }
        let program = settings.find(&c_compiler(target, host)?)?;
        Some(Self { program, env: Vec::new() })
    }
}

/// The C compiler that the `cc` crate would use: `CC` and its kin, else the platform's name for it.
fn c_compiler(target: &str, host: &str) -> Option<PathBuf> {
    let mut build = cc::Build::new();
    build.target(target).host(host).opt_level(0).cargo_metadata(false).cargo_warnings(false);
    let tool = build.out_dir(Path::new(".")).try_get_compiler().ok()?;
    Some(tool.path().to_owned())
}
