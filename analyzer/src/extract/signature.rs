//! A function's syntax → the types that cross, or the reason why it cannot be called.

use plugwright_interface::{Param, Type};

use crate::cfg::State;
use crate::krate::{Crate, plain};
use crate::lower::{Bound, Direction, Env, Lowering, instances, written};
use crate::reason::{Obstacle, Reason, TypePlace};

use super::callable::Callable;
use super::display::Displays;
use super::{Passing, Returning};

/// What crosses when a function is called.
pub(super) struct Signature {
    pub(super) params: Vec<Param>,
    pub(super) passing: Vec<Passing>,
    pub(super) result: Type,
    pub(super) returning: Returning,
}

/// Lowers the signature of a function.
pub(super) fn lower(
    krate: &Crate<'_>,
    displays: &Displays<'_, '_>,
    callable: &Callable<'_>,
) -> Result<Signature, Reason> {
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
    let has_text = |item| displays.has(item);
    let mut lowering = Lowering::new(krate, &has_text);
    let generics = &callable.signature.generics;
    if let Some(open) = instances(&mut lowering, generics, &mut env).into_iter().next() {
        return Err(Reason::Generic(open));
    }
    let (params, passing) = lower_params(krate, &mut lowering, callable.signature, &env)?;
    let undecided = |name: &String| !lowering.decided.contains(name);
    if let Some(name) = generics.type_params().map(|param| plain(&param.ident)).find(undecided) {
        return Err(Reason::Generic(name));
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
    } else if signature.inputs.iter().any(|input| matches!(input, syn::FnArg::Receiver(_))) {
        Some(Reason::Method)
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
        let syn::FnArg::Typed(input) = input else { continue };
        match krate.cfg.state(&input.attrs) {
            State::Active => {}
            State::Inactive => continue,
            State::Unknown => return Err(Reason::Cfg(krate.cfg.undecided(&input.attrs))),
        }
        let name = param_name(&input.pat, params.len());
        lowering.met_instance = false;
        let ty = lowering.lower(&input.ty, env, Direction::In);
        let ty = ty.map_err(|why| reason(TypePlace::Param(name.clone()), &input.ty, why))?;
        passing.push(if lowering.met_instance { Passing::Typed } else { Passing::Inferred });
        params.push(Param { name, ty });
    }
    Ok((params, passing))
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

fn reason(place: TypePlace, ty: &syn::Type, why: Obstacle) -> Reason {
    match why {
        Obstacle::Parameter(name) => Reason::Generic(name),
        why => Reason::Type { place, ty: written(ty), why },
    }
}
