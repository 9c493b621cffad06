//! Builds a plugin that has dependencies. The only place that runs cargo: on manifests that `manifest.rs` wrote, in our
//! own folder, with the host's registry and nothing else of the host's configuration.

mod graph;
mod messages;
mod metadata;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bridge::{Bridge, Plugin};
use crate::message::Message;
use crate::rustc::{self, CODEGEN, Lints};
use crate::stop::Limits;
use crate::toolchain::{Tool, Toolchain};
use crate::workspace::{TARGET, Workspace};
use crate::{Error, dependency, process, reach};
use messages::read;
use metadata::Metadata;

pub(crate) use graph::LinkedPackage;
pub(crate) use metadata::Package;

/// What cargo made.
#[derive(Debug, Default)]
pub(crate) struct Built {
    /// The plugin's own rlib, where it compiled.
    pub plugin: Option<PathBuf>,
    /// The crate that plugins may depend on, where this one does.
    pub sdk: Option<PathBuf>,
    /// Those of all other packages that become part of the library.
    pub dependencies: Vec<Rlib>,
    /// Of these, what the bridge names itself, by the name that it has for the crate.
    pub named: Vec<(String, PathBuf)>,
    /// Folders in which the linker looks for native libraries, as `-L` takes them.
    pub search: Vec<OsString>,
    /// Lists of what the compiler read for the plugin's own package, as far as it came.
    pub dep_infos: Vec<PathBuf>,
    /// What the compiler said of the plugin's own sources.
    pub messages: Vec<Message>,
}

/// The compiled form of a package.
#[derive(Clone, Debug)]
pub(crate) struct Rlib {
    /// Cargo's id of the package.
    id: String,
    /// Name of its crate.
    pub name: String,
    pub path: PathBuf,
}

/// Builds the plugin's package and everything that it depends on.
pub(crate) fn build(
    toolchain: &Toolchain,
    workspace: &Workspace,
    bridge: &Bridge,
    limits: &Limits,
) -> Result<Built, Error> {
    let cargo = prepare(toolchain, workspace, bridge, limits)?;
    let built = cargo.build(Lints::Forbid, limits)?;
    match built.plugin.is_none() && built.errors().all(Message::is_foreign_lint) {
        true => cargo.build(Lints::Report, limits),
        false => Ok(built),
    }
}

/// Returns the plugin's source with all macros expanded, those of its dependencies too; nothing where that does not
/// come about. `texts` take the place of files of the plugin's, by path in its folder.
///
/// The dependencies are only checked for it (no code is generated), in a folder of its own, and compiled by the build. To share
/// that work the build would have to find them as the expansion left them; but `RUSTC_BOOTSTRAP`, which expanding takes, is a
/// variable that many build scripts ask for, so that cargo would run those again and compile what rests on them.
pub(crate) fn expanded(
    toolchain: &Toolchain,
    workspace: &Workspace,
    bridge: &Bridge,
    texts: &BTreeMap<String, String>,
    limits: &Limits,
) -> Result<Option<String>, Error> {
    let cargo = match prepare(toolchain, workspace, bridge, limits) {
        Ok(cargo) => cargo,
        // The build is refused for the same reason, or cannot do its job either.
        Err(Error::Refused(_) | Error::Dependencies { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    for (path, text) in texts {
        workspace.write(&format!("plugin/{path}"), text.as_bytes())?;
    }
    cargo.expanded(limits)
}

/// Lists the packages that become part of the plugin's library, and hands them to `then` while their sources are there;
/// none where they may not be built, or cannot be had. The build says why.
pub(crate) fn with_packages<R>(
    toolchain: &Toolchain,
    bridge: &Bridge,
    limits: &Limits,
    then: impl FnOnce(&[LinkedPackage]) -> R,
) -> Result<R, Error> {
    let workspace = Workspace::create_elsewhere()?;
    let prepared = prepare(toolchain, &workspace, bridge, limits);
    let packages =
        match prepared.and_then(|cargo| Ok(graph::with_features(&cargo.packages, &cargo.features_in_use(limits)?))) {
            Ok(packages) => packages,
            Err(Error::Refused(_) | Error::Dependencies { .. } | Error::ToolMissing { .. }) => Vec::new(),
            Err(error) => return Err(error),
        };
    Ok(then(&packages))
}

/// Writes the packages and makes sure that none of them runs what it may not.
fn prepare<'b>(
    toolchain: &'b Toolchain,
    workspace: &'b Workspace,
    bridge: &'b Bridge,
    limits: &Limits,
) -> Result<Cargo<'b>, Error> {
    if let Some(path) = foreign_config(workspace.path()) {
        return Err(Error::ForeignConfig { path });
    }
    workspace.fill("plugin", &bridge.plugin_files())?;
    for (path, bytes) in bridge.files() {
        workspace.write(&path, &bytes)?;
    }
    if let Some(lock) = bridge.plugin.files.get("Cargo.lock") {
        workspace.write("Cargo.lock", lock)?;
    }
    let mut cargo = Cargo {
        program: toolchain.cargo.as_ref().ok_or(Error::ToolMissing { tool: Tool::Cargo })?,
        toolchain,
        workspace,
        features: bridge.plugin.features.iter().cloned().collect::<Vec<_>>().join(","),
        plugin: &bridge.plugin,
        shelves: BTreeSet::new(),
        linked: BTreeSet::new(),
        packages: Vec::new(),
    };
    let Resolved { packages, linked, graph } = cargo.resolve(limits)?;
    let checksums = dependency::checksums(workspace);
    let refused: Vec<_> = packages
        .iter()
        .filter_map(|package| package.refusal(workspace.path(), &bridge.policy))
        .chain(dependency::refusals(&packages, &linked, &checksums, (workspace, toolchain), &bridge.policy))
        .collect();
    if !refused.is_empty() {
        return Err(Error::Refused(refused));
    }
    cargo.linked = linked;
    cargo.packages = graph;
    cargo.shelves = packages.iter().filter_map(Package::shelf).collect();
    Ok(cargo)
}

struct Cargo<'b> {
    program: &'b PathBuf,
    toolchain: &'b Toolchain,
    workspace: &'b Workspace,
    /// All that are on, with commas.
    features: String,
    plugin: &'b Plugin,
    /// Folders of fetched packages.
    shelves: BTreeSet<PathBuf>,
    /// Ids of the packages that become part of the library.
    linked: BTreeSet<String>,
    /// The same but for the plugin's, as generated code may name them.
    packages: Vec<LinkedPackage>,
}

/// What cargo chose.
struct Resolved {
    packages: Vec<Package>,
    /// Ids of those that become part of the library; the others are there for build scripts and procedural macros.
    linked: BTreeSet<String>,
    graph: Vec<LinkedPackage>,
}

impl Built {
    /// What the compiler holds against the plugin's own sources.
    pub(crate) fn errors(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().filter(|message| message.is_error())
    }
}

/// Whether cargo may fetch what is not there yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Network {
    Off,
    On,
}

impl Cargo<'_> {
    /// Lists every package of the build. Fetches sources and runs nothing of theirs.
    fn resolve(&self, limits: &Limits) -> Result<Resolved, Error> {
        let mut said = String::new();
        for network in [Network::Off, Network::On] {
            let mut command = self.command("metadata", network);
            command.args(["--format-version=1", "--filter-platform", &self.toolchain.target]);
            let reach = match network {
                Network::Off => reach::unpacking(self.toolchain, self.workspace, cargo_home().as_deref()),
                Network::On => reach::open(),
            };
            let output = process::run(command, &reach, limits)?;
            if output.status.success() {
                let metadata: Metadata = serde_json::from_slice(&output.stdout)
                    .map_err(|source| Error::Metadata { program: self.program.clone(), source })?;
                let plugin = self.workspace.path().join("plugin");
                let (linked, graph) = (metadata.linked(&plugin), metadata.graph(&plugin));
                return Ok(Resolved { packages: metadata.in_use(), linked, graph });
            }
            said = String::from_utf8_lossy(&output.stderr).trim_end().to_owned();
        }
        Err(Error::Dependencies { said })
    }

    /// The features that each package is built with as a part of the library, as `cargo tree` prints them. What `cargo metadata`
    /// lists may be on for other targets, and for tests of vendored packages.
    fn features_in_use(&self, limits: &Limits) -> Result<String, Error> {
        let mut command = self.command("tree", Network::Off);
        command.args(["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", graph::FORMAT]);
        command.args(["--target", &self.toolchain.target]);
        let reach = reach::unpacking(self.toolchain, self.workspace, cargo_home().as_deref());
        let output = process::run(command, &reach, limits)?;
        match output.status.success() {
            true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            false => Err(Error::Dependencies { said: String::from_utf8_lossy(&output.stderr).trim_end().to_owned() }),
        }
    }

    /// Builds under the lints that the plugin's manifest has, or under [`Lints::Report`] instead.
    fn build(&self, lints: Lints, limits: &Limits) -> Result<Built, Error> {
        let mut command = self.command("rustc", Network::Off);
        command.args(["--release", "--message-format=json", "--quiet", "--target", &self.toolchain.target]);
        if lints == Lints::Report {
            command.arg("--").args(lints.args());
        }
        let reach = reach::building(self.toolchain, self.workspace, cargo_home().as_deref(), &self.shelves);
        let output = process::run(command, &reach, limits)?;
        let mut built =
            read(&output.stdout, &self.workspace.path().join("plugin"), &self.linked, &self.target_folder());
        built.dep_infos = self.dep_infos();
        built.named = self.named(&built.dependencies);
        if built.plugin.is_some() || built.errors().next().is_some() {
            return Ok(built);
        }
        let said = String::from_utf8_lossy(&output.stderr).trim_end().to_owned();
        Err(match said.contains("failed to run custom build command") {
            true => Error::BuildScript { said },
            false => Error::Dependencies { said },
        })
    }

    /// Finds what the bridge names itself.
    fn named(&self, rlibs: &[Rlib]) -> Vec<(String, PathBuf)> {
        let found = self.plugin.packages.iter().filter_map(|(name, id)| {
            let package = self.packages.iter().find(|package| package.id == *id)?;
            let rlib = rlibs.iter().find(|rlib| rlib.id == package.cargo_id)?;
            Some((name.clone(), rlib.path.clone()))
        });
        found.collect()
    }

    /// Has the plugin's crate expanded, for which its dependencies are checked, not built.
    fn expanded(&self, limits: &Limits) -> Result<Option<String>, Error> {
        let mut command = self.command("rustc", Network::Off);
        command.args(["--lib", "--profile", "check", "--quiet", "--target", &self.toolchain.target]);
        command.args(["--", "--cap-lints", "allow"]).args(rustc::EXPAND);
        // By name, so that no other package takes the compiler for one of the nightly kind.
        command.env("RUSTC_BOOTSTRAP", self.plugin.manifest.crate_name());
        let reach = reach::building(self.toolchain, self.workspace, cargo_home().as_deref(), &self.shelves);
        let output = process::run(command, &reach, limits)?;
        Ok(output.status.success().then(|| String::from_utf8(output.stdout).ok()).flatten())
    }

    /// Finds the lists for the plugin's crate. Its hash is not known where it did not compile, but a dependency of the
    /// same name reads nothing in the plugin's folder.
    fn dep_infos(&self) -> Vec<PathBuf> {
        let folder = self.target_folder();
        let root = format!("plugin/{}:", rustc::root(&self.plugin.manifest));
        let lists = folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path());
        let lists = lists.filter(|path| path.extension().is_some_and(|extension| extension == "d"));
        let names_root = |path: &PathBuf| {
            std::fs::read_to_string(path).is_ok_and(|text| text.lines().any(|line| line.replace("\\ ", " ") == root))
        };
        lists.filter(names_root).collect()
    }

    /// Where cargo puts what is compiled for the library, below the workspace. The target is always named, so that what build
    /// scripts and procedural macros are made of lies elsewhere, though it may be of the same packages.
    fn target_folder(&self) -> PathBuf {
        self.workspace.path().join(TARGET).join(&self.toolchain.target).join("release/deps")
    }

    fn command(&self, verb: &str, network: Network) -> Command {
        let mut command = process::command(self.program, self.workspace.path());
        command.arg(verb).arg("--manifest-path").arg(self.workspace.path().join("plugin").join("Cargo.toml"));
        command.args(["--no-default-features", "--features", &self.features]);
        if network == Network::Off {
            command.arg("--offline");
        }
        command.env("RUSTC", &self.toolchain.rustc).env("CARGO_ENCODED_RUSTFLAGS", flags());
        command.env("CARGO_TARGET_DIR", self.workspace.path().join(TARGET));
        // Empty values win over a wrapper that the host's own configuration names.
        command.env("RUSTC_WRAPPER", "").env("RUSTC_WORKSPACE_WRAPPER", "");
        command.env("CARGO_INCREMENTAL", "0").env("CARGO_TERM_COLOR", "never");
        command.envs(cargo_home().map(|home| ("CARGO_HOME", home)));
        self.workspace.settle(&mut command);
        if network == Network::On {
            command.envs(PASSED.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
        }
        command
    }
}

/// Variables that cargo needs to reach a registry.
const PASSED: [&str; 6] = ["HOME", "USERPROFILE", "HTTPS_PROXY", "https_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"];

/// Compiler flags of all packages. The folders of this machine must not show in what a plugin says.
fn flags() -> OsString {
    let mut flags: Vec<OsString> = Vec::new();
    for option in CODEGEN {
        // The rest is in the workspace's profile.
        if option.starts_with("symbol-mangling-version") {
            flags.push(format!("-C{option}").into());
        }
    }
    let home = cargo_home();
    let places = [
        (home.as_ref().map(|home| home.join("registry").join("src")), "registry"),
        (home.as_ref().map(|home| home.join("git").join("checkouts")), "git"),
        (Some(PathBuf::from("plugin")), ""),
    ];
    for (place, shown) in places {
        let Some(place) = place else { continue };
        let mut flag = OsString::from("--remap-path-prefix=");
        flag.push(place);
        flag.push(format!("={shown}"));
        flags.push(flag);
    }
    flags.join("\u{1f}".as_ref())
}

/// The user's own cargo folder.
fn cargo_home() -> Option<PathBuf> {
    let named = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = || std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE"));
    named.or_else(|| Some(PathBuf::from(home()?).join(".cargo")))
}

/// Finds a configuration that cargo would obey in `folder`: it reads those of every folder above, and only that of the
/// user's own cargo may count.
pub(crate) fn foreign_config(folder: &Path) -> Option<PathBuf> {
    let own = cargo_home();
    let folders = folder.ancestors().map(|folder| folder.join(".cargo")).filter(|folder| Some(folder) != own.as_ref());
    folders.flat_map(|folder| [folder.join("config.toml"), folder.join("config")]).find(|path| path.exists())
}
