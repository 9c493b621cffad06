//! [`Import`]: one name that a `use` brings in. A `use` with groups is several imports.

use proc_macro2::Span;

use crate::krate::plain;

/// Path parts beyond which a path means nothing any more; no module lies that deep.
const MAX_PARTS: usize = 140;

/// One leaf of a `use` item.
#[derive(Clone, Debug)]
pub struct Import {
    /// Whether the path starts with `::`.
    pub absolute: bool,
    /// The parts of the path, without `r#`; a final `self` is dropped.
    pub path: Vec<String>,
    /// What comes in.
    pub name: ImportName,
    /// Where the leaf stands.
    pub span: Span,
}

/// What an [`Import`] brings in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportName {
    /// One name, maybe a new one.
    Named(String),
    /// Everything (`*`).
    Glob,
    /// Something without a name (`as _`).
    Unnamed,
}

/// Takes a `use` item apart.
#[must_use]
pub fn imports(item: &syn::ItemUse) -> Vec<Import> {
    let absolute = item.leading_colon.is_some();
    let mut found = Vec::new();
    let mut waiting = vec![(Vec::new(), &item.tree)];
    while let Some((mut path, tree)) = waiting.pop() {
        path.truncate(MAX_PARTS);
        match tree {
            syn::UseTree::Path(part) => {
                path.push(plain(&part.ident));
                waiting.push((path, &part.tree));
            }
            syn::UseTree::Group(group) => {
                waiting.extend(group.items.iter().rev().map(|tree| (path.clone(), tree)));
            }
            syn::UseTree::Glob(glob) => {
                let span = glob.star_token.spans[0];
                found.push(Import { absolute, path, name: ImportName::Glob, span });
            }
            syn::UseTree::Name(leaf) => found.push(named(absolute, path, &leaf.ident, None)),
            syn::UseTree::Rename(leaf) => found.push(named(absolute, path, &leaf.ident, Some(&leaf.rename))),
        }
    }
    found
}

fn named(absolute: bool, mut path: Vec<String>, ident: &syn::Ident, rename: Option<&syn::Ident>) -> Import {
    let span = ident.span();
    let own = plain(ident);
    // `use a::{self}` is `use a`, but `use self as x` names the module.
    if own != "self" || path.is_empty() {
        path.push(own);
    }
    let name = rename.map_or_else(|| path.last().cloned().unwrap_or_default(), plain);
    let name = if name == "_" { ImportName::Unnamed } else { ImportName::Named(name) };
    Import { absolute, path, name, span }
}
