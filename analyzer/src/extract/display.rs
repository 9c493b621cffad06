//! [`Displays`]: which of the crate's types have `Display` text.

use std::cell::OnceCell;
use std::collections::HashSet;

use crate::krate::{Crate, ItemId};
use crate::prelude;
use crate::resolve::{Meaning, Path, Query};

use super::callable::{impls, self_item};

/// Derive macros that write a `Display`, by their names.
const DERIVES: [&str; 3] = ["Display", "Error", "Snafu"];

/// The types with a `Display` of their own; looked for when the first is asked for.
pub(super) struct Displays<'k, 's> {
    krate: &'k Crate<'s>,
    types: OnceCell<HashSet<ItemId>>,
}

impl<'k, 's> Displays<'k, 's> {
    pub(super) fn new(krate: &'k Crate<'s>) -> Self {
        Self { krate, types: OnceCell::new() }
    }

    pub(super) fn has(&self, ty: ItemId) -> bool {
        self.types.get_or_init(|| implemented(self.krate)).contains(&ty) || self.derives(ty)
    }

    fn derives(&self, ty: ItemId) -> bool {
        let attrs = crate::tree::attributes(self.krate.item(ty));
        let metas = self.krate.cfg.metas(attrs, "derive");
        metas.into_iter().any(|(meta, _)| {
            let mut derives = false;
            if let syn::Meta::List(list) = meta {
                // An unparsed derive derives nothing that is known.
                let _ = list.parse_nested_meta(|derive| {
                    let last = derive.path.segments.last().map(|segment| segment.ident.to_string());
                    derives |= last.is_some_and(|last| DERIVES.contains(&last.as_str()));
                    Ok(())
                });
            }
            derives
        })
    }
}

fn implemented(krate: &Crate<'_>) -> HashSet<ItemId> {
    let of_display = impls(krate).filter(|(item, block)| {
        let Some((path, _)) = &block.trait_ else { return false };
        let meaning = krate.resolve(Query::types(item.module), &Path::of(path)).meaning;
        matches!(meaning, Meaning::External(path) if prelude::real_path(&path) == ["std", "fmt", "Display"])
    });
    of_display.filter_map(|(item, block)| self_item(krate, item, block)).collect()
}
