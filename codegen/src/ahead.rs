//! The crates that every bridge of a compiler shares, compiled once per compiler into an rlib: the runtime (the interface's
//! bridge sources) and the crate that plugins may depend on. That takes longer than everything else in a build, so the
//! compiler that compiled plugwright has its copies in this very crate (`build.rs`), and any other keeps them in the cache.

mod args;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use plugwright_interface::BRIDGE_SOURCES;

use crate::key::digest;
use crate::stop::Limits;
use crate::workspace::Workspace;
use crate::{Cache, Error, Toolchain, durable, process, reach, sdk};

pub(crate) use args::{RUNTIME, SDK};

/// What `build.rs` made, and the compiler that it made it with; all empty where it could not.
const RUNTIME_RLIB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/runtime.rlib"));
const SDK_RLIB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sdk.rlib"));
const RUSTC: &str = include_str!(concat!(env!("OUT_DIR"), "/ahead.rustc"));

/// A crate that is compiled ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ahead {
    /// What every bridge links.
    Runtime,
    /// What a plugin may depend on.
    Sdk,
}

impl Ahead {
    /// Name as a crate.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Runtime => RUNTIME,
            Self::Sdk => SDK,
        }
    }

    /// The files as a crate: path below its `src/`, and text.
    pub(crate) fn sources(self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::Runtime => std::iter::once(("lib.rs", args::RUNTIME_ROOT)).chain(BRIDGE_SOURCES).collect(),
            Self::Sdk => sdk::SOURCES.to_vec(),
        }
    }

    /// Folder in a workspace.
    pub(crate) const fn folder(self) -> &'static str {
        match self {
            Self::Runtime => "runtime",
            Self::Sdk => sdk::FOLDER,
        }
    }

    const fn rlib(self) -> &'static [u8] {
        match self {
            Self::Runtime => RUNTIME_RLIB,
            Self::Sdk => SDK_RLIB,
        }
    }

    /// Where the rlib lies in a workspace.
    pub(crate) fn place(self, workspace: &Workspace) -> PathBuf {
        workspace.path().join(self.file())
    }

    fn file(self) -> String {
        format!("lib{}.rlib", self.name())
    }

    /// Puts the crate for this compiler into a workspace that has no cache, and compiles it there if need be.
    pub(crate) fn provide_here(
        self,
        toolchain: &Toolchain,
        workspace: &Workspace,
        limits: &Limits,
    ) -> Result<(), Error> {
        match self.put_made(toolchain, workspace)? {
            true => Ok(()),
            false => self.compile(toolchain, workspace, limits).map(drop),
        }
    }

    /// Puts what `build.rs` made into the workspace, unless it made nothing for this compiler.
    fn put_made(self, toolchain: &Toolchain, workspace: &Workspace) -> Result<bool, Error> {
        let is_made = toolchain.about == RUSTC && !self.rlib().is_empty() && !toolchain.is_cross();
        if is_made {
            workspace.write(&self.file(), self.rlib())?;
        }
        Ok(is_made)
    }

    /// Puts the crate for this compiler into the workspace and returns its place.
    pub(crate) fn provide(
        self,
        toolchain: &Toolchain,
        cache: &Cache,
        workspace: &Workspace,
        limits: &Limits,
    ) -> Result<PathBuf, Error> {
        if self.put_made(toolchain, workspace)? {
            return Ok(self.place(workspace));
        }
        let kept = cache.root().join(self.folder()).join(self.identity(toolchain));
        let _lock = lock(&kept);
        if let Some(bytes) = recall(&kept) {
            workspace.write(&self.file(), &bytes)?;
            return Ok(self.place(workspace));
        }
        let built = self.compile(toolchain, workspace, limits)?;
        keep(&kept, &fs::read(&built).map_err(|source| Error::Workspace { path: built.clone(), source })?);
        Ok(built)
    }

    fn compile(self, toolchain: &Toolchain, workspace: &Workspace, limits: &Limits) -> Result<PathBuf, Error> {
        let below = format!("{}/src", self.folder());
        for (path, text) in self.sources() {
            workspace.write(&format!("{below}/{path}"), text.as_bytes())?;
        }
        let mut command = process::command(&toolchain.rustc, &workspace.path().join(below));
        if toolchain.is_cross() {
            command.args(["--target", &toolchain.target]);
        }
        command.args(args::args(self.name())).arg("--out-dir").arg(workspace.path());
        workspace.settle(&mut command);
        let output = process::run(command, &reach::compiling(toolchain, workspace), limits)?;
        if output.status.success() {
            return Ok(self.place(workspace));
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(Error::Tool { program: toolchain.rustc.clone(), said })
    }

    fn identity(self, toolchain: &Toolchain) -> String {
        let sources = self.sources();
        let texts = sources.iter().flat_map(|(path, text)| [*path, *text]);
        let texts = texts.chain([toolchain.about.as_str(), &toolchain.target]);
        digest(texts.collect::<Vec<_>>().join("\0").as_bytes())
    }
}

/// Keeps others from compiling the same; without a lock they just do.
fn lock(kept: &Path) -> Option<File> {
    durable::private_folder(kept.parent()?).ok()?;
    let file = File::options().create(true).append(true).open(kept.with_extension("lock")).ok()?;
    file.lock().ok()?;
    Some(file)
}

/// Reads a kept runtime: the digest of its bytes, and the bytes.
fn recall(kept: &Path) -> Option<Vec<u8>> {
    let expected = fs::read_to_string(kept.with_extension("sha256")).ok()?;
    let bytes = fs::read(kept.with_extension("rlib")).ok()?;
    (digest(&bytes) == expected).then_some(bytes)
}

fn keep(kept: &Path, bytes: &[u8]) {
    let written = durable::write(&kept.with_extension("rlib"), bytes)
        .and_then(|_| durable::write(&kept.with_extension("sha256"), digest(bytes).as_bytes()));
    if let Err(error) = written {
        tracing::debug!(%error, "the runtime is not kept");
    }
}

#[cfg(test)]
mod tests {
    use plugwright_sandbox::Confinement;

    use super::{Ahead, RUNTIME_RLIB, RUSTC, SDK_RLIB, recall};
    use crate::stop::{Cancel, Limits};
    use crate::workspace::Workspace;
    use crate::{Cache, find_toolchain};

    #[test]
    fn is_ready_for_the_compiler_that_compiled_plugwright() {
        assert!(!RUNTIME_RLIB.is_empty(), "build.rs could not compile the runtime");
        assert!(!SDK_RLIB.is_empty(), "build.rs could not compile the crate for plugins");
        assert!(RUSTC.starts_with("rustc "));
    }

    #[test]
    fn is_compiled_once_for_any_other_compiler() {
        [Ahead::Runtime, Ahead::Sdk].into_iter().for_each(check_compiled_once);
    }

    #[track_caller]
    fn check_compiled_once(ahead: Ahead) {
        let root = tempfile::tempdir().unwrap();
        let cache = Cache::at(root.path());
        let mut toolchain = find_toolchain(cache.root()).unwrap();
        toolchain.about.push_str("a patched one");
        let workspace = Workspace::create(cache.root()).unwrap();
        let limits = Limits::new(Cancel::default(), Confinement::default());
        let built = ahead.provide(&toolchain, &cache, &workspace, &limits).unwrap();
        let kept = cache.root().join(ahead.folder()).join(ahead.identity(&toolchain));
        assert_eq!(recall(&kept).unwrap(), std::fs::read(built).unwrap());

        toolchain.rustc = "/nonexistent/rustc".into();
        assert!(ahead.provide(&toolchain, &cache, &workspace, &limits).is_ok(), "the second time nothing is started");
        std::fs::write(kept.with_extension("rlib"), b"damaged").unwrap();
        assert!(ahead.provide(&toolchain, &cache, &workspace, &limits).is_err(), "a damaged one is not used");
    }
}
