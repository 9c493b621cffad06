//! Text of a `Cargo.toml` → [`Manifest`], with cargo's defaults filled in.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::code;
use crate::diagnostic::Diagnostic;
use crate::source::{FileKind, SourceFile, Sources};

use super::defaults;
use super::dependency::{self, Inheritance};
use super::table::{Document, either};
use super::{Edition, Library, Located, Manifest, crate_name};

const FILE: &str = "Cargo.toml";
const MAX_SIZE: usize = 256 << 10;
/// Keys below `[package]` that lead cargo to files.
const PATH_KEYS: [&str; 3] = ["readme", "license-file", "workspace"];

/// Reads the manifest of `sources`. What is wrong with it is reported, and the rest is still read.
pub(crate) fn read(sources: &Sources) -> (Manifest, Vec<Diagnostic>) {
    match text(sources) {
        Ok(text) => read_text(text, sources),
        Err(diagnostic) => (Manifest::default(), vec![*diagnostic]),
    }
}

fn text(sources: &Sources) -> Result<&str, Box<Diagnostic>> {
    let Some(file) = sources.find(FILE).map(|id| sources.file(id)) else {
        let help = "a plugin is a cargo package; `cargo init --lib` makes one";
        return Err(Diagnostic::error(code::NO_MANIFEST, "the folder has no Cargo.toml").help(help).into());
    };
    if file.kind != FileKind::Regular || file.bytes.len() > MAX_SIZE {
        let message = "Cargo.toml is not a regular file of at most 256 KiB";
        return Err(Diagnostic::error(code::BAD_MANIFEST, message).into());
    }
    let text = std::str::from_utf8(&file.bytes).map_err(|error| {
        let message = format!("Cargo.toml is not UTF-8 at byte {}", error.valid_up_to());
        Diagnostic::error(code::NOT_UTF8, message)
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn read_text(text: &str, sources: &Sources) -> (Manifest, Vec<Diagnostic>) {
    let mut document = Document::new(FILE, text);
    let mut manifest = Manifest::default();
    let root = match DeTable::parse(text) {
        Ok(root) => root.into_inner(),
        Err(error) => {
            let span = document.at(error.span().unwrap_or(0..0));
            document.error(error.message().trim_end_matches('\n'), span);
            return (manifest, document.diagnostics);
        }
    };
    let workspace = sources.workspace().and_then(workspace_root);
    let inheritance = Inheritance { table: workspace_table(workspace.as_ref().unwrap_or(&root)) };
    for key in root.keys() {
        let span = document.span(key);
        manifest.sections.push(Located { value: key.get_ref().to_string(), span });
    }
    read_package(&mut document, &root, &inheritance, sources, &mut manifest);
    read_features(&mut document, &root, &mut manifest);
    dependency::read(&mut document, &root, &inheritance, &mut manifest);
    (manifest, document.diagnostics)
}

fn workspace_root(file: &SourceFile) -> Option<DeTable<'_>> {
    DeTable::parse(std::str::from_utf8(&file.bytes).ok()?).ok().map(Spanned::into_inner)
}

fn workspace_table<'t, 'm>(root: &'t DeTable<'m>) -> Option<&'t DeTable<'m>> {
    root.get("workspace")?.get_ref().as_table()
}

fn read_package<'m>(
    document: &mut Document<'m>,
    root: &DeTable<'m>,
    inheritance: &Inheritance<'_, '_>,
    sources: &Sources,
    manifest: &mut Manifest,
) {
    let key = if root.get("package").is_none() && root.get("project").is_some() { "project" } else { "package" };
    let Some(package) = document.table(root, key) else {
        if root.get(key).is_none() {
            document.error("the manifest has no [package]", document.start());
        }
        return;
    };
    let Some(name) = document.string(package, "name") else {
        if package.get("name").is_none() {
            document.error("the package has no name", document.start());
        }
        return;
    };
    if !is_name(&name.value) {
        let message = format!("`{}` is no name for a package: letters, digits, `-` and `_`", name.value.escape_debug());
        document.error(message, name.span.clone());
        return;
    }
    manifest.name.clone_from(&name.value);
    let mut reader = Package { document, table: package, inheritance, manifest };
    reader.manifest.version = reader.inheritable("version").map(|version| version.value);
    reader.read_edition();
    reader.read_build(sources);
    reader.manifest.links = reader.document.string(package, "links");
    reader.read_paths();
    reader.read_inherited();
    reader.read_own();
    let autolib = reader.document.flag(package, "autolib").unwrap_or(true);
    manifest.library = read_library(document, root, &name, autolib, sources);
}

/// The `[package]` table being read.
struct Package<'r, 'm> {
    document: &'r mut Document<'m>,
    table: &'r DeTable<'m>,
    inheritance: &'r Inheritance<'r, 'r>,
    manifest: &'r mut Manifest,
}

impl Package<'_, '_> {
    /// A string that may also be written as `key.workspace = true`.
    fn inheritable(&mut self, key: &str) -> Option<Located<String>> {
        let value = self.table.get(key)?;
        let Some(table) = value.get_ref().as_table() else { return self.document.string(self.table, key) };
        let span = self.document.span(value);
        if table.get("workspace").and_then(|flag| flag.get_ref().as_bool()) != Some(true) {
            self.document.wrong(value, key, "a string");
            return None;
        }
        self.manifest.inherited.push(Located { value: format!("package.{key}"), span: span.clone() });
        let inherited = self.inheritance.table.and_then(|workspace| {
            let package = workspace.get("package")?.get_ref().as_table()?;
            package.get(key)?.get_ref().as_str()
        });
        if inherited.is_none() {
            let message = format!("`{key}` comes from a workspace, but no workspace defines it");
            self.document.error(message, span.clone());
        }
        inherited.map(|value| Located { value: value.to_owned(), span })
    }

    fn read_edition(&mut self) {
        let Some(edition) = self.inheritable("edition") else { return };
        match Edition::named(&edition.value) {
            Some(edition) => self.manifest.edition = edition,
            None => self.document.error(format!("unknown edition `{}`", edition.value), edition.span),
        }
    }

    fn read_build(&mut self, sources: &Sources) {
        let default = "build.rs".to_owned();
        self.manifest.build = match self.table.get("build") {
            None if sources.find(&default).is_some() => {
                vec![Located { value: default, span: self.document.start() }]
            }
            None => Vec::new(),
            Some(value) => {
                let span = self.document.span(value);
                match value.get_ref() {
                    DeValue::Boolean(false) => Vec::new(),
                    DeValue::Boolean(true) => vec![Located { value: default, span }],
                    DeValue::String(path) => vec![Located { value: path.to_string(), span }],
                    _ => {
                        let scripts = self.document.strings(self.table, "build").into_iter();
                        scripts.map(|value| Located { value, span: span.clone() }).collect()
                    }
                }
            }
        };
    }

    /// Reads `metadata.plugwright`, which is ours.
    fn read_own(&mut self) {
        let metadata = self.table.get("metadata").and_then(|metadata| metadata.get_ref().as_table());
        let Some(own) = metadata.and_then(|metadata| metadata.get("plugwright")?.get_ref().as_table()) else { return };
        if let Some(value) = own.get("export") {
            let span = self.document.span(value);
            let exports = self.document.strings(own, "export").into_iter();
            self.manifest.exports = exports.map(|value| Located { value, span: span.clone() }).collect();
        }
        self.manifest.defaults = defaults::read(self.document, own);
    }

    /// Notes what else is taken from a workspace: nothing of it matters here but that it is.
    fn read_inherited(&mut self) {
        let known = ["version", "edition"];
        for (key, value) in self.table.iter().filter(|(key, _)| !known.contains(&key.get_ref().as_ref())) {
            let flag = value.get_ref().as_table().and_then(|table| table.get("workspace")?.get_ref().as_bool());
            if flag == Some(true) {
                let span = self.document.span(value);
                self.manifest.inherited.push(Located { value: format!("package.{}", key.get_ref()), span });
            }
        }
    }

    fn read_paths(&mut self) {
        for key in PATH_KEYS {
            let Some(value) = self.table.get(key) else { continue };
            if let Some(text) = value.get_ref().as_str() {
                let span = self.document.span(value);
                self.manifest.paths.push(Located { value: (key.to_owned(), text.to_owned()), span });
            }
        }
    }
}

fn read_library<'m>(
    document: &mut Document<'m>,
    root: &DeTable<'m>,
    package: &Located<String>,
    autolib: bool,
    sources: &Sources,
) -> Option<Library> {
    const DEFAULT: &str = "src/lib.rs";
    let Some(table) = document.table(root, "lib") else {
        if !autolib || sources.find(DEFAULT).is_none() {
            let message = format!("the package `{}` has no library target", package.value);
            let help = "a plugin's functions live in `src/lib.rs`, or in the file that `[lib] path` names";
            let diagnostic = Diagnostic::error(code::NO_LIBRARY, message).at(package.span.clone()).help(help);
            document.diagnostics.push(diagnostic);
            return None;
        }
        return Some(Library {
            name: crate_name(&package.value),
            path: DEFAULT.to_owned(),
            proc_macro: false,
            crate_types: Vec::new(),
            span: package.span.clone(),
        });
    };
    let span = root.get("lib").map_or_else(|| document.start(), |value| document.span(value));
    let name = document.string(table, "name").unwrap_or_else(|| package.clone());
    if !is_name(&name.value) {
        let message = format!("`{}` is no name for a library: letters, digits and `_`", name.value.escape_debug());
        document.error(message, name.span.clone());
        return None;
    }
    let name = crate_name(&name.value);
    let path = document.string(table, "path").map_or_else(
        || {
            let legacy = format!("src/{name}.rs");
            let is_legacy = sources.find(DEFAULT).is_none() && sources.find(&legacy).is_some();
            if is_legacy { legacy } else { DEFAULT.to_owned() }
        },
        |path| path.value,
    );
    Some(Library {
        name,
        path,
        proc_macro: document.flag(table, either(table, "proc-macro", "proc_macro")).unwrap_or(false),
        crate_types: document.strings(table, either(table, "crate-type", "crate_type")),
        span,
    })
}

/// Whether a name is fit to be written into a manifest and, with `_` for `-`, into Rust code.
fn is_name(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    name.bytes().all(is_part) && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
}

fn read_features<'m>(document: &mut Document<'m>, root: &DeTable<'m>, manifest: &mut Manifest) {
    let Some(features) = document.table(root, "features") else { return };
    for name in features.keys() {
        let entries = document.strings(features, name.get_ref());
        manifest.features.insert(name.get_ref().to_string(), entries);
    }
}
