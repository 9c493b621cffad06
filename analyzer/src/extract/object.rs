//! What a host can do with the objects of a plugin's trait: call the trait's functions, and make objects of closures that
//! implement them.

use std::collections::HashMap;

use plugwright_interface::{Access, Callback, Mode, Param, Type};
use syn::parse_quote;

use crate::cfg::State;
use crate::krate::{Crate, ItemId, plain};
use crate::lower::{self, Catalog, Direction, Env, Holder, Lowering, Method, is_sized_only, written};
use crate::prelude;
use crate::reason::{Obstacle, Reason, TypePlace};
use crate::resolve::Meaning;

use super::callable::{Callable, undecided};
use super::signature::{Signature, reason};
use super::{ExportKind, OF, Passing, Returning, raw};

/// How the bridge implements a trait with a host's closures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adapter {
    /// Paths of the trait and of its supertraits in the crate, with `r#` where it is needed.
    pub traits: Vec<Vec<String>>,
    /// The functions that closures implement, in the order of the closures.
    pub methods: Vec<Implemented>,
    /// How many of them have no body in the trait. The others come after those, and their closures are options.
    pub required: usize,
    /// Whether what implements the trait has to be `Debug`.
    pub is_debug: bool,
}

/// A function that a closure implements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Implemented {
    /// Which of [`Adapter::traits`] has it.
    pub of: usize,
    /// The function.
    pub method: Method,
}

/// The name of the function that makes an object of closures for what has no body in the trait.
const IMPLEMENT: &str = "implement";

/// The name of the one that takes closures for what has a body as well.
const IMPLEMENT_ALL: &str = "implement_all";

/// The functions of a trait's objects.
pub(super) fn methods<'k>(catalog: &Catalog<'k, '_>, item: ItemId) -> Vec<Callable<'k>> {
    let krate = catalog.krate;
    let paths = catalog.reach.paths(item);
    let functions = functions(krate, item).filter(|function| !is_sized_only(&function.sig));
    let found = functions.map(|function| {
        let name = plain(&function.sig.ident);
        let state = krate.state(item).and(krate.cfg.state(&function.attrs));
        Callable {
            item,
            paths: paths.iter().map(|path| path.iter().cloned().chain([name.clone()]).collect()).collect(),
            signature: &function.sig,
            attrs: &function.attrs,
            block: None,
            generic: None,
            parameter: String::new(),
            obstacle: undecided(krate, state, &function.attrs),
            via: None,
            object: Some(object(krate, item)),
        }
    });
    found.collect()
}

/// The type of a trait's objects, as the trait's own module spells it.
fn object(krate: &Crate<'_>, item: ItemId) -> syn::Type {
    match krate.item(item) {
        syn::Item::Trait(definition) => {
            let ident = &definition.ident;
            parse_quote!(dyn #ident)
        }
        _ => parse_quote!(()),
    }
}

fn functions<'k>(krate: &'k Crate<'_>, item: ItemId) -> impl Iterator<Item = &'k syn::TraitItemFn> {
    let members = match krate.item(item) {
        syn::Item::Trait(definition) => definition.items.as_slice(),
        _ => &[],
    };
    members.iter().filter_map(|member| match member {
        syn::TraitItem::Fn(function) if krate.cfg.state(&function.attrs) != State::Inactive => Some(function),
        _ => None,
    })
}

/// A function of a trait that makes its objects; `first` is what it shows as its place.
fn made<'k>(catalog: &Catalog<'k, '_>, item: ItemId, first: &'k syn::TraitItemFn, name: &str) -> Callable<'k> {
    let paths = catalog.reach.paths(item).into_iter().map(|path| path.into_iter().chain([name.to_owned()]).collect());
    Callable {
        item,
        paths: paths.collect(),
        signature: &first.sig,
        attrs: &[],
        block: None,
        generic: None,
        parameter: String::new(),
        obstacle: None,
        via: None,
        object: None,
    }
}

/// The functions by which a host makes an object of closures: one for each function that has no body in the trait, or one
/// for each. Nothing where the trait has no functions.
pub(super) fn implementations<'k>(
    catalog: &Catalog<'k, '_>,
    item: ItemId,
) -> Vec<(Callable<'k>, Result<Signature, Reason>)> {
    let syn::Item::Trait(definition) = catalog.krate.item(item) else { return Vec::new() };
    if catalog.is_everyones(item) {
        return Vec::new();
    }
    let traits = implemented(catalog, item);
    let Some(first) = traits.iter().find_map(|item| functions(catalog.krate, *item).next()) else { return Vec::new() };
    let named = |name: &str| Callable { attrs: &definition.attrs, ..made(catalog, item, first, name) };
    match required(catalog, &traits) {
        Err(reason) => vec![(named(IMPLEMENT), Err(reason))],
        Ok(required) => {
            let closures = |all| signature(catalog, &traits, all);
            let all: Vec<_> = required.iter().cloned().chain(provided(catalog, &traits)).collect();
            let has_more = all.len() > required.len();
            let count = required.len();
            let made = closures((required, count));
            let more = (has_more && made.is_ok()).then(|| (named(IMPLEMENT_ALL), closures((all, count))));
            [(named(IMPLEMENT), made)].into_iter().chain(more).collect()
        }
    }
}

/// The functions by which a host makes objects of data whose types have the trait: `Shape::of::<Square>`. Data is copied when it
/// crosses, so it cannot be an object by itself.
pub(super) fn conversions<'k>(catalog: &Catalog<'k, '_>, item: ItemId) -> Vec<(Callable<'k>, Signature)> {
    let Some(first) = functions(catalog.krate, item).next() else { return Vec::new() };
    let Ok(object) = catalog.most_bounded(item) else { return Vec::new() };
    let all = catalog.data_implementors(item).into_iter().map(|ty| {
        let callable = made(catalog, item, first, &format!("{OF}::<{ty}>"));
        let signature = Signature {
            params: vec![Param::new("value", ty)],
            passing: vec![Passing::Typed],
            result: Type::Handle(Access::Owned, object.clone()),
            returning: Returning::Boxed,
            inside: None,
            kind: ExportKind::Identity,
            via: None,
            owner: None,
            arguments: Vec::new(),
            adapter: None,
            literal: None,
        };
        (callable, signature)
    });
    all.collect()
}

/// Whether a host can make objects of a trait.
pub(crate) fn is_implementable(catalog: &Catalog<'_, '_>, item: ItemId) -> bool {
    let traits = implemented(catalog, item);
    traits.iter().any(|item| functions(catalog.krate, *item).next().is_some())
        && required(catalog, &traits).is_ok()
        && is_debug(catalog, &traits).is_ok()
}

/// A trait and those of the crate that whatever has it has to have, but for those that an `impl` gives to all that has it.
fn implemented(catalog: &Catalog<'_, '_>, item: ItemId) -> Vec<ItemId> {
    let above = catalog.supertraits(item).into_iter();
    [item].into_iter().chain(above.filter(|above| !catalog.is_given_to_all(*above))).collect()
}

/// A closure, and the function that it implements.
type Closure = (Callback, Implemented);

/// The functions of these traits, each with the index of its trait.
fn all_functions<'k>(
    catalog: &Catalog<'k, '_>,
    traits: &[ItemId],
) -> impl Iterator<Item = (usize, ItemId, &'k syn::TraitItemFn)> {
    let krate = catalog.krate;
    let all = traits.iter().enumerate();
    all.flat_map(move |(of, &item)| functions(krate, item).map(move |function| (of, item, function)))
}

/// The functions that have no body in their trait.
fn required(catalog: &Catalog<'_, '_>, traits: &[ItemId]) -> Result<Vec<Closure>, Reason> {
    let open = all_functions(catalog, traits).filter(|(.., function)| function.default.is_none());
    let mut names = HashMap::new();
    let implemented = open.map(|(of, item, function)| match is_sized_only(&function.sig) {
        true => {
            let why = Obstacle::Kind("a function that no object has, and that has no body,");
            Err(Reason::Type { place: TypePlace::Receiver, ty: plain(&function.sig.ident), why })
        }
        false => match names.insert(&function.sig.ident, item) {
            Some(other) => {
                let name = plain(&function.sig.ident);
                let both = [other, item].map(|item| name_of(catalog.krate, item));
                Err(unmade(catalog.krate, traits[0], Obstacle::SameFunction { name, traits: both }))
            }
            None => {
                closure(catalog, item, &function.sig).map(|(closure, method)| (closure, Implemented { of, method }))
            }
        },
    });
    implemented.collect()
}

/// The functions that have a body in their trait, as far as a closure can be in its place and no other has the name.
fn provided(catalog: &Catalog<'_, '_>, traits: &[ItemId]) -> Vec<Closure> {
    let with_body = all_functions(catalog, traits).filter(|(.., function)| function.default.is_some());
    let mut counts = HashMap::<_, usize>::new();
    for (.., function) in all_functions(catalog, traits) {
        *counts.entry(&function.sig.ident).or_default() += 1;
    }
    let is_alone = |function: &syn::TraitItemFn| counts.get(&function.sig.ident) == Some(&1);
    let of_objects = with_body.filter(|(.., function)| !is_sized_only(&function.sig) && is_alone(function));
    let closures = of_objects.filter_map(|(of, item, function)| {
        let (closure, method) = closure(catalog, item, &function.sig).ok()?;
        Some((closure, Implemented { of, method }))
    });
    closures.collect()
}

/// The signature of the function that takes these closures, of which so many are required.
fn signature(
    catalog: &Catalog<'_, '_>,
    traits: &[ItemId],
    (closures, required): (Vec<Closure>, usize),
) -> Result<Signature, Reason> {
    let unseen = |why| Reason::Receiver { receiver: "self".to_owned(), why };
    // What closures make may go wherever one of the trait's objects has to.
    let object = catalog.most_bounded(traits[0]).map_err(unseen)?;
    let is_debug = is_debug(catalog, traits)?;
    let paths = traits.iter().map(|item| {
        let path = catalog.reach.paths(*item).into_iter().next();
        let hidden = || Obstacle::HiddenSupertrait(name_of(catalog.krate, *item));
        let path = path.ok_or_else(|| unmade(catalog.krate, traits[0], hidden()))?;
        Ok(path.iter().map(|part| raw(part)).collect())
    });
    let paths = paths.collect::<Result<_, Reason>>()?;
    let (params, methods): (Vec<_>, Vec<_>) = closures
        .into_iter()
        .enumerate()
        .map(|(index, (callback, method))| {
            let closure = Type::Callback(Box::new(callback));
            let ty = if index < required { closure } else { Type::Option(Box::new(closure)) };
            (Param::new(method.method.name.clone(), ty), method)
        })
        .unzip();
    let adapter = Adapter { traits: paths, methods, required, is_debug };
    Ok(Signature {
        passing: params.iter().map(|_| Passing::Closure(Holder::Nothing)).collect(),
        params,
        result: Type::Handle(Access::Owned, object),
        returning: Returning::Value,
        inside: None,
        kind: ExportKind::Function,
        via: None,
        owner: None,
        arguments: Vec::new(),
        adapter: Some(adapter),
        literal: None,
    })
}

/// Whether `Debug` is among what an implementation has to implement besides the crate's traits; closures have the rest.
fn is_debug(catalog: &Catalog<'_, '_>, traits: &[ItemId]) -> Result<bool, Reason> {
    let lowering = Lowering::new(catalog);
    let mut is_debug = false;
    for item in traits {
        let syn::Item::Trait(definition) = catalog.krate.item(*item) else { continue };
        for bound in lower::supertraits(definition) {
            let syn::TypeParamBound::Trait(bound) = bound else { continue };
            let path = match lowering.meaning(&bound.path, &Env::new(item.module)) {
                Meaning::Item(above) if traits.contains(&above) || catalog.is_given_to_all(above) => continue,
                Meaning::External(path) => path,
                _ => return Err(unimplemented(bound)),
            };
            match prelude::real_path(&path)[..] {
                ["std", "marker", "Send" | "Sync" | "Unpin"] | ["std", "any", "Any"] => {}
                ["std", "fmt", "Debug"] => is_debug = true,
                _ => return Err(unimplemented(bound)),
            }
        }
    }
    Ok(is_debug)
}

/// Why no object of a trait can be made of closures.
fn unmade(krate: &Crate<'_>, item: ItemId, why: Obstacle) -> Reason {
    Reason::Type { place: TypePlace::Receiver, ty: name_of(krate, item), why }
}

fn name_of(krate: &Crate<'_>, item: ItemId) -> String {
    match krate.item(item) {
        syn::Item::Trait(definition) => plain(&definition.ident),
        _ => String::new(),
    }
}

fn unimplemented(bound: &syn::TraitBound) -> Reason {
    let why = Obstacle::Kind("a supertrait that closures do not implement");
    Reason::Type { place: TypePlace::Receiver, ty: written(bound), why }
}

/// The closure that implements a function, and the function as the bridge spells it.
fn closure(catalog: &Catalog<'_, '_>, item: ItemId, signature: &syn::Signature) -> Result<(Callback, Method), Reason> {
    let env = Env::new(item.module);
    let mut lowering = Lowering::new(catalog);
    let mut params = Vec::new();
    for input in &signature.inputs {
        match input {
            syn::FnArg::Receiver(receiver) => {
                if !matches!(receiver.kind, syn::ReceiverKind::Reference(_, None, _)) {
                    let why = Obstacle::Kind("a receiver that closures do not have");
                    return Err(Reason::Receiver { receiver: written(receiver), why });
                }
            }
            syn::FnArg::Typed(input) => {
                params.push(part(&mut lowering, &input.ty, &env, TypePlace::Param(params.len().to_string()))?);
            }
        }
    }
    let result = match &signature.output {
        syn::ReturnType::Default => Type::Unit,
        syn::ReturnType::Type(_, ty) => {
            let result = part(&mut lowering, ty, &env, TypePlace::Result)?;
            lowering.disguised = false;
            // What a closure returns is given to the plugin, so it borrows nothing and is of the very type.
            if lowering.lower(ty, &env, Direction::In).ok().as_ref() != Some(&result) || lowering.disguised {
                return Err(reason(TypePlace::Result, ty, Obstacle::Kind("what closures cannot return")));
            }
            result
        }
    };
    let method = lowering.method(signature, &env);
    let method = method.map_err(|why| Reason::Receiver { receiver: plain(&signature.ident), why })?;
    Ok((Callback { mode: Mode::Lasting, params, result }, method))
}

/// A type in a function's head, which the bridge can spell: what crosses for it.
fn part(lowering: &mut Lowering<'_, '_>, ty: &syn::Type, env: &Env<'_>, place: TypePlace) -> Result<Type, Reason> {
    let is_spelled = lowering.spell(ty, env).is_some();
    let spelled = is_spelled.then_some(()).ok_or(Obstacle::Kind("a type that the bridge has no name for"));
    lowering
        .lower(ty, env, Direction::Out)
        .and_then(|lowered| spelled.map(|()| lowered))
        .map_err(|why| reason(place, ty, why))
}
