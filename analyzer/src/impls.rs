//! The `impl` blocks of a crate, and the types that they are for.

use crate::cfg::State;
use crate::krate::{Crate, ItemId};
use crate::lower::arguments;
use crate::prelude;
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

/// The struct, enum or trait that a meaning is, behind aliases.
pub(crate) fn follow_alias(krate: &Crate<'_>, mut meaning: Meaning) -> Option<ItemId> {
    const MAX_ALIASES: usize = 16;
    for _ in 0..MAX_ALIASES {
        let Meaning::Item(item) = meaning else { return None };
        let syn::Item::Type(alias) = krate.item(item) else { return Some(item) };
        let syn::Type::Path(syn::TypePath { qself: None, path, .. }) = alias.ty.as_ref() else { return None };
        meaning = krate.resolve(Query::types(item.module), &Path::of(path)).meaning;
    }
    None
}

/// Whether an `impl` only hands on to what a pointer points to (`impl<T: Shape + ?Sized> Shape for Box<T>`), so that its
/// functions are those of `T`.
pub(crate) fn hands_on(krate: &Crate<'_>, item: ItemId, block: &syn::ItemImpl) -> bool {
    let meaning = |path: &syn::Path| krate.resolve(Query::types(item.module), &Path::of(path)).meaning;
    let Some((wanted, _)) = &block.trait_ else { return false };
    let Some(param) = pointee(&block.self_ty, meaning) else { return false };
    let inline = block.generics.type_params().filter(|own| own.ident == *param).map(|own| &own.bounds);
    let predicates = block.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let whole = predicates.filter_map(|predicate| match predicate {
        syn::WherePredicate::Type(syn::PredicateType { bounded_ty: syn::Type::Path(path), bounds, .. }) => {
            path.path.is_ident(param).then_some(bounds)
        }
        _ => None,
    });
    let wanted = meaning(wanted);
    inline.chain(whole).flatten().any(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => meaning(&bound.path) == wanted,
        _ => false,
    })
}

/// The one name that a pointer points to.
fn pointee(ty: &syn::Type, meaning: impl Fn(&syn::Path) -> Meaning) -> Option<&syn::Ident> {
    let name = |ty| match ty {
        &syn::Type::Path(syn::TypePath { qself: None, ref path, .. }) => path.get_ident(),
        _ => None,
    };
    match ty {
        syn::Type::Reference(reference) => name(&reference.elem),
        syn::Type::Path(syn::TypePath { qself: None, path, .. }) => {
            let Meaning::External(external) = meaning(path) else { return None };
            match (prelude::real_path(&external).as_slice(), arguments(path).as_slice()) {
                (["std", "boxed", "Box"] | ["std", "rc", "Rc"] | ["std", "sync", "Arc"], [inner]) => name(inner),
                _ => None,
            }
        }
        _ => None,
    }
}
