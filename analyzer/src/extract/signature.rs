//! A function's syntax → the types that cross, or the reason why it cannot be called.

use plugwright_interface::{Access, Param, Type};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;

use crate::cfg::State;
use crate::krate::{Crate, plain};
use crate::lower::{
    Bound, Catalog, Direction, Env, Form, Holder, Instance, Lowering, instances, names, owned, parts, written,
};
use crate::reason::{Obstacle, Reason, TypePlace};
use crate::traits::Trait;

use super::callable::Callable;
use super::instance::Owner;
use super::literal::Literal;
use super::object::Adapter;
use super::request::{self, Argument, Request};
use super::result::Outcome;
use super::trait_method::TraitFn;
use super::{ExportKind, Own, Passing, Returning, Via, result};

/// What crosses when a function is called.
pub(super) struct Signature {
    pub(super) params: Vec<Param>,
    pub(super) passing: Vec<Passing>,
    pub(super) result: Type,
    pub(super) returning: Returning,
    /// What becomes of what is in an `Option` or in the `Ok` of a `Result`, where that is something else.
    pub(super) inside: Option<Returning>,
    pub(super) kind: ExportKind,
    pub(super) via: Option<Via>,
    /// The instance of a generic type whose function it is.
    pub(super) owner: Option<Type>,
    /// The function's generic arguments, where the call has to spell them.
    pub(super) arguments: Vec<Argument>,
    /// The trait that the bridge implements for it.
    pub(super) adapter: Option<Adapter>,
    /// The struct or variant that the bridge writes for it.
    pub(super) literal: Option<Literal>,
}

impl Signature {
    /// The types of the parameters and of the result.
    pub(super) fn types(&self) -> impl Iterator<Item = &Type> {
        self.params.iter().map(|param| &param.ty).chain([&self.result])
    }
}

/// Lowers the signature of a function, at an instance where one is asked for, and as that of an instance of its type.
pub(super) fn lower(
    catalog: &Catalog<'_, '_>,
    callable: &Callable<'_>,
    request: Option<&Request>,
    owner: Option<&Owner>,
) -> Result<Signature, Reason> {
    lower_in(Lowering::new(catalog), callable, request, owner)
}

/// The same, as far as `lowering` says what goes in.
pub(super) fn lower_in(
    mut lowering: Lowering<'_, '_>,
    callable: &Callable<'_>,
    request: Option<&Request>,
    owner: Option<&Owner>,
) -> Result<Signature, Reason> {
    let (root, catalog) = (request::root(), lowering.catalog());
    if let Some(reason) = callable.obstacle.clone().or_else(|| forbidden(callable.signature)) {
        return Err(reason);
    }
    let mut outer = Env::new(callable.via.as_ref().map_or(callable.item, |via| via.item).module);
    if let (Some(block), Some(_), None) = (callable.block, &callable.via, owner)
        && let Some(open) = of_block(&mut lowering, block, &mut outer)
    {
        return Err(Reason::Generic(open));
    }
    if let (Some(block), Some(owner)) = (callable.block, owner) {
        owner.arguments.bind_in(block, &mut outer);
        // The `impl` may be for other instances.
        match lowering.lower(&block.self_ty, &outer, Direction::Out) {
            Ok(ty) if ty == owner.ty && lowering.applies(block, &outer) => {}
            _ => return Err(Reason::NoInstance),
        }
    }
    let mut env = scope(callable, &outer);
    if let Some(object) = &callable.object {
        env = env.with_self(object, &outer);
    }
    for (name, ty) in callable.via.iter().flat_map(|via| &via.types) {
        env.bind(format!("Self::{name}"), Bound::Type(ty, &outer));
    }
    if let (Some(TraitFn { is_to_owned: true, .. }), Some(block)) = (&callable.via, callable.block)
        && let Ok(own) = lowering.own(&block.self_ty, &outer)
    {
        env.bind("Self::Owned".to_owned(), Bound::Instance(Instance::of(owned(own))));
    }
    let via = match (&callable.via, callable.block, owner) {
        (Some(via), _, Some(owner)) => Some(via_type(&mut lowering, via, Own::Type(owner.ty.clone()), &outer)),
        (Some(via), Some(block), None) => Some(via_trait(&mut lowering, via, block, &outer)?),
        _ => None,
    };
    let generics = &callable.signature.generics;
    let requested = request.map(|request| request.bind(&mut lowering, generics, &root, &mut env)).transpose()?;
    if requested.is_none()
        && let Some(open) = instances(&mut lowering, generics, &mut env).into_iter().next()
    {
        return Err(Reason::Generic(open));
    }
    let (params, passing, is_explicit) = lower_params(catalog.krate, &mut lowering, callable.signature, &env)?;
    let undecided = |name: &String| !lowering.decided.contains(name);
    let open: Vec<_> = generics.type_params().map(|param| plain(&param.ident)).filter(undecided).collect();
    // What no argument decides the call has to spell.
    let unspelled = open
        .iter()
        .find(|name| !matches!(env.named(name), Some(Bound::Instance(instance)) if instance.form == Form::Same));
    if let Some(name) = unspelled.filter(|_| requested.is_none()) {
        return Err(Reason::Generic(name.clone()));
    }
    let arguments = match requested {
        Some(requested) => requested,
        None if is_explicit || !open.is_empty() => spelled(generics, &env),
        None => Vec::new(),
    };
    let (owner, kind) = (owner.map(|owner| owner.ty.clone()), ExportKind::Function);
    let is_async = callable.signature.asyncness.is_some();
    let outcome = match !is_async && returns_receiver(&mut lowering, callable.signature, &env, &params) {
        true => Outcome { ty: Type::Unit, returning: Returning::Receiver, inside: None },
        false => lower_result(&mut lowering, callable.signature, &env)?,
    };
    let Outcome { ty: result, returning, inside } = outcome;
    if matches!(result, Type::Future(_))
        && let Some(Param { name, .. }) = params.iter().find(|Param { ty, .. }| matches!(ty, Type::Mut(_)))
    {
        return Err(Reason::Async(name.clone()));
    }
    Ok(Signature {
        params,
        passing,
        result,
        returning,
        inside,
        kind,
        via,
        owner,
        arguments,
        adapter: None,
        literal: None,
    })
}

/// The scope around a function: what `Self` and the parameters of its `impl`, or of the trait that provides it, stand for.
fn scope<'e>(callable: &'e Callable<'_>, outer: &'e Env<'e>) -> Env<'e> {
    let plain_scope = || Env::new(callable.item.module);
    let Some(block) = callable.block else { return plain_scope() };
    match callable.via.as_ref().filter(|via| via.item != callable.item) {
        Some(via) => via.scope(&block.self_ty, outer).unwrap_or_else(plain_scope).with_self(&block.self_ty, outer),
        None => {
            let mut env = plain_scope().with_self(&block.self_ty, outer);
            for param in names(&block.generics) {
                let name = plain(param);
                let bound = outer.named(&name).unwrap_or(Bound::Opaque);
                env.bind(name, bound);
            }
            env
        }
    }
}

/// The instances of a function's parameters, as the call spells them.
fn spelled(generics: &syn::Generics, env: &Env<'_>) -> Vec<Argument> {
    let params = generics.type_params().map(|param| match env.named(&plain(&param.ident)) {
        Some(Bound::Instance(instance)) if instance.form == Form::Same => Argument::Type(instance.ty),
        _ => Argument::Inferred,
    });
    params.collect()
}

/// Binds the parameters of an implementation to their obvious instances. Returns the first without one.
fn of_block<'e>(lowering: &mut Lowering<'_, '_>, block: &'e syn::ItemImpl, outer: &mut Env<'e>) -> Option<String> {
    let open = instances(lowering, &block.generics, outer);
    for param in block.generics.type_params() {
        let name = plain(&param.ident);
        if let Some(Bound::Instance(instance)) = outer.named(&name) {
            // What it is implemented for is no list.
            if instance.form == Form::Iterator {
                return Some(name);
            }
            // A type that stands behind the reference of `&self` is owned, unless it cannot be.
            outer.bind(name, Bound::Instance(instance.sized()));
        }
    }
    open.into_iter().next()
}

/// How a trait's function is called.
fn via_trait(
    lowering: &mut Lowering<'_, '_>,
    via: &TraitFn<'_>,
    block: &syn::ItemImpl,
    outer: &Env<'_>,
) -> Result<Via, Reason> {
    if let Some(own) = &via.own {
        return Ok(via_type(lowering, via, Own::Path(own.clone()), outer));
    }
    let (behind, make): (_, fn(Type) -> Own) = match &*block.self_ty {
        syn::Type::Reference(reference) if reference.mutability.is_none() => (&reference.elem, Own::Reference),
        _ => (&block.self_ty, Own::Type),
    };
    lowering.disguised = false;
    let own = match lowering.own(behind, outer) {
        Ok(_) if lowering.disguised => {
            Err(Obstacle::Kind("what crosses as another type than the trait is implemented for"))
        }
        own => own,
    };
    let own = own.map_err(|why| reason(TypePlace::Receiver, &block.self_ty, why))?;
    Ok(via_type(lowering, via, make(own), outer))
}

/// How a trait's function is called on a type. Arguments of the trait that cannot be spelled are inferred: mostly the type
/// has the trait but once.
fn via_type(lowering: &mut Lowering<'_, '_>, via: &TraitFn<'_>, own: Own, outer: &Env<'_>) -> Via {
    let arguments = via.definition.map(|(item, generics)| {
        let known = lowering.trait_arguments((item, generics), via.named, outer);
        let spelled = known.map(|known| known.values.into_iter().map(Argument::from).collect());
        spelled.unwrap_or_else(|_why| vec![Argument::Inferred; names(generics).len()])
    });
    Via { path: via.path.clone(), arguments: arguments.unwrap_or_default(), own }
}

/// What forbids a call whatever the types are.
fn forbidden(signature: &syn::Signature) -> Option<Reason> {
    let is_never = match &signature.output {
        syn::ReturnType::Type(_, ty) => matches!(ty.as_ref(), syn::Type::Never(_)),
        syn::ReturnType::Default => false,
    };
    if matches!(signature.safety, syn::Safety::Unsafe(_)) {
        Some(Reason::Unsafe)
    } else if signature.abi.is_some() {
        Some(Reason::Extern)
    } else if signature.variadic.is_some() {
        Some(Reason::Variadic)
    } else {
        is_never.then_some(Reason::Never)
    }
}

fn lower_params(
    krate: &Crate<'_>,
    lowering: &mut Lowering<'_, '_>,
    signature: &syn::Signature,
    env: &Env<'_>,
) -> Result<(Vec<Param>, Vec<Passing>, bool), Reason> {
    let mut is_explicit = false;
    let mut params = Vec::new();
    let mut passing = Vec::new();
    for input in &signature.inputs {
        let input = match input {
            syn::FnArg::Typed(input) => input,
            syn::FnArg::Receiver(receiver) => {
                let ty = lower_receiver(lowering, receiver, env)?;
                let (ty, how) = inferred(lowering.catalog(), ty);
                params.push(Param::new("self", ty));
                passing.push(how);
                continue;
            }
        };
        match krate.cfg.state(&input.attrs) {
            State::Active => {}
            State::Inactive => continue,
            State::Unknown => return Err(Reason::Cfg(krate.cfg.undecided(&input.attrs))),
        }
        let name = param_name(&input.pat, params.len());
        if let Some(ty) = lowering.context(&input.ty, env) {
            params.push(Param::new(name, ty));
            passing.push(Passing::Inferred);
            continue;
        }
        lowering.met_instance = false;
        lowering.disguised = false;
        lowering.met_impl = false;
        lowering.met_stand_in = false;
        lowering.in_place = false;
        lowering.holder = None;
        let ty = match lowering.lower(&input.ty, env, Direction::In) {
            Ok(ty) if !is_made(&ty, lowering.disguised) => {
                Err(Obstacle::Kind("a closure or a borrowed trait object inside this type"))
            }
            Ok(_) if lowering.met_impl && lowering.disguised => Err(Obstacle::ParameterInside),
            lowered => lowered,
        };
        // The interface's spelling is not the type that is wanted; what is, follows from the parameter's own instance.
        let is_inside = lowering.met_instance && lowering.disguised;
        is_explicit |= is_inside;
        let ty = ty.map_err(|why| reason(TypePlace::Param(name.clone()), &input.ty, why))?;
        let is_typed = lowering.met_instance && !is_inside;
        let is_closure = |ty: &Type| matches!(ty, Type::Callback(_));
        let catalog = lowering.catalog();
        let how = match (&ty, lowering.holder) {
            (ty, holder) if parts::all(ty).into_iter().any(is_closure) => {
                Passing::Closure(holder.unwrap_or(Holder::Nothing))
            }
            (_, Some(holder)) => Passing::Iterator(holder),
            _ if lowering.met_stand_in && is_lent(catalog, signature, &input.ty, &ty) => Passing::Lent,
            _ if lowering.met_stand_in => Passing::StandIn,
            _ if lowering.in_place => Passing::Placed,
            _ if is_typed => Passing::Typed,
            _ => Passing::Inferred,
        };
        let (ty, how) = match how {
            Passing::Inferred => inferred(catalog, ty),
            how => (ty, how),
        };
        passing.push(how);
        let is_borrowed = is_borrowed(&input.ty, &ty);
        params.push(Param { is_borrowed, ..Param::new(name, ty) });
    }
    Ok((params, passing, is_explicit))
}

/// How an argument goes in of whose type the function decides. An object of a type that is `Copy` is not used up: its value is
/// copied, as a caller's would be.
fn inferred(catalog: &Catalog<'_, '_>, ty: Type) -> (Type, Passing) {
    match ty {
        // Whether an instance is `Copy`, its arguments decide.
        Type::Handle(Access::Owned, path) if !path.contains('<') && catalog.implements(&path, Trait::Copy) => {
            (Type::Handle(Access::Shared, path), Passing::Copied)
        }
        ty => (ty, Passing::Inferred),
    }
}

/// Whether a parameter is a `&mut` to whatever has a trait, of a type that nothing else in the signature is of: then what
/// stands in for the object can borrow it, and any value that has the trait goes in.
fn is_lent(catalog: &Catalog<'_, '_>, signature: &syn::Signature, written: &syn::Type, ty: &Type) -> bool {
    let (syn::Type::Reference(reference), Type::Handle(Access::Exclusive, path)) = (written, ty) else { return false };
    let is_alone = match &*reference.elem {
        syn::Type::ImplTrait(bounds) => !holds_static(bounds),
        syn::Type::Path(syn::TypePath { qself: None, path, .. }) => path.get_ident().is_some_and(|name| {
            let syn::Signature { generics, inputs, output, .. } = signature;
            let is_own = generics.type_params().any(|param| param.ident == *name);
            let clause = &generics.where_clause;
            let is_bounded_by = mentions(generics, name) > 1 || mentions(clause, name) > 1;
            let is_static = holds_static(generics) || holds_static(clause);
            is_own && !is_bounded_by && !is_static && mentions(inputs, name) + mentions(output, name) == 1
        }),
        _ => false,
    };
    is_alone && catalog.lend_stand_in(path)
}

/// How often a name is in syntax.
fn mentions(syntax: &impl ToTokens, name: &syn::Ident) -> usize {
    count(syntax.to_token_stream(), &|token| matches!(token, TokenTree::Ident(ident) if ident == name))
}

fn holds_static(syntax: &impl ToTokens) -> bool {
    count(syntax.to_token_stream(), &|token| matches!(token, TokenTree::Ident(ident) if ident == "static")) > 0
}

fn count(tokens: TokenStream, is_it: &dyn Fn(&TokenTree) -> bool) -> usize {
    let each = tokens.into_iter().map(|token| match &token {
        TokenTree::Group(group) => count(group.stream(), is_it),
        token => usize::from(is_it(token)),
    });
    each.sum()
}

/// Whether a parameter is data behind a reference, which crosses as that data.
fn is_borrowed(written: &syn::Type, ty: &Type) -> bool {
    let is_reference = matches!(written, syn::Type::Reference(reference) if reference.mutability.is_none());
    let says_so = match ty {
        Type::Str | Type::Slice(_) | Type::Handle(..) | Type::Callback(_) | Type::Context | Type::Mut(_) => true,
        Type::Standard(standard, _) => standard.is_borrowed(),
        _ => false,
    };
    is_reference && !says_so
}

/// Whether the bridge can make what a function takes where that holds closures or borrowed objects of traits, which it makes
/// of others; `is_disguised` says that the function's own type is not spelled so.
fn is_made(ty: &Type, is_disguised: bool) -> bool {
    let is_turned = |ty: &Type| match ty {
        Type::Callback(_) => true,
        Type::Handle(Access::Shared | Access::Exclusive, path) => path.starts_with("dyn "),
        _ => false,
    };
    let holds_turned = |ty: &Type| parts::all(ty).into_iter().any(is_turned);
    match ty {
        Type::Callback(callback) => !callback.types().any(holds_turned),
        ty if is_turned(ty) || !holds_turned(ty) => true,
        _ if is_disguised => false,
        Type::Option(inner) | Type::Vec(inner) | Type::Array(inner, _) => is_made(inner, false),
        // Only what is lent can be had from behind the reference.
        Type::Slice(item) => matches!(**item, Type::Handle(Access::Shared, _)),
        Type::Map(_, key, value) => !holds_turned(key) && is_made(value, false),
        Type::Result(ok, err) => is_made(ok, false) && is_made(err, false),
        Type::Tuple(items) => items.iter().all(|item| is_made(item, false)),
        _ => false,
    }
}

fn lower_receiver(lowering: &mut Lowering<'_, '_>, receiver: &syn::Receiver, env: &Env<'_>) -> Result<Type, Reason> {
    let lowered = match (&receiver.kind, env.self_type()) {
        (syn::ReceiverKind::Typed(_, ty), Some(_)) => lowering.lower(ty, env, Direction::In),
        (syn::ReceiverKind::Reference(_, Some(life), _), Some(_)) if life.ident == "static" => Err(Obstacle::Static),
        (syn::ReceiverKind::Reference(_, _, mutability), Some((own, env))) => {
            lowering.reference_to(own, mutability.is_some(), env, Direction::In)
        }
        (_, Some((own, env))) => lowering.lower(own, env, Direction::In),
        (_, None) => Err(Obstacle::Kind("`self` outside a type")),
    };
    lowered.map_err(|why| Reason::Receiver { receiver: written(receiver), why })
}

fn param_name(pattern: &syn::Pat, index: usize) -> String {
    match pattern {
        syn::Pat::Ident(pattern) if pattern.subpat.is_none() => plain(&pattern.ident),
        _ => format!("arg{index}"),
    }
}

fn lower_result(lowering: &mut Lowering<'_, '_>, signature: &syn::Signature, env: &Env<'_>) -> Result<Outcome, Reason> {
    let lowered = match &signature.output {
        syn::ReturnType::Default => Ok((Type::Unit, Returning::Value).into()),
        syn::ReturnType::Type(_, ty) if signature.asyncness.is_some() => {
            result::plain(lowering, ty, env).map_err(|why| reason(TypePlace::Result, ty, why))
        }
        syn::ReturnType::Type(_, ty) => {
            result::lower(lowering, ty, env).map_err(|why| reason(TypePlace::Result, ty, why))
        }
    };
    match lowered {
        Ok(output) if signature.asyncness.is_some() => Ok(Outcome { ty: Type::Future(Box::new(output.ty)), ..output }),
        lowered => lowered,
    }
}

/// Whether a method hands its `&mut self` on, so that calls can be chained.
fn returns_receiver(
    lowering: &mut Lowering<'_, '_>,
    signature: &syn::Signature,
    env: &Env<'_>,
    params: &[Param],
) -> bool {
    let Some(Param { ty: receiver @ (Type::Handle(Access::Exclusive, _) | Type::Mut(_)), .. }) = params.first() else {
        return false;
    };
    let syn::ReturnType::Type(_, ty) = &signature.output else { return false };
    let is_method = signature.receiver().is_some();
    is_method
        && matches!(&**ty, syn::Type::Reference(_))
        && lowering.lower(ty, env, Direction::In).as_ref() == Ok(receiver)
}

pub(super) fn reason(place: TypePlace, ty: &syn::Type, why: Obstacle) -> Reason {
    match why {
        Obstacle::Parameter(name) => Reason::Generic(name),
        why => Reason::Type { place, ty: written(ty), why },
    }
}
