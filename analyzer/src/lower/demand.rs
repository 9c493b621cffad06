//! [`Demand`]: what one bound of a type parameter asks of the parameter's instance.

use plugwright_interface::{Standard, Type};

use crate::krate::ItemId;
use crate::prelude;
use crate::reason::Obstacle;
use crate::resolve::Meaning;

use super::container::Referent;
use super::instance::{assoc, is_borrowed};
use super::{Direction, Env, Lowering, arguments, lifetimes};

/// What one bound demands.
pub(super) enum Demand {
    /// Nothing that the instances below do not have.
    Nothing,
    /// The parameter may be unsized.
    Unsized,
    /// The type is copied bit by bit.
    Copy,
    /// The type borrows nothing.
    Static,
    /// One of these types, best first.
    OneOf(Vec<Type>),
    /// What has that trait of the plugin's: an object of it does in the stead of many types.
    Object(ItemId),
    /// What has that trait of the plugin's, which this type alone has.
    Sole(ItemId, Type),
    /// Something with no obvious instance.
    Other,
}

/// What a bound demands; `item` is what the parameter is bound to give, where it is an iterator.
pub(super) fn demand(
    lowering: &mut Lowering<'_, '_>,
    bound: &syn::TypeParamBound,
    env: &Env<'_>,
    item: Option<&Type>,
) -> Demand {
    let bound = match bound {
        syn::TypeParamBound::Lifetime(lifetime) if lifetime.ident == "static" => return Demand::Static,
        syn::TypeParamBound::Lifetime(_) => return Demand::Nothing,
        syn::TypeParamBound::Trait(bound) => bound,
        _ => return Demand::Other,
    };
    if bound.maybe.is_some() {
        return Demand::Unsized;
    }
    if let Some(closures) = lowering.closures(bound, env) {
        return closures.map_or(Demand::Other, Demand::OneOf);
    }
    if let Some(stream) = lowering.stream(bound, env) {
        return Demand::OneOf(vec![stream]);
    }
    if lowering.is_iterator(bound, env) {
        // What it gives may be said by another bound.
        let is_told = item.is_some() || assoc(&bound.path, "Item").is_some();
        return if is_told { iterated(lowering, &bound.path, env, item) } else { Demand::Nothing };
    }
    let path = match lowering.meaning(&bound.path, env) {
        Meaning::External(path) => path,
        Meaning::Item(item) => {
            return lowering.only_type_with(item).map_or(Demand::Object(item), |ty| Demand::Sole(item, ty));
        }
        _ => return Demand::Other,
    };
    let argument = arguments(&bound.path).first().copied();
    match prelude::real_path(&path).as_slice() {
        ["std", "marker", "Sized" | "Send" | "Sync" | "Unpin"]
        | ["std", "panic", "UnwindSafe" | "RefUnwindSafe"]
        | ["std", "clone", "Clone"]
        | ["std", "default", "Default"]
        | ["std", "hash", "Hash"]
        | ["std", "fmt", "Debug"]
        | ["std", "cmp", "PartialEq" | "Eq" | "PartialOrd" | "Ord"]
            if argument.is_none() =>
        {
            Demand::Nothing
        }
        ["std", "marker", "Copy"] => Demand::Copy,
        ["std", "string", "ToString"] | ["std", "fmt", "Display"] => Demand::OneOf(vec![Type::Str, Type::String]),
        ["std", "convert", "AsRef"] | ["std", "borrow", "Borrow"] => {
            argument.map_or(Demand::Other, |ty| {
                match exactly(lowering, |lowering| lowering.referent(ty, env, Direction::In)) {
                    Some(Referent::Value(_)) | None => Demand::Other,
                    Some(referent) => Demand::OneOf(referring(referent)),
                }
            })
        }
        ["std", "convert", "Into"] => argument.map_or(Demand::Other, |ty| turning(lowering, ty, env)),
        ["std", "ops", "RangeBounds"] => argument.map_or(Demand::Other, |ty| {
            let bound = exactly(lowering, |lowering| lowering.lower(ty, env, Direction::In));
            bound.map_or(Demand::Other, |ty| Demand::OneOf(vec![Type::Standard(Standard::Range, vec![ty])]))
        }),
        ["std", "iter", "IntoIterator"] => iterated(lowering, &bound.path, env, item),
        _ => Demand::Other,
    }
}

/// The list of what the trait at `path` gives; `item` is what it is bound to give elsewhere.
fn iterated(lowering: &mut Lowering<'_, '_>, path: &syn::Path, env: &Env<'_>, item: Option<&Type>) -> Demand {
    let list = match assoc(path, "Item") {
        Some(ty) => lowering.list_of(ty, env),
        None => item.map(|item| Type::Vec(Box::new(item.clone()))),
    };
    list.map_or(Demand::Other, |list| Demand::OneOf(vec![list]))
}

/// The types that lead to what a pointer points to, best first.
fn referring(referent: Referent) -> Vec<Type> {
    match referent {
        Referent::Text => vec![Type::Str, Type::String],
        Referent::List(item) => vec![Type::Slice(Box::new(item.clone())), Type::Vec(Box::new(item))],
        Referent::System(standard) => {
            vec![Type::Standard(standard, Vec::new()), Type::Standard(standard.owned(), Vec::new())]
        }
        Referent::Value(ty) => vec![ty],
    }
}

/// What turns into a type: whatever turns into itself does, text turns into owned text and into an error as well, and what
/// a pointer points to turns into the pointer.
fn turning(lowering: &mut Lowering<'_, '_>, ty: &syn::Type, env: &Env<'_>) -> Demand {
    if let Some(ty) = exactly(lowering, |lowering| lowering.lower(ty, env, Direction::In)) {
        return match ty {
            Type::String => Demand::OneOf(vec![Type::String, Type::Str]),
            Type::Str => Demand::OneOf(vec![Type::Str, Type::String]),
            Type::Callback(_) => Demand::Other,
            ty => Demand::OneOf(vec![ty]),
        };
    }
    let syn::Type::Path(syn::TypePath { qself: None, path, .. }) = ty else { return Demand::Other };
    let Meaning::External(external) = lowering.meaning(path, env) else { return Demand::Other };
    match (prelude::real_path(&external).as_slice(), arguments(path).as_slice()) {
        (["std", "boxed", "Box"], [syn::Type::TraitObject(object)]) if is_error(lowering, object, env) => {
            Demand::OneOf(referring(Referent::Text))
        }
        (
            ["std", "borrow", "Cow"] | ["std", "boxed", "Box"] | ["std", "rc", "Rc"] | ["std", "sync", "Arc"],
            [inner],
        ) => {
            let is_static = lifetimes(path).any(|life| life.ident == "static");
            let referent = exactly(lowering, |lowering| lowering.referent(inner, env, Direction::In));
            let mut types = referent.map(referring).unwrap_or_default();
            types.retain(|ty| !(is_static && is_borrowed(ty)));
            if types.is_empty() { Demand::Other } else { Demand::OneOf(types) }
        }
        _ => Demand::Other,
    }
}

/// Whether a trait object is an error.
fn is_error(lowering: &Lowering<'_, '_>, object: &syn::TypeTraitObject, env: &Env<'_>) -> bool {
    object.bounds.iter().any(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => match lowering.meaning(&bound.path, env) {
            Meaning::External(path) => prelude::real_path(&path) == ["std", "error", "Error"],
            _ => false,
        },
        _ => false,
    })
}

/// Lowers something, unless it crosses as another type than it is: then the instance would not meet the bound.
pub(super) fn exactly<T>(
    lowering: &mut Lowering<'_, '_>,
    lower: impl FnOnce(&mut Lowering<'_, '_>) -> Result<T, Obstacle>,
) -> Option<T> {
    let before = std::mem::take(&mut lowering.disguised);
    let lowered = lower(lowering);
    let disguised = std::mem::replace(&mut lowering.disguised, before);
    lowered.ok().filter(|_| !disguised)
}
