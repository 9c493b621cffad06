//! A type of the plugin → its [`Definition`]: field by field, where generated code can make its values and take them
//! apart, or what forbids that; opaque where values can stay in the plugin.

use std::collections::BTreeMap;

use plugwright_interface::{Definition, Field, Fields, Shape, Type, Variant};

use quote::ToTokens as _;

use crate::cfg::State;
use crate::docs::docs;
use crate::krate::{Crate, ItemId, plain};
use crate::reason::{Flaw, Obstacle};
use crate::traits::Trait;

use super::{Arguments, Catalog, Direction, Env, Lowering, generics, names, parts};

/// Defines a struct or enum.
pub(super) fn define(catalog: &Catalog<'_, '_>, item: ItemId, arguments: &Arguments) -> Result<Definition, Obstacle> {
    let fail = |flaw| Err(obstacle(catalog.krate, item, flaw));
    let syntax = catalog.krate.item(item);
    let (ident, generics) = match syntax {
        syn::Item::Struct(item) => (&item.ident, &item.generics),
        syn::Item::Enum(item) if item.variants.is_empty() => return fail(Flaw::NoVariant),
        syn::Item::Enum(item) => (&item.ident, &item.generics),
        syn::Item::Union(_) => return fail(Flaw::Kind("a union")),
        syn::Item::Trait(_) | syn::Item::TraitAlias(_) => return fail(Flaw::Kind("a trait")),
        _ => return Err(Obstacle::Kind("this item")),
    };
    if let Some(flaw) = flaw(catalog, item) {
        return fail(flaw);
    }
    let Some(path) = catalog.reach.paths(item).into_iter().next() else { return fail(Flaw::Hidden) };
    let own = own_type(ident, generics);
    let mut outer = Env::new(item.module);
    arguments.bind(generics, &mut outer);
    let mut env = Env::new(item.module).with_self(&own, &outer);
    arguments.bind(generics, &mut env);
    let members = Members { catalog, item, env, is_copied: arguments.lifetimes > 0 };
    let shape = match syntax {
        syn::Item::Struct(strukt) => members.fields(&strukt.fields, Access::Own).map(Shape::Struct),
        syn::Item::Enum(enum_) => members.variants(enum_).map(Shape::Enum),
        _ => return Err(Obstacle::Kind("this item")),
    }?;
    Ok(Definition {
        docs: docs(crate::tree::attributes(syntax)),
        docs_inside: members.docs(syntax)?,
        non_exhaustive: may_grow(catalog.krate, crate::tree::attributes(syntax)),
        ..Definition::new(catalog.spelled(&path, arguments), shape)
    })
}

/// A type as it is named inside itself.
fn own_type(ident: &syn::Ident, generics: &syn::Generics) -> syn::Type {
    let mut path = syn::Path::from(ident.clone());
    let (_, arguments, _) = generics.split_for_impl();
    if let (Some(last), Ok(arguments)) = (path.segments.last_mut(), syn::parse2(arguments.to_token_stream()))
        && !generics.params.is_empty()
    {
        last.arguments = syn::PathArguments::AngleBracketed(arguments);
    }
    syn::Type::Path(syn::TypePath { attrs: Vec::new(), qself: None, path })
}

/// Defines a type whose values stay in the plugin: any that has a public path and borrows nothing.
pub(super) fn define_opaque(catalog: &Catalog<'_, '_>, item: ItemId, arguments: &Arguments) -> Option<Definition> {
    let syntax = catalog.krate.item(item);
    generics(catalog.krate, item)?;
    if arguments.lifetimes > 0 || catalog.krate.state(item) == State::Unknown {
        return None;
    }
    let path = catalog.spelled(&catalog.reach.paths(item).into_iter().next()?, arguments);
    Some(Definition { docs: docs(crate::tree::attributes(syntax)), ..Definition::new(path, Shape::Opaque) })
}

/// Says what is wrong with a type of the plugin.
pub(super) fn obstacle(krate: &Crate<'_>, item: ItemId, flaw: Flaw) -> Obstacle {
    let ident = match krate.item(item) {
        syn::Item::Struct(item) => &item.ident,
        syn::Item::Enum(item) => &item.ident,
        syn::Item::Union(item) => &item.ident,
        syn::Item::Trait(item) => &item.ident,
        syn::Item::TraitAlias(item) => &item.ident,
        _ => return Obstacle::Kind("this item"),
    };
    Obstacle::Local(plain(ident), flaw)
}

/// What forbids a type whatever its fields are.
fn flaw(catalog: &Catalog<'_, '_>, item: ItemId) -> Option<Flaw> {
    let attrs = crate::tree::attributes(catalog.krate.item(item));
    if catalog.traits.has(item, Trait::Drop) {
        return Some(Flaw::Drop);
    }
    if catalog.krate.state(item) == State::Unknown {
        return Some(Flaw::Undecided(catalog.krate.cfg.undecided(attrs)));
    }
    if is_packed(catalog.krate, attrs) {
        return Some(Flaw::Packed);
    }
    // No crate but its own makes a struct that may grow.
    let is_struct = matches!(catalog.krate.item(item), syn::Item::Struct(_));
    (is_struct && may_grow(catalog.krate, attrs)).then_some(Flaw::NonExhaustive)
}

fn is_packed(krate: &Crate<'_>, attrs: &[syn::Attribute]) -> bool {
    let layouts = krate.cfg.metas(attrs, "repr");
    let mut active = layouts.iter().filter(|(_, state)| *state != State::Inactive);
    active.any(|(meta, _)| meta.to_token_stream().to_string().contains("packed"))
}

fn may_grow(krate: &Crate<'_>, attrs: &[syn::Attribute]) -> bool {
    krate.cfg.metas(attrs, "non_exhaustive").iter().any(|(_, state)| *state != State::Inactive)
}

/// Who may use fields without a visibility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    /// Their module: those of a struct.
    Own,
    /// Everyone: those of a variant.
    All,
}

/// The inside of one type.
struct Members<'c, 'k, 's, 'e> {
    catalog: &'c Catalog<'k, 's>,
    item: ItemId,
    env: Env<'e>,
    /// Whether values only come out, as copies that own what they borrow.
    is_copied: bool,
}

impl Members<'_, '_, '_, '_> {
    fn variants(&self, enum_: &syn::ItemEnum) -> Result<Vec<Variant>, Obstacle> {
        let mut variants = Vec::new();
        for variant in &enum_.variants {
            if !self.is_compiled(&variant.attrs)? {
                continue;
            }
            if may_grow(self.catalog.krate, &variant.attrs) {
                return Err(self.obstacle(Flaw::NonExhaustive));
            }
            let fields = self.fields(&variant.fields, Access::All)?;
            variants.push(Variant { name: plain(&variant.ident), fields });
        }
        if variants.is_empty() { Err(self.obstacle(Flaw::NoVariant)) } else { Ok(variants) }
    }

    fn fields(&self, fields: &syn::Fields, access: Access) -> Result<Fields, Obstacle> {
        let is_private = |field: &&syn::Field| !matches!(field.vis, syn::Visibility::Public(_));
        for private in fields.iter().filter(is_private).filter(|_| access == Access::Own) {
            if self.is_compiled(&private.attrs)? {
                return Err(self.obstacle(Flaw::PrivateField));
            }
        }
        let mut found = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            if self.is_compiled(&field.attrs)? {
                let name = field.ident.as_ref().map_or_else(|| index.to_string(), plain);
                let ty = self.field(field, &name)?;
                found.push(Field { name, ty });
            }
        }
        Ok(match fields {
            syn::Fields::Unit => Fields::Unit,
            syn::Fields::Unnamed(_) => Fields::Tuple(found.into_iter().map(|field| field.ty).collect()),
            syn::Fields::Named(_) => Fields::Named(found),
        })
    }

    /// The doc comments of what is inside, by its place.
    fn docs(&self, syntax: &syn::Item) -> Result<BTreeMap<String, String>, Obstacle> {
        let mut found = BTreeMap::new();
        match syntax {
            syn::Item::Struct(strukt) => self.docs_of_fields("", &strukt.fields, &mut found)?,
            syn::Item::Enum(enum_) => {
                for variant in &enum_.variants {
                    if self.is_compiled(&variant.attrs)? {
                        let place = format!("::{}", plain(&variant.ident));
                        self.docs_of_fields(&place, &variant.fields, &mut found)?;
                        found.insert(place, docs(&variant.attrs));
                    }
                }
            }
            _ => {}
        }
        found.retain(|_, docs| !docs.is_empty());
        Ok(found)
    }

    fn docs_of_fields(
        &self,
        owner: &str,
        fields: &syn::Fields,
        found: &mut BTreeMap<String, String>,
    ) -> Result<(), Obstacle> {
        let mut index = 0;
        for field in fields {
            if self.is_compiled(&field.attrs)? {
                let name = field.ident.as_ref().map_or_else(|| index.to_string(), plain);
                found.insert(format!("{owner}.{name}"), docs(&field.attrs));
                index += 1;
            }
        }
        Ok(())
    }

    fn is_compiled(&self, attrs: &[syn::Attribute]) -> Result<bool, Obstacle> {
        let cfg = &self.catalog.krate.cfg;
        match cfg.state(attrs) {
            State::Active => Ok(true),
            State::Inactive => Ok(false),
            State::Unknown => Err(self.obstacle(Flaw::Undecided(cfg.undecided(attrs)))),
        }
    }

    /// Lowers a field's type, which has to cross in both directions as the same where values do.
    fn field(&self, field: &syn::Field, name: &str) -> Result<Type, Obstacle> {
        let fail = |why| match why {
            // The innermost field says it all.
            Obstacle::Local(_, Flaw::Field(..)) => why,
            why => self.obstacle(Flaw::Field(name.to_owned(), Box::new(why))),
        };
        if self.is_copied {
            let copy = Lowering::new(self.catalog).lower(&field.ty, &self.env, Direction::Out).map_err(fail)?;
            let opaque = parts::handles(&copy).find_map(|path| self.catalog.why_opaque(path));
            return opaque.map_or(Ok(copy), |why| Err(fail(why)));
        }
        let [inward, outward] = [Direction::In, Direction::Out]
            .map(|direction| Lowering::new(self.catalog).lower(&field.ty, &self.env, direction));
        let (inward, outward) = (inward.map_err(fail)?, outward.map_err(fail)?);
        if parts::all(&inward).into_iter().any(|ty| matches!(ty, Type::Callback(_))) {
            let is_generic = generics(self.catalog.krate, self.item).is_some_and(|all| !names(all).is_empty());
            return Err(fail(Obstacle::Kind(if is_generic { "a closure in a generic type" } else { "a closure" })));
        }
        // What holds a value that stays in the plugin stays there too, and for the same reason.
        if let Some(why) = parts::handles(&inward).find_map(|path| self.catalog.why_opaque(path)) {
            return Err(fail(why));
        }
        if inward == outward { Ok(inward) } else { Err(fail(Obstacle::Static)) }
    }

    fn obstacle(&self, flaw: Flaw) -> Obstacle {
        obstacle(self.catalog.krate, self.item, flaw)
    }
}
