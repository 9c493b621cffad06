//! [`Metadata`]: what `cargo metadata` says of the packages of a build, and which of them may be built.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use plugwright_analyzer::{Diagnostic, PackageId};
use plugwright_sandbox::{Capability, Policy};
use serde::Deserialize;

use super::messages::Target;
use crate::code;

/// What cargo calls the registry, whatever address it is reached by.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

#[derive(Deserialize)]
pub(super) struct Metadata {
    packages: Vec<Package>,
    resolve: Option<Resolve>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
pub(super) struct Node {
    id: String,
    #[serde(default)]
    deps: Vec<Edge>,
}

#[derive(Deserialize)]
pub(super) struct Edge {
    /// What the package calls the crate.
    pub(super) name: String,
    pub(super) pkg: String,
    dep_kinds: Vec<EdgeKind>,
}

#[derive(Deserialize)]
struct EdgeKind {
    /// Nothing for an ordinary dependency.
    kind: Option<String>,
}

/// A package of the build.
#[derive(Deserialize)]
pub(crate) struct Package {
    id: String,
    pub name: String,
    pub version: String,
    /// Where its sources are.
    pub manifest_path: PathBuf,
    /// Absent for the packages of our own workspace.
    pub source: Option<String>,
    targets: Vec<Target>,
}

impl Metadata {
    /// The packages that become part of the library, from the plugin's on. What build scripts and procedural macros need
    /// stays behind.
    pub(super) fn linked(&self, plugin: &Path) -> BTreeSet<String> {
        let is_plugin = |package: &&Package| package.manifest_path.parent() == Some(plugin);
        let mut left: Vec<&str> = self.packages.iter().filter(is_plugin).map(|package| package.id.as_str()).collect();
        let mut linked = BTreeSet::new();
        while let Some(id) = left.pop() {
            let is_macro = self.packages.iter().any(|package| package.id == id && package.has("proc-macro"));
            if is_macro || !linked.insert(id.to_owned()) {
                continue;
            }
            left.extend(self.node(id).into_iter().flat_map(Node::linked).map(|edge| edge.pkg.as_str()));
        }
        linked
    }

    pub(super) fn packages(&self) -> &[Package] {
        &self.packages
    }

    /// The package with that id.
    pub(super) fn package(&self, id: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.id == id)
    }

    /// What a package depends on.
    pub(super) fn node(&self, id: &str) -> Option<&Node> {
        self.resolve.iter().flat_map(|resolve| &resolve.nodes).find(|node| node.id == id)
    }

    /// The packages that this platform and the active features need.
    pub(super) fn in_use(self) -> Vec<Package> {
        let Some(resolve) = self.resolve else { return self.packages };
        let needed = |package: &Package| resolve.nodes.iter().any(|node| node.id == package.id);
        self.packages.into_iter().filter(needed).collect()
    }
}

impl Node {
    /// The dependencies that are no build script's and no test's.
    pub(super) fn linked(&self) -> impl Iterator<Item = &Edge> {
        self.deps.iter().filter(|edge| edge.dep_kinds.iter().any(|each| each.kind.is_none()))
    }
}

impl Package {
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Name of the crate that those get who depend on it, unless that is a procedural macro.
    pub(super) fn library(&self) -> Option<&str> {
        let library = self.targets.iter().find(|target| target.kind.iter().any(|kind| kind == "lib" || kind == "rlib"));
        library.map(|target| target.name.as_str())
    }

    /// Which package it is, given the plugin's folder.
    pub(super) fn named(&self, plugin: &Path) -> PackageId {
        let vendored = self.manifest_path.parent().and_then(|folder| folder.strip_prefix(plugin).ok());
        let vendored =
            vendored.map(|below| below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"));
        PackageId { package: self.name.clone(), version: self.version.clone(), vendored }
    }

    /// The folder that the package lies in, side by side with others of its registry. The user's configuration may name
    /// any place for it.
    pub(super) fn shelf(&self) -> Option<PathBuf> {
        self.source.as_ref()?;
        Some(self.manifest_path.parent()?.parent()?.to_owned())
    }

    /// Where it comes from, if that is neither the registry nor what was checked. Packages in the plugin's folder may name
    /// any place themselves.
    fn foreign_place(&self, workspace: &Path) -> Option<String> {
        match &self.source {
            Some(source) if source == REGISTRY => None,
            Some(source) => Some(format!("`{source}`")),
            None if self.manifest_path.starts_with(workspace) => None,
            None => Some("a folder outside of the plugin's".to_owned()),
        }
    }

    /// Whether it lies in the plugin's folder, below the plugin itself.
    pub(crate) fn is_vendored(&self, workspace: &Path) -> bool {
        let plugin = workspace.join("plugin");
        self.manifest_path.starts_with(&plugin) && self.manifest_path.parent() != Some(&plugin)
    }

    /// Whether it is one of `linked`.
    pub(crate) fn is_one_of(&self, linked: &BTreeSet<String>) -> bool {
        linked.contains(&self.id)
    }

    /// Whether it has something of that kind to compile.
    fn has(&self, kind: &str) -> bool {
        self.targets.iter().any(|target| target.kind.iter().any(|each| each == kind))
    }

    /// Why the package may not be built: nobody checked where it comes from, or it would run code of its own while it is.
    pub(super) fn refusal(&self, workspace: &Path, policy: &Policy) -> Option<Diagnostic> {
        if let Some(place) = self.foreign_place(workspace) {
            let message = format!("the dependency `{}` comes from {place}", self.name);
            return Some(Diagnostic::error(code::UNLISTED, message));
        }
        let (what, capability) = [
            ("a build script", "custom-build", Capability::BuildScript),
            ("a procedural macro", "proc-macro", Capability::ProcMacro),
        ]
        .into_iter()
        .find(|(_, kind, capability)| self.has(kind) && !policy.allows(*capability))
        .map(|(what, _, capability)| (what, capability))?;
        let message = format!("the dependency `{}` runs {what} while it is built", self.name);
        Some(Diagnostic::error(code::DEPENDENCY, message).help(format!("grant `{capability}` if you trust it")))
    }
}
