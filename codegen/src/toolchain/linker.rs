//! Finds the C toolchain, which links what the compiler makes.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Settings;
use crate::Error;

/// The program that links, and what it needs to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linker {
    /// The C compiler where that links (`cc`), or `link.exe`.
    pub program: PathBuf,
    /// The linker that the C compiler shall use, by its name, where the host chose one.
    pub with: Option<String>,
    /// Variables that it needs, such as Visual Studio's library folders.
    pub env: Vec<(OsString, OsString)>,
}

/// Linkers that a C compiler takes by name.
const BY_NAME: [&str; 5] = ["bfd", "gold", "lld", "mold", "wild"];

impl Linker {
    /// Finds what links for `target` on `host`.
    ///
    /// # Errors
    /// [`Error::NoSuchLinker`] where the host chose what is not there.
    pub(super) fn find(
        target: &str,
        (host, sysroot): (&str, &Path),
        settings: &Settings,
    ) -> Result<Option<Self>, Error> {
        let Some(chosen) = &settings.tools.linker else { return Ok(Self::usual(target, host, settings)) };
        let missing = || Error::NoSuchLinker { linker: chosen.clone() };
        let name = chosen.strip_prefix("ld.").unwrap_or(chosen);
        if !BY_NAME.contains(&name) {
            let path = Path::new(chosen);
            let path = if path.components().count() > 1 { std::path::absolute(path).ok() } else { Some(path.into()) };
            let program = path.and_then(|path| settings.find(&path)).ok_or_else(missing)?;
            return Ok(Some(Self { program, with: None, env: Vec::new() }));
        }
        // The toolchains of some targets bring one along.
        let own = sysroot.join("lib/rustlib").join(host).join("bin/gcc-ld").join(format!("ld.{name}"));
        if settings.find(Path::new(&format!("ld.{name}"))).is_none() && !own.is_file() {
            return Err(missing());
        }
        Ok(Self::usual(target, host, settings).map(|linker| Self { with: Some(name.to_owned()), ..linker }))
    }

    /// What links where nothing was chosen.
    fn usual(target: &str, host: &str, settings: &Settings) -> Option<Self> {
        if target.ends_with("-msvc") {
            let tool = cc::windows_registry::find_tool(target, "link.exe")?;
            return Some(Self {
                program: tool.path().to_owned(),
                with: None,
                env: tool.get_envs().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            });
        }
        let program = settings.find(&c_compiler(target, host, settings)?)?;
        Some(Self { program, with: None, env: Vec::new() })
    }
}

/// The C compiler that the `cc` crate would use: `CC` and its kin, else the platform's name for it.
fn c_compiler(target: &str, host: &str, settings: &Settings) -> Option<PathBuf> {
    if target == host && target.contains("-linux-") && settings.cc.is_empty() {
        // The crate would start it twice, to find out whose it is, and say the same.
        return Some(PathBuf::from("cc"));
    }
    let mut build = cc::Build::new();
    build.target(target).host(host).opt_level(0).cargo_metadata(false).cargo_warnings(false);
    let tool = build.out_dir(Path::new(".")).try_get_compiler().ok()?;
    Some(tool.path().to_owned())
}
