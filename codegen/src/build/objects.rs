//! [`Compiled`]: the plugin and its dependencies in compiled form, and [`Objects`]: their bytes, which the audit reads.

use std::path::PathBuf;

use plugwright_interface::abi::Facts;
use plugwright_sandbox::Capability;

use crate::bridge::Bridge;
use crate::rustc::Linked;
use crate::workspace::Workspace;
use crate::{Error, ahead};

/// The plugin in compiled form, and what goes with it.
pub(super) struct Compiled {
    pub(super) linked: Linked,
    pub(super) dependencies: Vec<(String, PathBuf)>,
}

/// Finds out what the bridge shall say of the code that it is linked with.
pub(super) fn facts<'p>(
    bridge: &Bridge,
    workspace: &Workspace,
    objects: impl IntoIterator<Item = &'p PathBuf>,
) -> Result<Facts, Error> {
    // The module of `print!` and `stdout`, in the name of everything inside it.
    const STDIO: &[u8] = b"2io5stdio";
    let mut prints = false;
    for path in objects {
        prints = prints || workspace.read(path)?.windows(STDIO.len()).any(|name| name == STDIO);
    }
    let unproven = [Capability::Unsafe, Capability::Ffi].iter().any(|capability| bridge.policy.allows(*capability));
    Ok(Facts { prints, unproven })
}

/// What the bridge is linked with, read before that: the audit holds for these bytes.
pub(super) struct Objects {
    pub(super) files: Vec<ObjectFile>,
}

/// One of them.
pub(super) struct ObjectFile {
    pub(super) part: Part,
    pub(super) path: PathBuf,
    pub(super) bytes: Vec<u8>,
}

/// Whose code it is.
pub(super) enum Part {
    Plugin,
    /// Ours, compiled ahead.
    Ahead(&'static str),
    Dependency(String),
}

impl Objects {
    pub(super) fn read(workspace: &Workspace, compiled: &Compiled) -> Result<Self, Error> {
        let linked = &compiled.linked;
        let ours = [(Part::Plugin, &linked.plugin), (Part::Ahead(ahead::RUNTIME), &linked.runtime)];
        let sdk = linked.sdk.iter().map(|path| (Part::Ahead(ahead::SDK), path));
        let dependencies = compiled.dependencies.iter().map(|(name, path)| (Part::Dependency(name.clone()), path));
        let read =
            |(part, path): (Part, &PathBuf)| Ok(ObjectFile { part, path: path.clone(), bytes: workspace.read(path)? });
        let files = ours.into_iter().chain(sdk).chain(dependencies).map(read).collect::<Result<_, Error>>()?;
        Ok(Self { files })
    }

    /// The bytes of the plugin itself.
    pub(super) fn plugin(&self) -> &[u8] {
        let plugin = self.files.iter().find(|file| matches!(file.part, Part::Plugin));
        plugin.map_or(&[], |file| &file.bytes)
    }
}
