//! What a host can do with the objects of a plugin's trait: call the trait's functions, and make objects of closures that
//! implement them.

use plugwright_interface::{Access, Callback, Mode, Param, Type};
use syn::parse_quote;

use crate::cfg::State;
use crate::krate::{Crate, ItemId, plain};
use crate::lower::{Catalog, Direction, Env, Holder, Lowering, is_sized_only, written};
use crate::prelude;
use crate::reason::{Obstacle, Reason, TypePlace};
use crate::resolve::Meaning;

use super::callable::{Callable, undecided};
use super::signature::{Signature, reason};
use super::{ExportKind, Passing, Returning, raw};

/// How the bridge implements a trait with a host's closures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adapter {
    /// Path of the trait inside the crate, with `r#` where it is needed.
    pub path: Vec<String>,
    /// The functions that have to be implemented, in the order of the closures.
    pub methods: Vec<AdapterMethod>,
    /// Whether what implements the trait has to be `Debug`.
    pub is_debug: bool,
}

/// One function of a trait that closures implement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdapterMethod {
    /// Its head as Rust text that means the same anywhere: `fn area(&self, arg0: u8) -> f64`.
    pub head: String,
}

/// The name of the function that makes an object of a host's closures.
const IMPLEMENT: &str = "implement";

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

/// The function by which a host makes an object of closures: one for each function that has no body in the trait.
/// Nothing where the trait has no functions.
pub(super) fn implementation<'k>(
    catalog: &Catalog<'k, '_>,
    item: ItemId,
) -> Option<(Callable<'k>, Result<Signature, Reason>)> {
    let syn::Item::Trait(definition) = catalog.krate.item(item) else { return None };
    let first = functions(catalog.krate, item).next()?;
    let paths = catalog.reach.paths(item);
    let callable = Callable {
        item,
        paths: paths.iter().map(|path| path.iter().cloned().chain([IMPLEMENT.to_owned()]).collect()).collect(),
        signature: &first.sig,
        attrs: &definition.attrs,
        block: None,
        generic: None,
        parameter: String::new(),
        obstacle: None,
        via: None,
        object: None,
    };
    Some((callable, implement(catalog, item, definition)))
}

fn implement(catalog: &Catalog<'_, '_>, item: ItemId, definition: &syn::ItemTrait) -> Result<Signature, Reason> {
    let path = catalog.reach.paths(item).into_iter().next().unwrap_or_default();
    // What closures make may go wherever one of the trait's objects has to.
    let object = catalog.most_bounded(item).map_err(|why| Reason::Receiver { receiver: "self".to_owned(), why })?;
    let is_debug = supertraits(catalog, item, definition)?;
    let (mut params, mut methods) = (Vec::new(), Vec::new());
    for function in functions(catalog.krate, item).filter(|function| function.default.is_none()) {
        if is_sized_only(&function.sig) {
            let why = Obstacle::Kind("a function that no object has, and that has no body,");
            return Err(Reason::Type { place: TypePlace::Receiver, ty: plain(&function.sig.ident), why });
        }
        let (callback, head) = closure(catalog, item, &function.sig)?;
        params.push(Param { name: plain(&function.sig.ident), ty: Type::Callback(Box::new(callback)) });
        methods.push(AdapterMethod { head });
    }
    let adapter = Adapter { path: path.iter().map(|part| raw(part)).collect(), methods, is_debug };
    Ok(Signature {
        passing: params.iter().map(|_| Passing::Closure(Holder::Nothing)).collect(),
        params,
        result: Type::Handle(Access::Owned, object),
        returning: Returning::Value,
        kind: ExportKind::Function,
        via: None,
        owner: None,
        arguments: Vec::new(),
        adapter: Some(adapter),
    })
}

/// Whether `Debug` is among what an implementation has to implement besides; closures have the rest.
fn supertraits(catalog: &Catalog<'_, '_>, item: ItemId, definition: &syn::ItemTrait) -> Result<bool, Reason> {
    let lowering = Lowering::new(catalog);
    let mut is_debug = false;
    for bound in &definition.supertraits {
        let syn::TypeParamBound::Trait(bound) = bound else { continue };
        let meaning = lowering.meaning(&bound.path, &Env::new(item.module));
        let Meaning::External(path) = &meaning else { return Err(unimplemented(bound)) };
        match prelude::real_path(path)[..] {
            ["std", "marker", "Send" | "Sync" | "Unpin"] | ["std", "any", "Any"] => {}
            ["std", "fmt", "Debug"] => is_debug = true,
            _ => return Err(unimplemented(bound)),
        }
    }
    Ok(is_debug)
}

fn unimplemented(bound: &syn::TraitBound) -> Reason {
    let why = Obstacle::Kind("a supertrait that closures do not implement");
    Reason::Type { place: TypePlace::Receiver, ty: written(bound), why }
}

/// The closure that implements a function, and the function's head.
fn closure(catalog: &Catalog<'_, '_>, item: ItemId, signature: &syn::Signature) -> Result<(Callback, String), Reason> {
    let env = Env::new(item.module);
    let mut lowering = Lowering::new(catalog);
    let mut params = Vec::new();
    let mut head = format!("fn {}(", raw(&plain(&signature.ident)));
    for input in &signature.inputs {
        match input {
            syn::FnArg::Receiver(receiver) => match &receiver.kind {
                syn::ReceiverKind::Reference(_, None, mutability) => {
                    head += if mutability.is_some() { "&mut self" } else { "&self" };
                }
                _ => {
                    let why = Obstacle::Kind("a receiver that closures do not have");
                    return Err(Reason::Receiver { receiver: written(receiver), why });
                }
            },
            syn::FnArg::Typed(input) => {
                let (ty, text) = part(&mut lowering, &input.ty, &env, TypePlace::Param(params.len().to_string()))?;
                head += &format!(", arg{}: {text}", params.len());
                params.push(ty);
            }
        }
    }
    head += ")";
    let result = match &signature.output {
        syn::ReturnType::Default => Type::Unit,
        syn::ReturnType::Type(_, ty) => {
            let (result, text) = part(&mut lowering, ty, &env, TypePlace::Result)?;
            lowering.disguised = false;
            // What a closure returns is given to the plugin, so it borrows nothing and is of the very type.
            if lowering.lower(ty, &env, Direction::In).ok().as_ref() != Some(&result) || lowering.disguised {
                return Err(reason(TypePlace::Result, ty, Obstacle::Kind("what closures cannot return")));
            }
            head += &format!(" -> {text}");
            result
        }
    };
    Ok((Callback { mode: Mode::Lasting, params, result }, head))
}

/// A type in a function's head: what crosses for it, and how the bridge spells it.
fn part(
    lowering: &mut Lowering<'_, '_>,
    ty: &syn::Type,
    env: &Env<'_>,
    place: TypePlace,
) -> Result<(Type, String), Reason> {
    let lowered = lowering.lower(ty, env, Direction::Out);
    let spelled = lowering.spell(ty, env).ok_or(Obstacle::Kind("a type that the bridge has no name for"));
    match lowered.and_then(|lowered| Ok((lowered, spelled?))) {
        Ok(part) => Ok(part),
        Err(why) => Err(reason(place, ty, why)),
    }
}
