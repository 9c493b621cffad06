//! Whether the packages that cargo chose are those that the policy lists, and contain no more than it allows. Nothing of
//! them has run by then.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use plugwright_analyzer::{Crate, Diagnostic, Features, Severity, Target, load, parse};
use plugwright_sandbox::{AllowedDependency, Capability, CapabilityUse, Policy, Verdict, capabilities, check};

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
    (workspace, toolchain): (&Workspace, &Toolchain),
    policy: &Policy,
) -> Vec<Diagnostic> {
    if policy.allows(Capability::Dependencies) {
        return Vec::new();
    }
    let vendored = packages.iter().filter(|package| package.is_vendored(workspace.path()));
    let vendored = vendored.flat_map(|package| checked(package, workspace, toolchain, policy));
    let others = packages.iter().filter(|package| package.source.is_some());
    let others = others.flat_map(|package| {
        let checksum = checksums.get(&(package.name.clone(), package.version.clone())).map(String::as_str);
        match policy.allowed_dependency(&package.name, &package.version, checksum) {
            None => vec![unlisted(package, checksum)],
            // What runs while the plugin is built has a grant of its own, and walls around it.
            Some(_) if !package.is_one_of(linked) => Vec::new(),
            Some(allowed) => unsafe_code(package, allowed, toolchain),
        }
    });
    vendored.chain(others).collect()
}

/// What the check of a plugin has to say about a package in the plugin's folder, in whichever of its features.
fn checked(package: &Package, workspace: &Workspace, toolchain: &Toolchain, policy: &Policy) -> Vec<Diagnostic> {
    let unread =
        || Diagnostic::error(code::UNSAFE_DEPENDENCY, format!("the dependency `{}` cannot be read", package.name));
    let found = parsed(package, toolchain, |krate, faults| match check(krate, policy) {
        Verdict::Approved(_) => faults,
        Verdict::Rejected(found) => [found, faults].concat(),
    });
    let Ok(found) = found else { return vec![unread()] };
    let folder = folder(package);
    let below = folder.strip_prefix(workspace.path().join("plugin")).unwrap_or(folder).to_string_lossy().into_owned();
    // Beside it, in the plugin's folder, is inside; whatever lies elsewhere was refused before.
    let counts = |finding: &Diagnostic| finding.severity == Severity::Error && finding.code.id != "M030";
    let mut errors: Vec<_> = found.into_iter().filter(counts).collect();
    let spans = errors.iter_mut().filter_map(|finding| finding.span.as_mut());
    spans.for_each(|span| span.file = format!("{below}/{}", span.file));
    errors
}

/// Loads and parses a package with all of its features on.
fn parsed<R: Send>(
    package: &Package,
    toolchain: &Toolchain,
    then: impl FnOnce(&Crate<'_>, Vec<Diagnostic>) -> R + Send,
) -> Result<R, plugwright_analyzer::Error> {
    let features = Features { all: true, ..Features::default() };
    let target = Target::parse(&toolchain.cfg).with_features(features);
    parse(&load(folder(package))?, &target, then)
}

fn folder(package: &Package) -> &Path {
    package.manifest_path.parent().unwrap_or(&package.manifest_path)
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
    let Ok(uses) = parsed(package, toolchain, |krate, _| capabilities(krate)) else {
        return vec![finding("cannot be read".to_owned())];
    };
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
