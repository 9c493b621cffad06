//! [`Dependency`]: one entry of a dependency table, wherever the table stands.

use toml::de::{DeTable, DeValue};

use crate::diagnostic::Span;

use super::table::{Document, Value, either};
use super::{Located, Manifest, crate_name};

/// One dependency of the plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The key, which is also the name that features use.
    pub name: String,
    /// Name of the package, where `package = "…"` renames it; else the key.
    pub package: String,
    /// Version requirement, as written.
    pub version: Option<String>,
    /// Which table it stands in.
    pub kind: DependencyKind,
    /// The key of the `[target.….dependencies]` table: a `cfg(…)` expression or a target triple.
    pub target: Option<String>,
    /// Whether it is used only when a feature turns it on.
    pub optional: bool,
    /// Whether its default features are on.
    pub default_features: bool,
    /// Features that are turned on.
    pub features: Vec<String>,
    /// Where it comes from.
    pub origin: Origin,
    /// Where it stands in the manifest.
    pub span: Span,
}

/// The purpose of a dependency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DependencyKind {
    /// `[dependencies]`.
    Normal,
    /// `[dev-dependencies]`; never built for a plugin.
    Dev,
    /// `[build-dependencies]`.
    Build,
}

/// Where the source of a dependency comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The default registry.
    Registry,
    /// A registry that is named, or whose index is.
    OtherRegistry(String),
    /// A folder, as written.
    Path(String),
    /// A repository: its address, as written.
    Git(String),
    /// `workspace = true` without a workspace that defines it.
    UnknownWorkspace,
}

impl Dependency {
    /// Whether it is the crate that plugwright brings along for plugins, wherever the manifest says it is to be had.
    #[must_use]
    pub fn is_sdk(&self) -> bool {
        self.package == "plugwright-plugin" && self.kind == DependencyKind::Normal
    }

    /// Name of the crate as Rust code spells it.
    #[must_use]
    pub fn crate_name(&self) -> String {
        crate_name(&self.name)
    }
}

/// The `[workspace]` table that keys are inherited from.
pub(super) struct Inheritance<'w, 'm> {
    pub(super) table: Option<&'w DeTable<'m>>,
}

impl Inheritance<'_, '_> {
    fn dependency(&self, name: &str) -> Option<&Value<'_>> {
        self.table?.get("dependencies")?.get_ref().as_table()?.get(name)
    }
}

const TABLES: [(&str, &str, DependencyKind); 3] = [
    ("dependencies", "dependencies", DependencyKind::Normal),
    ("dev-dependencies", "dev_dependencies", DependencyKind::Dev),
    ("build-dependencies", "build_dependencies", DependencyKind::Build),
];

/// Reads every dependency table of the manifest.
pub(super) fn read<'m>(
    document: &mut Document<'m>,
    root: &DeTable<'m>,
    inheritance: &Inheritance<'_, '_>,
    manifest: &mut Manifest,
) {
    read_tables(document, root, None, inheritance, manifest);
    let Some(targets) = document.table(root, "target") else { return };
    for (key, value) in targets {
        match value.get_ref().as_table() {
            Some(table) => read_tables(document, table, Some(key.get_ref()), inheritance, manifest),
            None => document.wrong(value, key.get_ref(), "a table"),
        }
    }
}

fn read_tables<'m>(
    document: &mut Document<'m>,
    parent: &DeTable<'m>,
    target: Option<&str>,
    inheritance: &Inheritance<'_, '_>,
    manifest: &mut Manifest,
) {
    for (dashed, underscored, kind) in TABLES {
        let Some(table) = document.table(parent, either(parent, dashed, underscored)) else { continue };
        for (name, value) in table {
            let span = Span { end: document.span(value).end, ..document.span(name) };
            let mut dependency = Dependency {
                name: name.get_ref().to_string(),
                package: name.get_ref().to_string(),
                version: None,
                kind,
                target: target.map(str::to_owned),
                optional: false,
                default_features: true,
                features: Vec::new(),
                origin: Origin::Registry,
                span,
            };
            fill(document, &mut dependency, value, inheritance, manifest);
            manifest.dependencies.push(dependency);
        }
    }
}

fn fill<'m>(
    document: &mut Document<'m>,
    dependency: &mut Dependency,
    value: &Value<'m>,
    inheritance: &Inheritance<'_, '_>,
    manifest: &mut Manifest,
) {
    match value.get_ref() {
        DeValue::String(version) => dependency.version = Some(version.to_string()),
        DeValue::Table(table) => {
            if table.get("workspace").is_some_and(|flag| flag.get_ref().as_bool() == Some(true)) {
                let key = format!("dependencies.{}", dependency.name);
                manifest.inherited.push(Located { value: key, span: dependency.span.clone() });
                inherit(dependency, inheritance);
            }
            fill_from_table(document, dependency, table);
        }
        _ => document.wrong(value, &dependency.name.clone(), "a version or a table"),
    }
}

fn inherit(dependency: &mut Dependency, inheritance: &Inheritance<'_, '_>) {
    // What is wrong in the workspace's own manifest is not the plugin's business.
    let mut elsewhere = Document::new("", "");
    match inheritance.dependency(&dependency.name).map(|value| value.get_ref()) {
        Some(DeValue::String(version)) => dependency.version = Some(version.to_string()),
        Some(DeValue::Table(table)) => fill_from_table(&mut elsewhere, dependency, table),
        _ => dependency.origin = Origin::UnknownWorkspace,
    }
}

fn fill_from_table<'m>(document: &mut Document<'m>, dependency: &mut Dependency, table: &DeTable<'m>) {
    let mut text = |key| document.string(table, key).map(|text| text.value);
    dependency.version = text("version").or_else(|| dependency.version.take());
    if let Some(package) = text("package") {
        dependency.package = package;
    }
    let origins = [
        text("registry").or_else(|| text("registry-index")).map(Origin::OtherRegistry),
        text("git").map(Origin::Git),
        text("path").map(Origin::Path),
    ];
    for origin in origins.into_iter().flatten() {
        dependency.origin = origin;
    }
    dependency.optional = document.flag(table, "optional").unwrap_or(dependency.optional);
    let default_features = document.flag(table, either(table, "default-features", "default_features"));
    dependency.default_features = default_features.unwrap_or(dependency.default_features);
    dependency.features.extend(document.strings(table, "features"));
}
