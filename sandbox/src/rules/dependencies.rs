//! Other packages.

use plugwright_analyzer::{Dependency, DependencyKind, Origin, Severity};

use super::{Findings, Rule, Subject, macros, manifest, rule};

rule! {
    /// A folder elsewhere.
    PATH_OUTSIDE = "M030" "path-dep-outside" Error [] "a dependency is a folder outside of the plugin's"
    explain "What is built must be what was checked, and the folder is all that was checked.";
    /// A folder inside.
    PATH_INSIDE = "M031" "path-dep-inside" Error [Dependencies] "a dependency is a folder of the plugin's"
    explain "A package inside the plugin's folder has a manifest of its own.";
    /// A repository.
    GIT = "M032" "git-dep" Error [] "a dependency is a repository"
    explain "A repository can hold something else tomorrow.";
    /// The registry.
    REGISTRY = "M033" "registry-dep" Error [Dependencies] "a dependency is a published package"
    explain "A dependency is code that was not checked together with the plugin.";
    /// For a build script.
    BUILD = "M034" "build-dependencies" Error [BuildScript] "a build script has dependencies"
    explain "They run while the plugin is built.";
    /// Only for some targets.
    TARGET = "M036" "target-table-dep" Error [Dependencies] "a dependency is for some targets only"
    explain "The same rules hold for `[target.….dependencies]` as for `[dependencies]`.";
    /// Build-time code of a vendored package.
    BUILD_CODE = "M037" "dep-ships-build-code" Error [BuildScript, ProcMacro] "a dependency has code that runs while it is built"
    explain "A build script or a procedural macro of a dependency runs while the plugin is built.";
}

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let active = subject.krate.manifest.activate(subject.krate.features());
    for dependency in &subject.krate.manifest.dependencies {
        let built = !dependency.optional || active.dependencies.contains(&dependency.name);
        if dependency.kind != DependencyKind::Dev && built {
            judge(subject, dependency, findings);
        }
    }
}

fn judge(subject: &Subject<'_>, dependency: &Dependency, findings: &mut Findings<'_>) {
    let name = &dependency.name;
    let mut report = |rule: &'static Rule, message: String| {
        findings.report(rule, dependency.span.clone(), message);
    };
    if manifest::is_sysroot(name) || manifest::is_sysroot(&dependency.package) {
        report(&manifest::SYSROOT_NAME, format!("depends on a package under the name `{name}`"));
    }
    if dependency.kind == DependencyKind::Build {
        report(&BUILD, format!("its build script depends on `{name}`"));
    }
    if let Some(target) = &dependency.target {
        report(&TARGET, format!("depends on `{name}` for `{target}`"));
    }
    match &dependency.origin {
        Origin::Registry => report(&REGISTRY, format!("depends on the published package `{}`", dependency.package)),
        Origin::OtherRegistry(registry) => {
            report(&GIT, format!("depends on `{name}` from another registry, `{registry}`"));
        }
        Origin::Git(address) => report(&GIT, format!("depends on `{name}` from the repository `{address}`")),
        Origin::UnknownWorkspace => report(&manifest::WORKSPACE, format!("takes `{name}` from a workspace")),
        Origin::Path(path) => match macros::below("Cargo.toml", path) {
            None => report(&PATH_OUTSIDE, format!("depends on `{name}` in the folder `{path}`")),
            Some(folder) => {
                report(&PATH_INSIDE, format!("depends on `{name}` in the folder `{path}`"));
                if let Some(what) = build_code(subject, &folder) {
                    report(&BUILD_CODE, format!("the dependency `{name}` {what}"));
                }
            }
        },
    }
}

/// What a package in the plugin's folder runs while it is built.
fn build_code(subject: &Subject<'_>, folder: &str) -> Option<&'static str> {
    let sources = subject.krate.sources;
    let text = sources.find(&format!("{folder}/Cargo.toml")).map(|id| &sources.file(id).bytes);
    let Some(table) = text.and_then(|bytes| std::str::from_utf8(bytes).ok()?.parse::<toml::Table>().ok()) else {
        return Some("has no manifest that can be read");
    };
    let library = table.get("lib").and_then(toml::Value::as_table);
    let is_macro = ["proc-macro", "proc_macro"]
        .iter()
        .any(|key| library.and_then(|library| library.get(*key)).and_then(toml::Value::as_bool).unwrap_or_default());
    let build = table.get("package").and_then(|package| package.get("build"));
    let has_script = build.is_some_and(|build| build.as_bool() != Some(false))
        || build.is_none() && sources.find(&format!("{folder}/build.rs")).is_some();
    match (is_macro, has_script) {
        (true, _) => Some("is a procedural macro"),
        (_, true) => Some("has a build script"),
        _ => None,
    }
}
