//! The manifests of a build's packages. The plugin's is written anew from what was understood of the author's, so that
//! nothing of the author's (lints, profiles, patches, build scripts, other targets) reaches cargo unless it is named
//! here.

use std::collections::BTreeMap;

use plugwright_analyzer::{Dependency, DependencyKind, Manifest, Origin};
use plugwright_sandbox::{Capability, Policy};
use serde::Serialize;

use crate::about::About;
use crate::ahead::{self, Ahead};
use crate::bridge::Plugin;
use crate::rustc::FORBIDDEN;

/// Manifest of the workspace: the profile that all packages are built with.
pub(crate) fn workspace(ahead: &[Ahead], profile: crate::Profile) -> String {
    let release = Profile {
        panic: "unwind",
        opt_level: profile.opt_level(),
        debug: 0,
        strip: "symbols",
        codegen_units: 1,
        lto: false,
        incremental: false,
        overflow_checks: false,
    };
    let members = ["plugin", "bridge"].into_iter().chain(ahead.iter().map(|ahead| ahead.folder())).collect();
    text(&Workspace { workspace: Members { members, resolver: "2" }, profile: Profiles { release } })
}

/// Manifest of the plugin's package.
pub(crate) fn plugin(manifest: &Manifest, about: &About, policy: &Policy) -> String {
    let library = manifest.library.as_ref();
    let scripts = policy.allows(Capability::BuildScript);
    let build = manifest.build.first().filter(|_| scripts);
    let package = Package {
        name: &manifest.name,
        version: manifest.version.as_deref().unwrap_or(NO_VERSION),
        edition: manifest.edition.name(),
        build: build.map_or(Build::None(false), |build| Build::Script(&build.value)),
        links: manifest.links.as_ref().filter(|_| scripts).map(|links| links.value.as_str()),
        auto: Auto::default(),
        about: Some(about),
    };
    let mut tables = Tables::default();
    let mut target: BTreeMap<&str, Tables<'_>> = BTreeMap::new();
    for dependency in kept(manifest, scripts) {
        let tables = match &dependency.target {
            Some(key) => target.entry(key).or_default(),
            None => &mut tables,
        };
        tables.add(dependency);
    }
    text(&Crate {
        package,
        lib: Some(Lib {
            name: library.map(|library| library.name.as_str()),
            path: library.map(|library| library.path.as_str()),
            crate_type: None,
        }),
        features: features(manifest, scripts),
        tables,
        target,
        lints: (!policy.allows(Capability::Unsafe))
            .then(|| Lints { rust: FORBIDDEN.into_iter().map(|lint| (lint, "forbid")).collect() }),
    })
}

/// The dependencies that a build can need.
fn kept(manifest: &Manifest, scripts: bool) -> impl Iterator<Item = &Dependency> {
    let is_kept = move |kind| match kind {
        DependencyKind::Normal => true,
        DependencyKind::Build => scripts,
        DependencyKind::Dev => false,
    };
    manifest.dependencies.iter().filter(move |dependency| is_kept(dependency.kind))
}

/// The features, without what they turn on of dependencies that are not kept, which cargo takes for a mistake.
fn features(manifest: &Manifest, scripts: bool) -> BTreeMap<&str, Vec<&str>> {
    let is_kept = |name: &str| kept(manifest, scripts).any(|dependency| dependency.name == name);
    let is_met = |entry: &&String| {
        let name = entry.split(['/', '?']).next().unwrap_or_default();
        match entry.strip_prefix("dep:") {
            Some(name) => is_kept(name),
            None => is_kept(name) || !entry.contains('/') && manifest.features.contains_key(name),
        }
    };
    let met = manifest.features.iter().map(|(name, entries)| {
        let entries = entries.iter().filter(is_met).map(String::as_str).collect();
        (name.as_str(), entries)
    });
    met.collect()
}

/// Manifest of the package of a crate that is compiled ahead elsewhere.
pub(crate) fn ahead(ahead: Ahead) -> String {
    let name = ahead.name().replace('_', "-");
    let lib = Lib { name: Some(ahead.name()), path: None, crate_type: None };
    let mut krate = Crate::ours(&name, Some(lib), Tables::default());
    // The plugin may ask for any version that ours is compatible with.
    krate.package.version = env!("CARGO_PKG_VERSION");
    text(&krate)
}

/// Manifest of the bridge's package, which depends on the plugin's package of that name.
pub(crate) fn bridge(plugin: &Plugin) -> String {
    let mut tables = Tables::default();
    let features: Vec<_> = plugin.features.iter().cloned().collect();
    let requirement = Requirement {
        package: Some(&plugin.manifest.name),
        path: Some("../plugin"),
        // All that are on, those of `default` included, are named.
        default_features: Some(false),
        features: &features,
        ..Requirement::default()
    };
    let runtime =
        Requirement { package: Some("plugwright-runtime"), path: Some("../runtime"), ..Requirement::default() };
    tables.dependencies.extend([("plugin", requirement), (ahead::RUNTIME, runtime)]);
    if plugin.ahead().contains(&Ahead::Sdk) {
        let sdk = Requirement { package: Some(SDK_PACKAGE), path: Some(SDK_PATH), ..Requirement::default() };
        tables.dependencies.insert(ahead::SDK, sdk);
    }
    // What the plugin chose decides the features.
    let exact = plugin.packages.iter().map(|(name, id)| {
        let version = format!("={}", id.version.split('+').next().unwrap_or_default());
        (name, id, version, id.vendored.as_ref().map(|place| format!("../plugin/{place}")))
    });
    let exact: Vec<_> = exact.collect();
    tables.dependencies.extend(exact.iter().map(|(name, id, version, place)| {
        let requirement = Requirement {
            package: Some(&id.package),
            version: Some(version),
            path: place.as_deref(),
            default_features: Some(false),
            ..Requirement::default()
        };
        (name.as_str(), requirement)
    }));
    let lib = Lib { name: None, path: None, crate_type: Some(["cdylib"]) };
    text(&Crate::ours(BRIDGE, Some(lib), tables))
}

/// Name of the package that plugins may depend on, and its folder as seen from the others.
const SDK_PACKAGE: &str = "plugwright-plugin";
const SDK_PATH: &str = "../sdk";

/// Name of the bridge's package and crate.
pub(crate) const BRIDGE: &str = "plugwright_bridge";

/// What cargo takes for a package without a version.
pub(crate) const NO_VERSION: &str = "0.0.0";

fn text(manifest: &impl Serialize) -> String {
    // Fails only for values that TOML cannot express, and these structs have none.
    toml::to_string(manifest).unwrap_or_default()
}

#[derive(Serialize)]
struct Workspace {
    workspace: Members,
    profile: Profiles,
}

#[derive(Serialize)]
struct Members {
    members: Vec<&'static str>,
    resolver: &'static str,
}

#[derive(Serialize)]
struct Profiles {
    release: Profile,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Profile {
    panic: &'static str,
    opt_level: u8,
    debug: u8,
    strip: &'static str,
    codegen_units: u8,
    lto: bool,
    incremental: bool,
    overflow_checks: bool,
}

#[derive(Serialize)]
struct Crate<'m> {
    package: Package<'m>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lib: Option<Lib<'m>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    features: BTreeMap<&'m str, Vec<&'m str>>,
    #[serde(flatten)]
    tables: Tables<'m>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    target: BTreeMap<&'m str, Tables<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lints: Option<Lints>,
}

impl<'m> Crate<'m> {
    fn ours(name: &'m str, lib: Option<Lib<'m>>, tables: Tables<'m>) -> Self {
        let package = Package {
            name,
            version: NO_VERSION,
            edition: "2024",
            build: Build::None(false),
            links: None,
            auto: Auto::default(),
            about: None,
        };
        Self { package, lib, features: BTreeMap::new(), tables, target: BTreeMap::new(), lints: None }
    }
}

#[derive(Serialize)]
struct Package<'m> {
    name: &'m str,
    version: &'m str,
    edition: &'m str,
    build: Build<'m>,
    #[serde(skip_serializing_if = "Option::is_none")]
    links: Option<&'m str>,
    #[serde(flatten)]
    auto: Auto,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    about: Option<&'m About>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Build<'m> {
    None(bool),
    Script(&'m str),
}

/// Cargo looks for no target but the library.
#[derive(Default, Serialize)]
struct Auto {
    autobins: bool,
    autoexamples: bool,
    autotests: bool,
    autobenches: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Lib<'m> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    crate_type: Option<[&'static str; 1]>,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Tables<'m> {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    dependencies: BTreeMap<&'m str, Requirement<'m>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    build_dependencies: BTreeMap<&'m str, Requirement<'m>>,
}

impl<'m> Tables<'m> {
    fn add(&mut self, dependency: &'m Dependency) {
        let table = match dependency.kind {
            DependencyKind::Normal => &mut self.dependencies,
            DependencyKind::Build => &mut self.build_dependencies,
            DependencyKind::Dev => return,
        };
        table.insert(&dependency.name, Requirement::of(dependency));
    }
}

#[derive(Default, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Requirement<'m> {
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    package: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    git: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    registry: Option<&'m str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    optional: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_features: Option<bool>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    features: &'m [String],
}

impl<'m> Requirement<'m> {
    fn of(dependency: &'m Dependency) -> Self {
        let mut requirement = Self {
            version: dependency.version.as_deref(),
            package: (dependency.package != dependency.name).then_some(&dependency.package),
            optional: dependency.optional,
            default_features: (!dependency.default_features).then_some(false),
            features: &dependency.features,
            ..Self::default()
        };
        if dependency.is_sdk() {
            return Self { path: Some(SDK_PATH), features: &[], default_features: None, ..requirement };
        }
        match &dependency.origin {
            Origin::Registry | Origin::UnknownWorkspace => {}
            Origin::OtherRegistry(name) => requirement.registry = Some(name),
            Origin::Path(path) => requirement.path = Some(path),
            Origin::Git(address) => requirement.git = Some(address),
        }
        requirement
    }
}

#[derive(Serialize)]
struct Lints {
    rust: BTreeMap<&'static str, &'static str>,
}

#[cfg(test)]
mod tests;
