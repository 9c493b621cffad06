//! Whether the packages that cargo chose are those that the policy lists, and contain no more than it allows. Nothing of
//! them has run by then.

use std::collections::{BTreeMap, BTreeSet};

use plugwright_analyzer::{Diagnostic, Features, Target, load, parse};
use plugwright_sandbox::{AllowedDependency, Capability, CapabilityUse, Policy, capabilities};

use crate::Toolchain;
use crate::cargo::Package;
use crate::code;
use crate::workspace::Workspace;

/// Checksums of packages by name and version, as the lock file has them.
pub(crate) type Checksums = BTreeMap<(String, String), String>;

/// Reads the checksums of all packages that come from a registry. Where there is no lock file, there are none, and no
/// package matches an entry that names one.
pub(crate) fn checksums(workspace: &Workspace) -> Checksums {
    let bytes = workspace.read(&workspace.path().join("Cargo.lock")).unwrap_or_default();
    let lock: toml::Table = std::str::from_utf8(&bytes).ok().and_then(|text| text.parse().ok()).unwrap_or_default();
    let packages = lock.get("package").and_then(toml::Value::as_array).into_iter().flatten();
    let entry = |package: &toml::Value| {
        let text = |key: &str| package.get(key)?.as_str().map(str::to_owned);
        Some(((text("name")?, text("version")?), text("checksum")?))
    };
    packages.filter_map(entry).collect()
}

/// Everything that the policy does not allow about the packages that are not the plugin's own.
pub(crate) fn refusals(
    packages: &[Package],
    linked: &BTreeSet<String>,
    checksums: &Checksums,
    toolchain: &Toolchain,
    policy: &Policy,
) -> Vec<Diagnostic> {
    if policy.allows(Capability::Dependencies) {
        return Vec::new();
    }
    let others = packages.iter().filter(|package| package.source.is_some());
    others
        .flat_map(|package| {
            let checksum = checksums.get(&(package.name.clone(), package.version.clone())).map(String::as_str);
            match policy.allowed_dependency(&package.name, &package.version, checksum) {
                None => vec![unlisted(package, checksum)],
                // What runs while the plugin is built has a grant of its own, and walls around it.
                Some(_) if !package.is_one_of(linked) => Vec::new(),
                Some(allowed) => unsafe_code(package, allowed, toolchain),
            }
        })
        .collect()
}

fn unlisted(package: &Package, checksum: Option<&str>) -> Diagnostic {
    let message = format!("the plugin comes to depend on `{}` {}, which is not allowed", package.name, package.version);
    let diagnostic = Diagnostic::error(code::UNLISTED, message);
    let diagnostic = match checksum {
        Some(checksum) => diagnostic.note(format!("its checksum is {checksum}")),
        None => diagnostic,
    };
    diagnostic.help("allow it by name, version and checksum in the policy file, or grant `dependencies`")
}

/// Unsafe code of the package, in whichever of its features, unless its entry allows it.
fn unsafe_code(package: &Package, allowed: &AllowedDependency, toolchain: &Toolchain) -> Vec<Diagnostic> {
    if allowed.unsafe_code {
        return Vec::new();
    }
    let finding = |what: String| {
        let message = format!("the dependency `{}` {what}", package.name);
        Diagnostic::error(code::UNSAFE_DEPENDENCY, message).help("say `unsafe = true` where the policy file allows it")
    };
    let features = Features { all: true, ..Features::default() };
    let target = Target::parse(&toolchain.cfg).with_features(features);
    let folder = package.manifest_path.parent().unwrap_or(&package.manifest_path);
    let uses = load(folder).and_then(|sources| parse(&sources, &target, |krate, _| capabilities(krate)));
    let Ok(uses) = uses else { return vec![finding("cannot be read".to_owned())] };
    let is_unsafe = |one: &&CapabilityUse| matches!(one.capability, Capability::Unsafe | Capability::Ffi);
    uses.iter()
        .filter(is_unsafe)
        .take(3)
        .map(|one| match &one.span {
            Some(span) => finding(format!("{}, in {span}", one.what)),
            None => finding(one.what.clone()),
        })
        .collect()
}
