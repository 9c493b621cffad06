//! What becomes of a result: a type that crosses as it is, or a value behind a trait, of which what the trait gives
//! crosses.

use plugwright_interface::{Int, Type};

use crate::lower::{Direction, Env, Holder, Lowering, arguments, assoc};
use crate::prelude;
use crate::reason::Obstacle;
use crate::resolve::Meaning;
use crate::traits::Trait;

use super::Returning;

/// What crosses as a result, and how it becomes that.
pub(super) struct Outcome {
    pub(super) ty: Type,
    pub(super) returning: Returning,
    /// What becomes of what is in an `Option` or in the `Ok` of a `Result`, where that is behind a trait.
    pub(super) inside: Option<Returning>,
}

impl From<(Type, Returning)> for Outcome {
    fn from((ty, returning): (Type, Returning)) -> Self {
        Self { ty, returning, inside: None }
    }
}

/// Lowers the type of a result.
pub(super) fn lower(lowering: &mut Lowering<'_, '_>, ty: &syn::Type, env: &Env<'_>) -> Result<Outcome, Obstacle> {
    if let Some(found) = behind_trait(lowering, ty, env) {
        return found;
    }
    plain(lowering, ty, env).or_else(|why| {
        let found = of_borrower(lowering, ty, env).or_else(|| of_standard(lowering, ty, env));
        found.map(Outcome::from).ok_or(why)
    })
}

/// Lowers the type of a result that is behind no trait.
pub(super) fn plain(lowering: &mut Lowering<'_, '_>, ty: &syn::Type, env: &Env<'_>) -> Result<Outcome, Obstacle> {
    match lowering.lower(ty, env, Direction::Return) {
        Ok(lowered) => Ok((lowered, of_error(lowering)).into()),
        Err(why) => inside(lowering, ty, env).unwrap_or(Err(why)),
    }
}

fn of_error(lowering: &Lowering<'_, '_>) -> Returning {
    if lowering.error_text { Returning::ErrorText } else { Returning::Value }
}

/// An `Option` or a `Result` of an `impl Trait` or of a boxed trait object, where the trait is one that gives something up.
fn inside(lowering: &mut Lowering<'_, '_>, ty: &syn::Type, env: &Env<'_>) -> Option<Result<Outcome, Obstacle>> {
    let path = match ty {
        syn::Type::Paren(paren) => return inside(lowering, &paren.elem, env),
        syn::Type::Group(group) => return inside(lowering, &group.elem, env),
        syn::Type::Path(path) => path,
        _ => return None,
    };
    let mut around = path.clone();
    let syn::PathArguments::AngleBracketed(given) = &mut around.path.segments.last_mut()?.arguments else {
        return None;
    };
    let inner = given.args.iter_mut().find_map(|argument| match argument {
        syn::GenericArgument::Type(inner) => Some(inner),
        _ => None,
    })?;
    let inner = std::mem::replace(inner, syn::parse_quote!(()));
    let found = match behind_trait(lowering, &inner, env)? {
        Ok(found) => found,
        Err(why) => return Some(Err(why)),
    };
    let inner = match found.ty {
        Type::Future(_) => return None,
        // It crosses as the list alone.
        Type::Iterator(item) => Type::Vec(item),
        inner => inner,
    };
    let ty = match lowering.lower(&syn::Type::Path(around), env, Direction::Return) {
        Ok(Type::Option(some)) if *some == Type::Unit => Type::Option(Box::new(inner)),
        Ok(Type::Result(ok, err)) if *ok == Type::Unit => Type::Result(Box::new(inner), err),
        Ok(_) => return None,
        Err(why) => return Some(Err(why)),
    };
    Some(Ok(Outcome { ty, returning: of_error(lowering), inside: Some(found.returning) }))
}

/// A type of the plugin that borrows what the function was given, so that its values can neither come out nor stay. Of
/// one that has text the text crosses, of an iterator what it gives.
fn of_borrower(lowering: &mut Lowering<'_, '_>, ty: &syn::Type, env: &Env<'_>) -> Option<(Type, Returning)> {
    let (item, arguments) = lowering.borrower(ty, env)?;
    if lowering.traits().has(item, Trait::Display) {
        return Some((Type::String, Returning::Shown));
    }
    let (place, block) = lowering.traits().iterator(item)?;
    let mut inside = Env::new(place.module);
    arguments.bind_in(block, &mut inside);
    let given = block.items.iter().find_map(|member| match member {
        syn::ImplItem::Type(member) if member.ident == "Item" => Some(&member.ty),
        _ => None,
    });
    let given = lowering.lower(given?, &inside, Direction::Out).ok()?;
    Some((Type::Iterator(Box::new(given)), Returning::Collected))
}

/// An iterator of the standard library, of which what it gives crosses.
fn of_standard(lowering: &mut Lowering<'_, '_>, ty: &syn::Type, env: &Env<'_>) -> Option<(Type, Returning)> {
    let syn::Type::Path(syn::TypePath { qself: None, path, .. }) = ty else { return None };
    let Meaning::External(external) = lowering.meaning(path, env) else { return None };
    let text = || Type::String;
    let usize = || Type::Int(Int::Usize);
    let real = prelude::real_path(&external);
    let lends = matches!(real.last(), Some(&("Iter" | "Keys" | "Values")));
    let mut given = arguments(path).into_iter().map(|argument| match lends {
        true => lowering.lower(&syn::parse_quote!(&#argument), env, Direction::Out).ok(),
        false => lowering.lower(argument, env, Direction::Out).ok(),
    });
    let item = match real[..] {
        ["std", "str", "Chars"] => Type::Char,
        ["std", "str", "Bytes"] => Type::Int(Int::U8),
        ["std", "str", "CharIndices"] => Type::Tuple(vec![usize(), Type::Char]),
        ["std", "str", "Lines" | "SplitWhitespace" | "SplitAsciiWhitespace"] => text(),
        ["std", "vec", "IntoIter" | "Drain"]
        | ["std", "slice", "Iter"]
        | ["std", "option", "IntoIter" | "Iter"]
        | ["std", "collections", "hash_set" | "btree_set" | "vec_deque", "IntoIter" | "Iter" | "Drain"]
        | ["std", "collections", "hash_map" | "btree_map", "Keys" | "IntoKeys"] => given.next()??,
        ["std", "array", "IntoIter"] => given.next()??,
        ["std", "collections", "hash_map" | "btree_map", "Values" | "IntoValues"] => given.nth(1)??,
        ["std", "collections", "hash_map" | "btree_map", "Iter" | "IntoIter" | "Drain"] => {
            Type::Tuple(vec![given.next()??, given.next()??])
        }
        _ => return None,
    };
    drop(given);
    Some((Type::Iterator(Box::new(item)), Returning::Collected))
}

/// An `impl Trait` or a boxed trait object, where the trait is one that gives something up.
fn behind_trait(lowering: &mut Lowering<'_, '_>, ty: &syn::Type, env: &Env<'_>) -> Option<Result<Outcome, Obstacle>> {
    let bounds = match ty {
        syn::Type::Paren(paren) => return behind_trait(lowering, &paren.elem, env),
        syn::Type::Group(group) => return behind_trait(lowering, &group.elem, env),
        syn::Type::ImplTrait(opaque) => match lowering.returned(&opaque.bounds, env) {
            Some(closure) => return Some(closure.map(|closure| (closure, Returning::Boxed).into())),
            None => match lowering.trait_object(&opaque.bounds, Holder::Box, env) {
                Ok(object) => return Some(Ok((object, Returning::Boxed).into())),
                Err(_) => &opaque.bounds,
            },
        },
        // A function is a closure that holds nothing.
        syn::Type::FnPtr(pointer) if pointer.unsafety.is_none() && pointer.abi.is_none() => {
            let (inputs, output) = (pointer.inputs.iter().map(|input| &input.ty), &pointer.output);
            let closure: syn::TypeImplTrait = syn::parse_quote!(impl ::core::ops::Fn(#(#inputs),*) #output + ::core::marker::Send + ::core::marker::Sync);
            return behind_trait(lowering, &syn::Type::ImplTrait(closure), env);
        }
        syn::Type::Path(path) if path.qself.is_none() => {
            let Meaning::External(external) = lowering.meaning(&path.path, env) else { return None };
            match (&prelude::real_path(&external)[..], &arguments(&path.path)[..]) {
                (["std", "boxed", "Box"], [syn::Type::TraitObject(object)]) => &object.bounds,
                // Of what is pinned only a box with a future gives something up.
                (["std", "pin", "Pin"], [pinned]) => {
                    let found = behind_trait(lowering, pinned, env);
                    return found.filter(|found| !matches!(found, Ok(found) if !matches!(found.ty, Type::Future(_))));
                }
                _ => return None,
            }
        }
        _ => return None,
    };
    bounds.iter().find_map(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => given(lowering, &bound.path, env),
        _ => None,
    })
}

/// What a value of that trait gives.
fn given(lowering: &mut Lowering<'_, '_>, path: &syn::Path, env: &Env<'_>) -> Option<Result<Outcome, Obstacle>> {
    let Meaning::External(external) = lowering.meaning(path, env) else { return None };
    match prelude::real_path(&external)[..] {
        [
            "std",
            "iter",
            "Iterator" | "IntoIterator" | "DoubleEndedIterator" | "ExactSizeIterator" | "FusedIterator",
        ] => {
            let item = lowering.lower(assoc(path, "Item")?, env, Direction::Out);
            Some(item.map(|item| (Type::Iterator(Box::new(item)), Returning::Collected).into()))
        }
        ["std", "future", "Future"] => {
            let output = plain(lowering, assoc(path, "Output")?, env);
            Some(output.map(|output| Outcome { ty: Type::Future(Box::new(output.ty)), ..output }))
        }
        ["std", "fmt", "Display"] | ["std", "string", "ToString"] => Some(Ok((Type::String, Returning::Shown).into())),
        ["std", "convert", "Into"] => {
            let &[into] = &arguments(path)[..] else { return None };
            let owned = lowering.lower(into, env, Direction::Out);
            // The bridge spells the interface's type, so that it has to be the author's.
            match (owned, lowering.lower(into, env, Direction::In)) {
                (Ok(owned), Ok(inward)) if owned == inward => Some(Ok((owned, Returning::Converted).into())),
                (Err(why), _) => Some(Err(why)),
                _ => None,
            }
        }
        _ => None,
    }
}
