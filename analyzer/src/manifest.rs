//! [`Manifest`]: the plugin's `Cargo.toml` as data. Reading it starts no cargo; what cargo would do with it is decided
//! here by cargo's own rules.

mod defaults;
mod dependency;
mod feature;
mod read;
mod table;

use std::collections::BTreeMap;

use crate::diagnostic::Span;

pub use defaults::Defaults;
pub use dependency::{Dependency, DependencyKind, Origin};
pub use feature::Activation;
pub(crate) use read::read;

/// What a manifest says, as far as a plugin's life depends on it.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    /// Name of the package as written.
    pub name: String,
    /// Version of the package.
    pub version: Option<String>,
    /// Edition of the package.
    pub edition: Edition,
    /// The library target, if there is one.
    pub library: Option<Library>,
    /// Build scripts, relative to the folder: named by `package.build`, or a `build.rs` that cargo would pick up.
    pub build: Vec<Located<String>>,
    /// `package.links`.
    pub links: Option<Located<String>>,
    /// The features with what each one turns on, as written; those that optional dependencies imply are not listed.
    pub features: BTreeMap<String, Vec<String>>,
    /// All dependencies of all tables, in order of the tables and names.
    pub dependencies: Vec<Dependency>,
    /// The keys at the top of the file: `package`, `dependencies`, `patch`, `workspace`, ….
    pub sections: Vec<Located<String>>,
    /// Keys that were taken from a workspace (`package.version`, `dependencies.serde`).
    pub inherited: Vec<Located<String>>,
    /// Instances of generic functions that `package.metadata.plugwright.export` asks for.
    pub exports: Vec<Located<String>>,
    /// Default arguments, as `package.metadata.plugwright.defaults` has them.
    pub defaults: Vec<Defaults>,
    /// Keys below `[package]` that name files, and `workspace`: key and value.
    pub paths: Vec<Located<(String, String)>>,
}

/// A value with its place in the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stands; of a build script that no key names, the whole first line.
    pub span: Span,
}

/// The library target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    /// Name of the crate as Rust code spells it (`shell_words`).
    pub name: String,
    /// Root file, relative to the folder.
    pub path: String,
    /// Whether it is a procedural macro crate.
    pub proc_macro: bool,
    /// `crate-type`, empty where the manifest does not say.
    pub crate_types: Vec<String>,
    /// The `[lib]` table or, without one, the package's name.
    pub span: Span,
}

/// The edition of the Rust language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each variant is the year of the same name")]
pub enum Edition {
    #[default]
    E2015,
    E2018,
    E2021,
    E2024,
}

impl Edition {
    /// Returns the year as a manifest spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::E2015 => "2015",
            Self::E2018 => "2018",
            Self::E2021 => "2021",
            Self::E2024 => "2024",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::E2015, Self::E2018, Self::E2021, Self::E2024].into_iter().find(|edition| edition.name() == name)
    }
}

impl Manifest {
    /// Name of the crate as Rust code spells it; that of the package where there is no library.
    #[must_use]
    pub fn crate_name(&self) -> String {
        self.library.as_ref().map_or_else(|| crate_name(&self.name), |library| library.name.clone())
    }

    /// Finds a key at the top of the file.
    #[must_use]
    pub fn section(&self, name: &str) -> Option<&Located<String>> {
        self.sections.iter().find(|section| section.value == name)
    }
}

fn crate_name(package: &str) -> String {
    package.replace('-', "_")
}

#[cfg(test)]
mod tests;
