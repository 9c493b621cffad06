//! The `impl` blocks of a crate, and the types that they are for.

use crate::cfg::State;
use crate::krate::{Crate, ItemId};
use crate::resolve::{Meaning, Path, Query};

/// All `impl`s that are compiled.
pub(crate) fn impls<'k>(krate: &'k Crate<'_>) -> impl Iterator<Item = (ItemId, &'k syn::ItemImpl)> {
    krate.module_ids().flat_map(move |module| {
        let items = krate.module(module).items.iter().zip(0..);
        items.filter_map(move |(item, index)| match item {
            syn::Item::Impl(block) => {
                let id = ItemId { module, index };
                (krate.state(id) != State::Inactive).then_some((id, block))
            }
            _ => None,
        })
    })
}

/// The type of the crate that an `impl` is for.
pub(crate) fn self_item(krate: &Crate<'_>, item: ItemId, block: &syn::ItemImpl) -> Option<ItemId> {
    let mut ty = block.self_ty.as_ref();
    loop {
        match ty {
            syn::Type::Paren(paren) => ty = &paren.elem,
            syn::Type::Group(group) => ty = &group.elem,
            syn::Type::Path(syn::TypePath { qself: None, path, .. }) => {
                return follow_alias(krate, krate.resolve(Query::types(item.module), &Path::of(path)).meaning);
            }
            _ => return None,
        }
    }
}

fn follow_alias(krate: &Crate<'_>, mut meaning: Meaning) -> Option<ItemId> {
    const MAX_ALIASES: usize = 16;
    for _ in 0..MAX_ALIASES {
        let Meaning::Item(item) = meaning else { return None };
        let syn::Item::Type(alias) = krate.item(item) else { return Some(item) };
        let syn::Type::Path(syn::TypePath { qself: None, path, .. }) = alias.ty.as_ref() else { return None };
        meaning = krate.resolve(Query::types(item.module), &Path::of(path)).meaning;
    }
    None
}
