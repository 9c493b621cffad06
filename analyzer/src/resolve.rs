//! What a path means: follows `use`, renames, globs, re-exports and aliases, by the rules of the crate's edition.
//!
//! A cycle of imports ends the search, it never hangs it: each name is tried once per module and search.

mod search;

use crate::diagnostic::Span;
use crate::import::Import;
use crate::krate::{Crate, ItemId, ModuleId, plain};
use crate::scope::Namespace;

use search::Search;

/// A path as it stands in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Whether it starts with `::`.
    pub absolute: bool,
    /// Its parts, without `r#` and generic arguments. `$crate` counts as `crate`.
    pub parts: Vec<String>,
}

/// What is looked up, and from where.
#[derive(Clone, Copy, Debug)]
pub struct Query<'q> {
    /// The module that the path stands in.
    pub module: ModuleId,
    /// What the last part should be.
    pub namespace: Namespace,
    /// Imports of the blocks around the path, innermost last.
    pub locals: &'q [Import],
    /// Which items count.
    pub lens: Lens,
}

/// Which items a search sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lens {
    /// Those that are compiled.
    Compiled,
    /// Those that are compiled and, where there is none of a name, those that are not.
    AllBranches,
}

/// What a path means, and how it came to mean that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// What it means.
    pub meaning: Meaning,
    /// The imports and aliases on the way, in the order in which they were followed.
    pub chain: Vec<Step>,
}

/// What a path means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A module of the crate.
    Module(ModuleId),
    /// An item of the crate.
    Item(ItemId),
    /// Something that belongs to a type or trait of the crate: an enum's variant, an associated item.
    Associated(ItemId, Vec<String>),
    /// Something of another crate, whose name comes first: `["std", "process", "exit"]`.
    External(Vec<String>),
    /// A type of the language and what belongs to it: `["u8", "MAX"]`.
    Primitive(Vec<String>),
    /// `Self` and what belongs to it.
    SelfType(Vec<String>),
    /// A name that may also come in by `*` from another crate; that crate's path.
    Ambiguous(Vec<String>),
    /// Nothing that can be seen; the number of parts that could be followed.
    Unresolved(usize),
}

/// An import or alias that a path led through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// It, as people write it: `use std::process as p`.
    pub text: String,
    /// Where it stands; of imports that the caller brought along nothing is known.
    pub span: Option<Span>,
}

impl Path {
    /// Takes the names out of a syntax path.
    #[must_use]
    pub fn of(path: &syn::Path) -> Self {
        let parts = path.segments.iter().map(|segment| plain(&segment.ident)).collect();
        Self { absolute: path.leading_colon.is_some(), parts }
    }
}

impl<'q> Query<'q> {
    /// Looks a type or module up among what is compiled.
    #[must_use]
    pub const fn types(module: ModuleId) -> Self {
        Self { module, namespace: Namespace::Type, locals: &[], lens: Lens::Compiled }
    }

    /// Adds imports of the blocks around the path.
    #[must_use]
    pub const fn with_locals(self, locals: &'q [Import]) -> Self {
        Self { locals, ..self }
    }
}

impl Crate<'_> {
    /// Finds out what a path means that stands anywhere but in a `use`.
    #[must_use]
    pub fn resolve(&self, query: Query<'_>, path: &Path) -> Resolution {
        Search::new(self, query).path(path)
    }

    /// Finds out what an import of `query.module` leads to; of a glob, what everything is taken from.
    #[must_use]
    pub fn resolve_import(&self, query: Query<'_>, import: &Import) -> Resolution {
        Search::new(self, query).import(import)
    }
}

#[cfg(test)]
mod tests;
