//! The runtime: the interface's bridge sources, compiled once per compiler into an rlib that every bridge links. That
//! takes longer than everything else in a build, so the compiler that compiled plugwright has its copy in this very
//! crate (`build.rs`), and any other keeps one in the cache.

mod args;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use plugwright_interface::BRIDGE_SOURCES;

use crate::key::digest;
use crate::process;
use crate::stop::Limits;
use crate::workspace::Workspace;
use crate::{Cache, Error, Toolchain, durable, reach};

pub(crate) use args::NAME;

/// What `build.rs` made, and the compiler that it made it with; both empty where it could not.
const AHEAD: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/runtime.rlib"));
const AHEAD_RUSTC: &str = include_str!(concat!(env!("OUT_DIR"), "/runtime.rustc"));

/// The files of the runtime as a crate: path below its `src/`, and text.
pub(crate) fn sources() -> impl Iterator<Item = (&'static str, &'static str)> {
    std::iter::once(("lib.rs", args::ROOT)).chain(BRIDGE_SOURCES)
}

/// Puts the runtime for this compiler into the workspace and returns its place.
pub(crate) fn provide(
    toolchain: &Toolchain,
    cache: &Cache,
    workspace: &Workspace,
    limits: &Limits,
) -> Result<PathBuf, Error> {
    let name = format!("lib{NAME}.rlib");
    if toolchain.about == AHEAD_RUSTC && !AHEAD.is_empty() && !toolchain.is_cross() {
        workspace.write(&name, AHEAD)?;
        return Ok(workspace.path().join(name));
    }
    let kept = cache.root().join("runtime").join(identity(toolchain));
    let _lock = lock(&kept);
    if let Some(bytes) = recall(&kept) {
        workspace.write(&name, &bytes)?;
        return Ok(workspace.path().join(name));
    }
    let built = compile(toolchain, workspace, limits)?;
    keep(&kept, &fs::read(&built).map_err(|source| Error::Workspace { path: built.clone(), source })?);
    Ok(built)
}

fn compile(toolchain: &Toolchain, workspace: &Workspace, limits: &Limits) -> Result<PathBuf, Error> {
    for (path, text) in sources() {
        workspace.write(&format!("runtime/src/{path}"), text.as_bytes())?;
    }
    let folder = workspace.path().join("runtime/src");
    let mut command = process::command(&toolchain.rustc, &folder);
    if toolchain.is_cross() {
        command.args(["--target", &toolchain.target]);
    }
    command.args(args::ARGS).arg("--out-dir").arg(workspace.path());
    workspace.settle(&mut command);
    let output = process::run(command, &reach::compiling(toolchain, workspace), limits)?;
    if output.status.success() {
        return Ok(workspace.path().join(format!("lib{NAME}.rlib")));
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(Error::Tool { program: toolchain.rustc.clone(), said })
}

fn identity(toolchain: &Toolchain) -> String {
    let compiler = [toolchain.about.as_str(), &toolchain.target];
    let texts: Vec<_> = sources().flat_map(|(path, text)| [path, text]).chain(compiler).collect();
    digest(texts.join("\0").as_bytes())
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
        .and_then(|()| durable::write(&kept.with_extension("sha256"), digest(bytes).as_bytes()));
    if let Err(error) = written {
        tracing::debug!(%error, "the runtime is not kept");
    }
}

#[cfg(test)]
mod tests {
    use plugwright_sandbox::Confinement;

    use super::{AHEAD, AHEAD_RUSTC, identity, provide, recall};
    use crate::stop::{Cancel, Limits};
    use crate::workspace::Workspace;
    use crate::{Cache, find_toolchain};

    #[test]
    fn is_ready_for_the_compiler_that_compiled_plugwright() {
        assert!(!AHEAD.is_empty(), "build.rs could not compile the runtime");
        assert!(AHEAD_RUSTC.starts_with("rustc "));
    }

    #[test]
    fn is_compiled_once_for_any_other_compiler() {
        let root = tempfile::tempdir().unwrap();
        let cache = Cache::at(root.path());
        let mut toolchain = find_toolchain(cache.root()).unwrap();
        toolchain.about.push_str("a patched one");
        let workspace = Workspace::create(cache.root()).unwrap();
        let limits = Limits::new(Cancel::default(), Confinement::default());
        let built = provide(&toolchain, &cache, &workspace, &limits).unwrap();
        let kept = cache.root().join("runtime").join(identity(&toolchain));
        assert_eq!(recall(&kept).unwrap(), std::fs::read(built).unwrap());

        toolchain.rustc = "/nonexistent/rustc".into();
        assert!(provide(&toolchain, &cache, &workspace, &limits).is_ok(), "the second time nothing is started");
        std::fs::write(kept.with_extension("rlib"), b"damaged").unwrap();
        assert!(provide(&toolchain, &cache, &workspace, &limits).is_err(), "a damaged one is not used");
    }
}
