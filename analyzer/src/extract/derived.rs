//! `#[derive(Default)]` written out as the `impl` that it stands for, so that a host can make values of the type.

use quote::quote_spanned;

use crate::krate::ItemId;
use crate::lower::Catalog;
use crate::traits::Trait;

/// The `impl` that each public type has by a derive, and the type's item.
pub(super) fn impls(catalog: &Catalog<'_, '_>) -> Vec<(ItemId, syn::ItemImpl)> {
    let derived = catalog.reach.items().into_iter().filter(|item| catalog.traits.derives(*item, Trait::Default));
    let found = derived.filter_map(|item| {
        let (ident, generics) = match catalog.krate.item(item) {
            syn::Item::Struct(item) => (&item.ident, &item.generics),
            syn::Item::Enum(item) => (&item.ident, &item.generics),
            _ => return None,
        };
        let mut bounded = generics.clone();
        let default: syn::TypeParamBound = syn::parse_quote!(::core::default::Default);
        bounded.type_params_mut().for_each(|param| param.bounds.push(default.clone()));
        let (params, _, predicates) = bounded.split_for_impl();
        let (_, arguments, _) = generics.split_for_impl();
        let block = quote_spanned! { ident.span() =>
            impl #params ::core::default::Default for #ident #arguments #predicates { fn default() -> Self {} }
        };
        Some((item, syn::parse2(block).ok()?))
    });
    found.collect()
}
