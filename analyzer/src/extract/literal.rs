//! The functions by which a host makes a value that stays in the plugin although all its fields are public, since one of them
//! holds a closure or what stays itself: `Hooks::of` takes the fields of a `Hooks`, `Job::Run` those of that variant.

use std::collections::{BTreeMap, HashSet};

use plugwright_interface::{Access, Type};
use quote::quote_spanned;

use crate::cfg::State;
use crate::krate::{Crate, ItemId, plain};
use crate::lower::{Catalog, parts};
use crate::reach::Reach;
use crate::reason::{Flaw, Obstacle, Reason, TypePlace};

use super::callable::Callable;
use super::signature::{self, Signature};
use super::{OF, raw};

/// How the bridge writes a value field by field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// Path of the struct or variant inside the crate, with `r#` where it is needed.
    pub path: Vec<String>,
    /// The fields that the arguments are, in their order: names, or numbers.
    pub fields: Vec<String>,
}

/// A function that the crate's own text does not have, and the `impl` that it would be in.
pub(super) struct Maker {
    item: ItemId,
    block: syn::ItemImpl,
    signature: syn::Signature,
    /// The variant that it makes; nothing where the type is a struct.
    variant: Option<String>,
    fields: Vec<String>,
}

/// Writes the functions that make values of public types without parameters, wherever all that is in one is public.
pub(super) fn makers(krate: &Crate<'_>, reach: &Reach) -> Vec<Maker> {
    let mut makers = Vec::new();
    for item in reach.items() {
        match krate.item(item) {
            syn::Item::Struct(strukt) if strukt.generics.params.is_empty() => {
                let is_open = |field: &syn::Field| matches!(field.vis, syn::Visibility::Public(_));
                let made = Made { krate, item, ident: &strukt.ident, attrs: &strukt.attrs };
                makers.extend(strukt.fields.iter().all(is_open).then(|| made.maker(None, &strukt.fields)).flatten());
            }
            syn::Item::Enum(enum_) if enum_.generics.params.is_empty() => {
                for variant in &enum_.variants {
                    let made = Made { krate, item, ident: &enum_.ident, attrs: &variant.attrs };
                    makers.extend(made.maker(Some(&variant.ident), &variant.fields));
                }
            }
            _ => {}
        }
    }
    makers
}

/// What a maker is for.
struct Made<'k, 's> {
    krate: &'k Crate<'s>,
    item: ItemId,
    /// The type.
    ident: &'k syn::Ident,
    /// Of the struct or the variant.
    attrs: &'k [syn::Attribute],
}

impl Made<'_, '_> {
    fn maker(&self, variant: Option<&syn::Ident>, fields: &syn::Fields) -> Option<Maker> {
        let Self { krate, item, ident, attrs } = *self;
        let state = |attrs: &[syn::Attribute]| krate.cfg.state(attrs);
        let may_grow = !krate.cfg.metas(attrs, "non_exhaustive").is_empty();
        let is_certain = fields.iter().all(|field| state(&field.attrs) != State::Unknown);
        if may_grow || !is_certain || krate.state(item).and(state(attrs)) != State::Active {
            return None;
        }
        let compiled = || fields.iter().filter(|field| state(&field.attrs) == State::Active);
        let names = compiled().enumerate().map(|(index, field)| match &field.ident {
            Some(name) => name.clone(),
            None => syn::Ident::new(&format!("arg{index}"), ident.span()),
        });
        let types = compiled().map(|field| &field.ty);
        let name = variant.cloned().unwrap_or_else(|| syn::Ident::new(OF, ident.span()));
        let block = quote_spanned! { ident.span() => impl #ident {} };
        let signature = quote_spanned! { ident.span() => fn #name(#(#names: #types),*) -> Self };
        let fields = compiled().enumerate().map(|(index, field)| match &field.ident {
            Some(name) => raw(&plain(name)),
            None => index.to_string(),
        });
        let (fields, variant) = (fields.collect(), variant.map(plain));
        Some(Maker { item, block: syn::parse2(block).ok()?, signature: syn::parse2(signature).ok()?, variant, fields })
    }
}

/// The types whose values something takes.
pub(super) struct Taken {
    /// The paths that mean something in the plugin itself.
    named: HashSet<Vec<String>>,
    met: HashSet<ItemId>,
    /// What keeps a host from making one of its fields, by the type's path.
    pub(super) unmade: BTreeMap<String, Obstacle>,
}

impl Taken {
    /// Nothing so far, in a plugin in which those paths mean something.
    pub(super) fn beside(named: HashSet<Vec<String>>) -> Self {
        Self { named, met: HashSet::new(), unmade: BTreeMap::new() }
    }
}

/// The functions that make those values which something found so far takes, of types that were not met yet.
pub(super) fn needed<'k>(
    catalog: &Catalog<'k, '_>,
    makers: &'k [Maker],
    found: &[(Callable<'k>, Signature)],
    known: &mut Taken,
) -> Vec<(Callable<'k>, Signature)> {
    let params = found.iter().flat_map(|(_, signature)| &signature.params);
    let taken = params.flat_map(|param| parts::handles(&param.ty)).collect::<HashSet<_>>().into_iter();
    let taken = taken.filter_map(|path| catalog.used(&Type::Handle(Access::Owned, path.to_owned())));
    let items: HashSet<_> = taken.map(|(item, _)| item).filter(|item| known.met.insert(*item)).collect();
    let mut needed = Vec::new();
    for maker in makers.iter().filter(|maker| items.contains(&maker.item)) {
        let Some(callable) = maker.callable(catalog).unless(&known.named) else {
            known.unmade.extend(maker.namesake(catalog));
            continue;
        };
        match signature::lower(catalog, &callable, None, None) {
            Ok(signature) => {
                let literal = Some(maker.literal(catalog));
                needed.push((callable, Signature { literal, ..signature }));
            }
            Err(reason) => known.unmade.extend(maker.obstacle(catalog, reason)),
        }
    }
    needed
}

impl Maker {
    fn callable<'k>(&'k self, catalog: &Catalog<'k, '_>) -> Callable<'k> {
        let last = self.variant.as_deref().unwrap_or(OF);
        let paths = catalog.reach.paths(self.item).into_iter();
        Callable {
            item: self.item,
            paths: paths.map(|path| path.into_iter().chain([last.to_owned()]).collect()).collect(),
            signature: &self.signature,
            attrs: crate::tree::attributes(catalog.krate.item(self.item)),
            block: Some(&self.block),
            generic: None,
            parameter: String::new(),
            obstacle: None,
            via: None,
            object: None,
        }
    }

    fn literal(&self, catalog: &Catalog<'_, '_>) -> Literal {
        let ty = catalog.reach.paths(self.item).into_iter().next().unwrap_or_default();
        let path = ty.iter().chain(&self.variant).map(|part| raw(part)).collect();
        Literal { path, fields: self.fields.clone() }
    }

    /// That something else has the name of what would make a struct, by the struct's path.
    fn namesake(&self, catalog: &Catalog<'_, '_>) -> Option<(String, Obstacle)> {
        let path = catalog.reach.paths(self.item).into_iter().next()?;
        let why = Obstacle::NameTaken(format!("{}::{OF}", path.last()?));
        self.variant.is_none().then(|| (path.join("::"), why))
    }

    /// The field of a struct that does not go in, by the struct's path.
    fn obstacle(&self, catalog: &Catalog<'_, '_>, reason: Reason) -> Option<(String, Obstacle)> {
        let Reason::Type { place: TypePlace::Param(field), why, .. } = reason else { return None };
        let path = catalog.reach.paths(self.item).into_iter().next()?;
        let name = path.last()?.clone();
        // What has a number is called `arg0` as a parameter.
        let field = match field.strip_prefix("arg").filter(|number| self.fields.iter().any(|own| own == number)) {
            Some(number) => number.to_owned(),
            None => field,
        };
        self.variant.is_none().then(|| (path.join("::"), Obstacle::Local(name, Flaw::Field(field, Box::new(why)))))
    }
}
