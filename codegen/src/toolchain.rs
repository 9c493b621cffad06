//! Finds the Rust toolchain and the C linker of this machine and remembers them, so that an unchanged machine starts no
//! process to find them again. Which toolchain counts is the host's choice (`PATH`, `RUSTC`, `RUSTUP_TOOLCHAIN`,
//! rustup's default), never that of a plugin's folder: nothing here runs in one.

mod distribution;
mod install;
mod linker;
mod memo;
mod probe;
mod survey;
mod tools;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{Error, platform};
use memo::Fingerprint;

pub use install::{Attendance, Remedy, Tool};
pub(crate) use install::{add_target, cross_hint};
pub use linker::Linker;
pub use survey::{Found, Survey, survey};
pub use tools::Tools;

/// The compiler and what it needs, each by absolute path. Real binaries, not rustup's proxies, which obey files in the
/// folder that they run in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toolchain {
    /// The compiler.
    pub rustc: PathBuf,
    /// Cargo of the same toolchain. Plugins without dependencies are built without it.
    pub cargo: Option<PathBuf>,
    /// Folder of the compiler's own libraries.
    pub sysroot: PathBuf,
    /// Its name among rustup's, where it was chosen by that.
    pub name: Option<String>,
    /// Release of the compiler, such as `1.95.0`.
    pub version: String,
    /// Commit hash of the compiler; its version text where it was built without one.
    pub commit: String,
    /// Everything that `rustc -vV` says.
    pub about: String,
    /// Triple of this machine.
    pub host: String,
    /// Triple that is built for.
    pub target: String,
    /// What `rustc --print cfg` says for the profile that plugins are built with.
    pub cfg: String,
    /// The linker; none where nothing on this machine links for another target, whose interface can be read all the same.
    pub linker: Option<Linker>,
}

impl Toolchain {
    /// Returns the file name of a library that is loaded at run time: `libgreet.so`, `greet.dll`, `libgreet.dylib`.
    #[must_use]
    pub fn library_name(&self, stem: &str) -> String {
        let (prefix, suffix) = match self.os() {
            "windows" => ("", "dll"),
            "macos" | "ios" => ("lib", "dylib"),
            _ => ("lib", "so"),
        };
        format!("{prefix}{stem}.{suffix}")
    }

    /// Whether what is built runs on another kind of machine than this.
    #[must_use]
    pub fn is_cross(&self) -> bool {
        self.target != self.host
    }

    /// Makes sure that the compiler can build for the target.
    ///
    /// # Errors
    /// [`Error::TargetMissing`] where it has no standard library for it, [`Error::LinkerMissing`] where nothing links.
    pub fn check_target(&self) -> Result<(), Error> {
        let libraries = self.sysroot.join("lib/rustlib").join(&self.target).join("lib");
        match (libraries.is_dir(), &self.linker) {
            (true, Some(_)) => Ok(()),
            (true, None) => Err(Error::LinkerMissing { target: self.target.clone() }),
            (false, _) => Err(self.target_missing()),
        }
    }

    fn target_missing(&self) -> Error {
        Error::TargetMissing { target: self.target.clone(), toolchain: self.name.clone() }
    }

    /// Returns all that is missing to build for the target, where [`Toolchain::check_target`] stops at the first.
    #[must_use]
    pub fn missing(&self) -> Vec<Error> {
        let linker = self.linker.is_none().then(|| Error::LinkerMissing { target: self.target.clone() });
        let library = self.check_target().err().filter(|error| matches!(error, Error::TargetMissing { .. }));
        library.into_iter().chain(linker).collect()
    }

    /// Whether the linker takes the options of GNU `ld` for ELF files.
    pub(crate) fn links_elf(&self) -> bool {
        !matches!(self.os(), "windows" | "macos" | "ios")
    }

    fn os(&self) -> &str {
        let found = self.cfg.lines().find_map(|line| line.strip_prefix("target_os=\"")?.strip_suffix('"'));
        found.unwrap_or("unknown")
    }
}

/// Finds compiler, cargo and linker for this machine. The answer is kept in one small file in the folder `cache`, as long as neither the
/// files that were found nor the settings that led to them change; a folder that cannot be written costs the memory
/// only.
///
/// # Errors
/// [`Error::ToolMissing`] where there is no compiler or no linker, [`Error::NoDynamicLibraries`] where the compiler's
/// target has none, and [`Error::Start`] or [`Error::Probe`] where the compiler does not answer.
pub fn find_toolchain(cache: &Path) -> Result<Toolchain, Error> {
    find_tools(cache, &Tools::default())
}

/// Finds the compiler, cargo and linker that a host chose, and remembers them as [`find_toolchain`] does.
///
/// # Errors
/// As for [`find_toolchain`]; [`Error::UnknownTarget`] where the compiler does not know the target,
/// [`Error::NoSuchToolchain`] and [`Error::NoSuchLinker`] where what was chosen is not there. Whether the compiler has a
/// standard library for the target, [`Toolchain::check_target`] says.
pub fn find_tools(cache: &Path, tools: &Tools) -> Result<Toolchain, Error> {
    if let Some(target) = tools.target.as_ref().filter(|target| !is_triple(target)) {
        // The compiler would take it for the path of a file.
        return Err(Error::UnknownTarget { target: target.clone() });
    }
    let settings = Settings::from_environment(tools);
    let file = cache.join(tools.memo());
    let asked = settings.find_rustc()?;
    let fingerprint = Fingerprint::take(&settings, &asked);
    if let Some(toolchain) = memo::recall(&file, &fingerprint) {
        return Ok(toolchain);
    }
    let toolchain = probe::probe(&asked, &settings, cache)?;
    memo::remember(&file, fingerprint, &toolchain);
    Ok(toolchain)
}

/// Whether a text can be the name of a target, and is neither a path nor an option.
fn is_triple(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    text.bytes().all(is_part)
        && text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && !text.ends_with(".json")
}

/// The variables that decide which toolchain is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Settings {
    path: Option<OsString>,
    rustc: Option<OsString>,
    rustup_toolchain: Option<OsString>,
    rustup_home: Option<PathBuf>,
    home: Option<PathBuf>,
    /// Everything that the `cc` crate chooses a C compiler by.
    cc: Vec<(String, OsString)>,
    /// What the host chose.
    tools: Tools,
}

impl Settings {
    fn from_environment(tools: &Tools) -> Self {
        let var = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        Self {
            path: var("PATH"),
            rustc: var("RUSTC"),
            rustup_toolchain: var("RUSTUP_TOOLCHAIN"),
            rustup_home: var("RUSTUP_HOME").map(PathBuf::from),
            home: var("HOME").or_else(|| var("USERPROFILE")).map(PathBuf::from),
            cc: c_compiler_variables(),
            tools: tools.clone(),
        }
    }

    /// Finds the compiler, or what leads to it: rustup, where the compiler was chosen by its name there.
    fn find_rustc(&self) -> Result<PathBuf, Error> {
        if let Some(path) = self.tools.path() {
            return executable(&path).ok_or_else(|| self.no_such_toolchain());
        }
        if let Some(name) = self.tools.name() {
            let rustup = self.find(Path::new("rustup")).ok_or(Error::ToolMissing { tool: Tool::Rustup });
            return if tools::is_name(name) { rustup } else { Err(self.no_such_toolchain()) };
        }
        let name = self.rustc.clone().unwrap_or_else(|| "rustc".into());
        self.find(&PathBuf::from(name)).ok_or(Error::ToolMissing { tool: Tool::Rustc })
    }

    fn no_such_toolchain(&self) -> Error {
        Error::NoSuchToolchain { name: self.tools.toolchain.clone().unwrap_or_default() }
    }

    /// Finds a program as the shell does, but only by absolute folders: a relative one would lie in the folder that the
    /// user happens to be in, which may be a plugin's.
    fn find(&self, name: &Path) -> Option<PathBuf> {
        if name.is_absolute() {
            return executable(name);
        }
        if name.components().count() != 1 {
            return None;
        }
        let folders = std::env::split_paths(self.path.as_ref()?).filter(|folder| folder.is_absolute());
        folders.map(|folder| folder.join(name)).find_map(|path| executable(&path))
    }

    /// Where rustup keeps which toolchain is the default.
    fn rustup_settings(&self) -> Option<PathBuf> {
        let home = self.rustup_home.clone().or_else(|| Some(self.home.as_ref()?.join(".rustup")))?;
        Some(home.join("settings.toml"))
    }
}

fn c_compiler_variables() -> Vec<(String, OsString)> {
    let decides = |name: &str| {
        matches!(name, "CC" | "HOST_CC" | "TARGET_CC" | "CROSS_COMPILE" | "RUSTC_LINKER") || name.starts_with("CC_")
    };
    let mut found: Vec<_> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
        .filter(|(name, value)| decides(name) && !value.is_empty())
        .collect();
    found.sort();
    found
}

/// Returns the path itself, or with the suffix that programs have here, where that is a file that may be run.
fn executable(path: &Path) -> Option<PathBuf> {
    let mut name = path.as_os_str().to_owned();
    if path.extension().is_none() {
        name.push(std::env::consts::EXE_SUFFIX);
    }
    let path = PathBuf::from(name);
    let metadata = path.metadata().ok().filter(std::fs::Metadata::is_file)?;
    platform::may_run(&metadata).then_some(path)
}

#[cfg(test)]
mod tests;
