//! The arguments of every compiler run. The plugin and the bridge are compiled with the same code generation, the plugin
//! under the lints that no attribute in its source can lift.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use plugwright_analyzer::Manifest;
use plugwright_interface::abi::Facts;

use crate::ahead::{Ahead, RUNTIME, SDK};
use crate::bridge::Plugin;
use crate::descriptor::{PRINTS, RUSTC_VARIABLE, TARGET_VARIABLE, UNPROVEN};
use crate::manifest::{BRIDGE, NO_VERSION};
use crate::profile::Profile;
use crate::workspace::Workspace;
use crate::{Toolchain, process};

/// Lints that a plugin may not raise without the grant for unsafe code. `unsafe_code` alone lets extern blocks of the
/// older editions pass.
pub(crate) const FORBIDDEN: [&str; 5] = [
    "unsafe_code",
    "missing_unsafe_on_extern",
    "unsafe_attr_outside_unsafe",
    "text_direction_codepoint_in_comment",
    "text_direction_codepoint_in_literal",
];

/// Code generation, equal for every package. One unit, so that the object that the audit reads is the one that is
/// linked.
pub(crate) const CODEGEN: [&str; 4] =
    ["panic=unwind", "codegen-units=1", "embed-bitcode=no", "symbol-mangling-version=v0"];

/// How [`FORBIDDEN`] is enforced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lints {
    /// The compiler refuses. Lints that the author raised are errors too.
    Forbid,
    /// The compiler only reports, and whoever reads its messages must refuse. For crates whose own raised lints would
    /// stop the build, as cargo does for dependencies.
    Report,
    /// Unsafe code is granted.
    Off,
}

impl Lints {
    /// The arguments that say so.
    pub(crate) fn args(self) -> Vec<&'static str> {
        let each = |level: &'static str| FORBIDDEN.into_iter().flat_map(move |lint| [level, lint]);
        match self {
            Self::Forbid => each("-F").collect(),
            Self::Report => ["--cap-lints", "warn"].into_iter().chain(each("--force-warn")).collect(),
            Self::Off => vec!["--cap-lints", "warn"],
        }
    }
}

/// Compiles the plugin alone, from its own folder, so that panics and messages name its files as the author does.
pub(crate) fn plugin(toolchain: &Toolchain, workspace: &Workspace, plugin: &Plugin, lints: Lints) -> Command {
    let mut command = read_plugin(toolchain, workspace, plugin, lints);
    command.arg(joined("--emit=link=", &plugin_rlib(workspace)));
    command.arg(joined("--emit=dep-info=", &dep_info(workspace)));
    if plugin.is_edited {
        // What the compiler has for parts that change one by one: no code of a function is taken into another crate, unless
        // the function says so. `Crate::outline` relies on it.
        command.arg(joined("-Cincremental=", &workspace.path().join(INCREMENTAL)));
    }
    command
}

/// Folder for what the compiler keeps of a plugin that is edited.
const INCREMENTAL: &str = "incremental";

/// Has the compiler write a crate's source with all macros expanded to standard output. A stable compiler knows the
/// option, but only takes it from those who know that it may change: who say so in `RUSTC_BOOTSTRAP`.
pub(crate) const EXPAND: [&str; 1] = ["-Zunpretty=expanded"];

/// Writes the plugin's source with all macros expanded to standard output.
pub(crate) fn expanded(toolchain: &Toolchain, workspace: &Workspace, plugin: &Plugin) -> Command {
    let mut command = read_plugin(toolchain, workspace, plugin, Lints::Off);
    command.args(EXPAND).env("RUSTC_BOOTSTRAP", "1");
    command
}

/// The plugin's root file, in its folder.
pub(crate) fn root(manifest: &Manifest) -> &str {
    manifest.library.as_ref().map_or("src/lib.rs", |library| &library.path)
}

fn read_plugin(toolchain: &Toolchain, workspace: &Workspace, plugin: &Plugin, lints: Lints) -> Command {
    let mut command = process::command(&toolchain.rustc, &workspace.path().join("plugin"));
    let name = plugin.manifest.crate_name();
    command.arg(root(&plugin.manifest)).args(["--crate-name", &name, "--crate-type", "rlib"]);
    command.args(["--edition", plugin.manifest.edition.name()]);
    common(&mut command, toolchain, workspace, ("plugwright_plugin", plugin.profile));
    for feature in &plugin.features {
        command.arg("--cfg").arg(format!("feature={feature:?}"));
    }
    for name in &plugin.sdk {
        command.arg("--extern").arg(joined(&format!("{name}="), &Ahead::Sdk.place(workspace)));
    }
    command.args(lints.args());
    command.envs(package_variables(plugin, &name));
    command
}

/// Where [`plugin`] leaves its rlib. Not under the plugin's own name, which might be that of one of our files.
pub(crate) fn plugin_rlib(workspace: &Workspace) -> PathBuf {
    workspace.path().join("libplugin.rlib")
}

/// Where [`plugin`] leaves the list of what the compiler read.
pub(crate) fn dep_info(workspace: &Workspace) -> PathBuf {
    workspace.path().join("plugin.d")
}

/// What the bridge is linked with.
#[derive(Clone, Debug)]
pub(crate) struct Linked {
    pub plugin: PathBuf,
    pub runtime: PathBuf,
    /// The crate that plugins may depend on, where this one does.
    pub sdk: Option<PathBuf>,
    /// The plugin's dependencies that the bridge names, by the names that it has for their crates.
    pub named: Vec<(String, PathBuf)>,
    /// Folders of the plugin's dependencies, and of native libraries that their build scripts named.
    pub search: Vec<OsString>,
    pub facts: Facts,
    pub profile: Profile,
}

/// Compiles and links the bridge, leaving its object beside the library.
pub(crate) fn bridge(toolchain: &Toolchain, workspace: &Workspace, linked: &Linked, stem: &str) -> Command {
    let mut command = process::command(&toolchain.rustc, workspace.path());
    command.args(["bridge/src/lib.rs", "--crate-name", BRIDGE, "--crate-type", "cdylib", "--edition", "2024"]);
    command.arg(joined("--emit=link=", &library(toolchain, workspace, stem)));
    command.arg(joined("--emit=obj=", &object(workspace)));
    common(&mut command, toolchain, workspace, (BRIDGE, linked.profile));
    command.args(["--cap-lints", "allow", "-C", "strip=symbols"]);
    command.arg("--extern").arg(joined("plugin=", &linked.plugin));
    command.arg("--extern").arg(joined(&format!("{RUNTIME}="), &linked.runtime));
    if let Some(sdk) = &linked.sdk {
        command.arg("--extern").arg(joined(&format!("{SDK}="), sdk));
    }
    for (name, rlib) in &linked.named {
        command.arg("--extern").arg(joined(&format!("{name}="), rlib));
    }
    for folder in &linked.search {
        command.arg("-L").arg(folder);
    }
    for (fact, name) in [(linked.facts.prints, PRINTS), (linked.facts.unproven, UNPROVEN)] {
        if fact {
            command.args(["--cfg", name]);
        }
    }
    if let Some(linker) = &toolchain.linker {
        command.arg(joined("-Clinker=", &linker.program)).envs(linker.env.iter().cloned());
        command.args(linker.with.iter().map(|name| format!("-Clink-arg=-fuse-ld={name}")));
    }
    if toolchain.links_elf() {
        command.arg("-Clink-arg=-Wl,-Bsymbolic");
        // What the runtime puts into the place of the system's functions is for this library alone.
        command.arg("-Clink-arg=-Wl,--exclude-libs,ALL");
        if linked.profile == Profile::Dev {
            // Nobody waits for the linker to find texts that are equal.
            command.arg("-Clink-arg=-Wl,-O0");
        }
    }
    command.env(RUSTC_VARIABLE, &toolchain.commit).env(TARGET_VARIABLE, &toolchain.target);
    command
}

/// Where [`bridge`] leaves the library.
pub(crate) fn library(toolchain: &Toolchain, workspace: &Workspace, stem: &str) -> PathBuf {
    workspace.path().join(toolchain.library_name(stem))
}

/// Where [`bridge`] leaves its object.
pub(crate) fn object(workspace: &Workspace) -> PathBuf {
    workspace.path().join("bridge.o")
}

/// The arguments of both. `identity` keeps a plugin that has our crate's name apart from it.
fn common(command: &mut Command, toolchain: &Toolchain, workspace: &Workspace, (identity, profile): (&str, Profile)) {
    workspace.settle(command);
    if toolchain.is_cross() {
        command.args(["--target", &toolchain.target]);
    }
    command.args(["--error-format", "json", "-C", &format!("metadata={identity}")]);
    command.args(["-C", &format!("opt-level={}", profile.opt_level())]);
    command.args(CODEGEN.iter().flat_map(|option| ["-C", option]));
    // The folder is another one in each build, and the same sources shall give the same bytes.
    let mut remap = OsString::from("--remap-path-prefix=");
    remap.push(workspace.path());
    remap.push("=");
    command.arg(remap);
}

fn joined(prefix: &str, path: &Path) -> OsString {
    let mut arg = OsString::from(prefix);
    arg.push(path);
    arg
}

/// The variables that `env!` may ask for, as cargo sets them.
fn package_variables(plugin: &Plugin, krate: &str) -> Vec<(&'static str, String)> {
    let manifest = &plugin.manifest;
    let version = manifest.version.as_deref().unwrap_or(NO_VERSION);
    let (release, pre) = version.split('+').next().unwrap_or_default().split_once('-').unwrap_or((version, ""));
    let mut numbers = release.split('.').map(str::to_owned);
    let mut number = || numbers.next().unwrap_or_default();
    let mut variables = vec![
        ("CARGO_PKG_NAME", manifest.name.clone()),
        ("CARGO_PKG_VERSION", version.to_owned()),
        ("CARGO_PKG_VERSION_MAJOR", number()),
        ("CARGO_PKG_VERSION_MINOR", number()),
        ("CARGO_PKG_VERSION_PATCH", number()),
        ("CARGO_PKG_VERSION_PRE", pre.to_owned()),
        ("CARGO_CRATE_NAME", krate.to_owned()),
    ];
    variables.extend(plugin.about.variables());
    variables
}
