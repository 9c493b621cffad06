//! Closures that a parameter takes: `&dyn Fn(A) -> R`, `Box<dyn FnOnce()>`, `impl FnMut(A)`, `F: Fn(A) -> R`.

use plugwright_interface::{Callback, Mode, Type};

use crate::prelude;
use crate::reason::Obstacle;
use crate::resolve::Meaning;

use super::{Direction, Env, Lowering};

/// What holds the closure or iterator that a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// Nothing but the parameter, where the function is generic.
    Nothing,
    /// `&`.
    Ref,
    /// `&mut`.
    RefMut,
    /// `Box`.
    Box,
    /// `Rc`.
    Rc,
    /// `Arc`.
    Arc,
}

impl Lowering<'_, '_> {
    /// The closure types that a host may give where a parameter has this bound, best first. Nothing where it is none of
    /// `Fn` and its kin.
    pub(super) fn closures(&mut self, bound: &syn::TraitBound, env: &Env<'_>) -> Option<Result<Vec<Type>, Obstacle>> {
        let Meaning::External(path) = self.meaning(&bound.path, env) else { return None };
        let modes: &[Mode] = match prelude::real_path(&path).as_slice() {
            ["std", "ops", "Fn"] => &[Mode::Shared, Mode::Lasting],
            ["std", "ops", "FnMut"] => &[Mode::Exclusive, Mode::Lasting],
            ["std", "ops", "FnOnce"] => &[Mode::Once],
            _ => return None,
        };
        let syn::PathArguments::Parenthesized(signature) = &bound.path.segments.last()?.arguments else { return None };
        // What a closure takes and gives is not what the parameter is.
        let before = self.disguised;
        // The plugin calls the closure, so what it gives crosses as a result does, and what it gets is owned as well.
        let params = signature.inputs.iter().map(|input| self.lower(&input.ty, env, Direction::Out));
        let params: Result<Vec<_>, _> = params.collect();
        self.disguised = false;
        let result = match &signature.output {
            syn::ReturnType::Default => Ok(Type::Unit),
            syn::ReturnType::Type(_, ty) => self.lower(ty, env, Direction::Out),
        };
        // What it gets is made of what crosses, and must be of that very type.
        let is_exact = !self.disguised;
        let result = result
            .and_then(|ty| if is_exact { Ok(ty) } else { Err(Obstacle::Kind("a closure that returns this type")) });
        let closure = params.and_then(|params| Ok((params, result?)));
        self.disguised = before;
        Some(closure.map(|(params, result)| {
            let of = |mode: &Mode| {
                Type::Callback(Box::new(Callback { mode: *mode, params: params.clone(), result: result.clone() }))
            };
            modes.iter().map(of).collect()
        }))
    }

    /// Notes what holds a closure: all of one parameter are held in one way.
    pub(super) fn hold(&mut self, holder: Holder) -> Result<(), Obstacle> {
        match self.holder.replace(holder) {
            Some(other) if other != holder => Err(Obstacle::Kind("closures behind pointers of different kinds")),
            _ => Ok(()),
        }
    }

    /// Lowers `dyn Fn(A) -> R` or an object of a trait of the plugin behind a pointer, as a parameter.
    pub(super) fn closure_object(
        &mut self,
        object: &syn::TypeTraitObject,
        holder: Holder,
        env: &Env<'_>,
    ) -> Result<Type, Obstacle> {
        let found = object.bounds.iter().find_map(|bound| match bound {
            syn::TypeParamBound::Trait(bound) => self.closures(bound, env),
            _ => None,
        });
        let Some(choices) = found.transpose()? else {
            let iterator = (holder == Holder::Box).then(|| self.iterator_object(object, holder, env)).flatten();
            return iterator.unwrap_or_else(|| self.trait_object(&object.bounds, holder, env));
        };
        self.hold(holder)?;
        let lasts = !matches!(holder, Holder::Ref | Holder::RefMut);
        let fits = |ty: &Type| match ty {
            Type::Callback(callback) => match callback.mode {
                Mode::Shared => holder == Holder::Ref,
                Mode::Exclusive => holder == Holder::RefMut,
                Mode::Lasting => lasts,
                Mode::Once => holder == Holder::Box,
            },
            _ => false,
        };
        choices.into_iter().find(fits).ok_or(Obstacle::Kind("this pointer to a closure"))
    }
}
