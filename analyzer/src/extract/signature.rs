//! A function's syntax → the types that cross, or the reason why it cannot be called.

use plugwright_interface::{Access, Param, Type};

use crate::cfg::State;
use crate::krate::{Crate, plain};
use crate::lower::{Bound, Catalog, Direction, Env, Lowering, instances, written};
use crate::reason::{Obstacle, Reason, TypePlace};

use super::callable::Callable;
use super::{Passing, Returning};

/// What crosses when a function is called.
pub(super) struct Signature {
    pub(super) params: Vec<Param>,
    pub(super) passing: Vec<Passing>,
    pub(super) result: Type,
    pub(super) returning: Returning,
}

/// Lowers the signature of a function.
pub(super) fn lower(catalog: &Catalog<'_, '_>, callable: &Callable<'_>) -> Result<Signature, Reason> {
    if let Some(reason) = callable.obstacle.clone().or_else(|| forbidden(callable.signature)) {
        return Err(reason);
    }
    let outer = Env::new(callable.item.module);
    let mut env = Env::new(callable.item.module);
    if let Some(block) = callable.block {
        env = env.with_self(&block.self_ty, &outer);
        for param in block.generics.type_params() {
            env.bind(plain(&param.ident), Bound::Opaque);
        }
    }
    let mut lowering = Lowering::new(catalog);
    let generics = &callable.signature.generics;
    if let Some(open) = instances(&mut lowering, generics, &mut env).into_iter().next() {
        return Err(Reason::Generic(open));
    }
    let (params, passing) = lower_params(catalog.krate, &mut lowering, callable.signature, &env)?;
    let undecided = |name: &String| !lowering.decided.contains(name);
    if let Some(name) = generics.type_params().map(|param| plain(&param.ident)).find(undecided) {
        return Err(Reason::Generic(name));
    }
    if returns_receiver(&mut lowering, callable.signature, &env, &params) {
        return Ok(Signature { params, passing, result: Type::Unit, returning: Returning::Receiver });
    }
    let result = lower_result(&mut lowering, callable.signature, &env)?;
    let returning = if lowering.error_text { Returning::ErrorText } else { Returning::Value };
    Ok(Signature { params, passing, result, returning })
}

/// What forbids a call whatever the types are.
fn forbidden(signature: &syn::Signature) -> Option<Reason> {
    let is_never = match &signature.output {
        syn::ReturnType::Type(_, ty) => matches!(ty.as_ref(), syn::Type::Never(_)),
        syn::ReturnType::Default => false,
    };
    if signature.asyncness.is_some() {
        Some(Reason::Async)
    } else if matches!(signature.safety, syn::Safety::Unsafe(_)) {
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
) -> Result<(Vec<Param>, Vec<Passing>), Reason> {
    let mut params = Vec::new();
    let mut passing = Vec::new();
    for input in &signature.inputs {
        let input = match input {
            syn::FnArg::Typed(input) => input,
            syn::FnArg::Receiver(receiver) => {
                params.push(Param { name: "self".to_owned(), ty: lower_receiver(lowering, receiver, env)? });
                passing.push(Passing::Inferred);
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
            params.push(Param { name, ty });
            passing.push(Passing::Inferred);
            continue;
        }
        lowering.met_instance = false;
        lowering.disguised = false;
        let ty = match lowering.lower(&input.ty, env, Direction::In) {
            Ok(_) if lowering.met_instance && lowering.disguised => Err(Obstacle::ParameterInside),
            lowered => lowered,
        };
        let ty = ty.map_err(|why| reason(TypePlace::Param(name.clone()), &input.ty, why))?;
        passing.push(if lowering.met_instance { Passing::Typed } else { Passing::Inferred });
        params.push(Param { name, ty });
    }
    Ok((params, passing))
}

fn lower_receiver(lowering: &mut Lowering<'_, '_>, receiver: &syn::Receiver, env: &Env<'_>) -> Result<Type, Reason> {
    let own = env.self_type().map(|(ty, env)| lowering.lower(ty, env, Direction::In));
    let lowered = match (&receiver.kind, own) {
        (syn::ReceiverKind::Typed(_, ty), Some(Ok(_))) => lowering.lower(ty, env, Direction::In),
        (syn::ReceiverKind::Reference(_, Some(life), _), Some(Ok(_))) if life.ident == "static" => {
            Err(Obstacle::Static)
        }
        (syn::ReceiverKind::Reference(_, _, mutability), Some(Ok(own))) => lowering.borrowed(own, mutability.is_some()),
        (_, Some(own)) => own,
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

fn lower_result(lowering: &mut Lowering<'_, '_>, signature: &syn::Signature, env: &Env<'_>) -> Result<Type, Reason> {
    match &signature.output {
        syn::ReturnType::Default => Ok(Type::Unit),
        syn::ReturnType::Type(_, ty) => {
            lowering.lower(ty, env, Direction::Return).map_err(|why| reason(TypePlace::Result, ty, why))
        }
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

fn reason(place: TypePlace, ty: &syn::Type, why: Obstacle) -> Reason {
    match why {
        Obstacle::Parameter(name) => Reason::Generic(name),
        why => Reason::Type { place, ty: written(ty), why },
    }
}
