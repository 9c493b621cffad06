//! The package: what runs while it is built, and what reaches out of its folder.

use plugwright_analyzer::{FileKind, Located, Severity};

use super::{Findings, Subject, macros, rule};

rule! {
    /// A build script.
    BUILD_SCRIPT = "M010" "build-script" Error [BuildScript] "the package has a build script"
    explain "A build script is a program that runs while the plugin is built.";
    /// A procedural macro.
    PROC_MACRO = "M011" "proc-macro" Error [] "the package is a procedural macro"
    explain "A procedural macro runs inside the compiler, and exports nothing that could be called.";
    /// `links`.
    LINKS = "M012" "links-key" Error [BuildScript] "the package links a native library"
    explain "`links` belongs to a build script that finds or builds a native library.";
    /// `workspace`.
    WORKSPACE = "M022" "workspace-escape" Error [] "the package takes part of its manifest from a workspace"
    explain "What is built must be what was checked, and the folder is all that was checked.";
    /// `patch` and `replace`.
    PATCH = "M023" "patch-replace" Error [] "the manifest replaces packages"
    explain "`[patch]` and `[replace]` put other code in the place of a dependency.";
    /// A name of the standard library.
    SYSROOT_NAME = "M035" "sysroot-name-clash" Error [] "a package is named like a crate of the standard library"
    explain "Paths and symbols of such a package look like those of the standard library.";
    /// `lib.path`.
    LIBRARY_PATH = "M040" "lib-path" Error [] "the library's root is no `.rs` file of the folder"
    explain "The root file must be one that people take for source.";
    /// `profile`.
    PROFILE = "M050" "profile-ignored" Warning [] "the manifest has a profile, which is not used"
    explain "The host builds all plugins with its own profile; `panic = \"abort\"` would end the host.";
    /// `cargo-features`.
    CARGO_FEATURES = "M051" "cargo-features" Error [] "the manifest asks for unstable features of cargo"
    explain "They change how the compiler and the linker are called.";
    /// `lints`.
    LINTS = "M053" "lints-ignored" Note [] "the manifest sets lints, which are not used"
    explain "The host builds all plugins with its own lints.";
    /// Paths out of the folder.
    PATH_OUTSIDE = "M062" "path-outside" Error [] "a key of the manifest names a file outside of the folder"
    explain "`readme = \"/etc/…\"` makes cargo read and publish whatever it names.";
    /// Names.
    NAME = "M063" "unusual-name" Error [] "the package has a name that cargo would not take"
    explain "Names become parts of file names and of generated code.";
}

/// Crates that every program links.
const SYSROOT: &[&str] = &["std", "core", "alloc", "proc_macro", "test"];

pub(crate) fn is_sysroot(name: &str) -> bool {
    SYSROOT.contains(&name.replace('-', "_").as_str())
}

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let manifest = &subject.krate.manifest;
    for script in &manifest.build {
        findings.report(&BUILD_SCRIPT, script.span.clone(), format!("has the build script `{}`", script.value));
    }
    if let Some(links) = &manifest.links {
        findings.report(&LINKS, links.span.clone(), format!("links the native library `{}`", links.value));
    }
    for inherited in &manifest.inherited {
        let message = format!("takes `{}` from a workspace", inherited.value);
        findings.report(&WORKSPACE, inherited.span.clone(), message);
    }
    sections(subject, findings);
    library(subject, findings);
    for path in &manifest.paths {
        outside(path, findings);
    }
    // A manifest without a name is the analyzer's finding.
    if !manifest.name.is_empty() && !is_name(&manifest.name) {
        findings.report(&NAME, manifest_span(), format!("has the name `{}`", manifest.name.escape_debug()));
    }
    if is_sysroot(&manifest.name) {
        findings.report(&SYSROOT_NAME, manifest_span(), format!("has the name `{}`", manifest.name));
    }
}

fn manifest_span() -> plugwright_analyzer::Span {
    super::files::whole("Cargo.toml")
}

fn sections(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for section in &subject.krate.manifest.sections {
        let (rule, message) = match section.value.as_str() {
            "patch" | "replace" => (&PATCH, format!("replaces packages, in `[{}]`", section.value)),
            "cargo-features" => (&CARGO_FEATURES, "asks for unstable features of cargo".to_string()),
            "workspace" if has_members_outside(subject) => (&WORKSPACE, "has workspace members outside".to_string()),
            "profile" => (&PROFILE, "sets a profile, which is not used".to_string()),
            "lints" => (&LINTS, "sets lints, which are not used".to_string()),
            _ => continue,
        };
        findings.report(rule, section.span.clone(), message);
    }
}

fn has_members_outside(subject: &Subject<'_>) -> bool {
    let sources = subject.krate.sources;
    let text = sources.find("Cargo.toml").and_then(|id| std::str::from_utf8(&sources.file(id).bytes).ok());
    let table = text.and_then(|text| text.parse::<toml::Table>().ok());
    let members = table.as_ref().and_then(|table| table.get("workspace")?.get("members")?.as_array());
    members
        .into_iter()
        .flatten()
        .any(|member| member.as_str().is_none_or(|member| macros::below("Cargo.toml", member).is_none()))
}

fn library(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let Some(library) = &subject.krate.manifest.library else { return };
    if library.proc_macro || library.crate_types.iter().any(|kind| kind == "proc-macro") {
        findings.report(&PROC_MACRO, library.span.clone(), "is a procedural macro".to_string());
    }
    if is_sysroot(&library.name) {
        findings.report(&SYSROOT_NAME, library.span.clone(), format!("its library has the name `{}`", library.name));
    }
    let sources = subject.krate.sources;
    let kind = sources.find(&library.path).map(|id| sources.file(id).kind);
    if !library.path.ends_with(".rs") || macros::below("Cargo.toml", &library.path).is_none() {
        findings.report(&LIBRARY_PATH, library.span.clone(), format!("its library's root is `{}`", library.path));
    } else if kind.is_some_and(|kind| kind != FileKind::Regular) {
        let message = format!("its library's root `{}` is no regular file", library.path);
        findings.report(&LIBRARY_PATH, library.span.clone(), message);
    }
}

fn outside(path: &Located<(String, String)>, findings: &mut Findings<'_>) {
    let (key, value) = &path.value;
    if key == "workspace" {
        findings.report(&WORKSPACE, path.span.clone(), format!("belongs to the workspace `{value}`"));
    } else if macros::below("Cargo.toml", value).is_none() {
        findings.report(&PATH_OUTSIDE, path.span.clone(), format!("`{key}` names `{value}`"));
    }
}

fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}
