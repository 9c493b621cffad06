//! Closures that come out of the plugin: `Box<dyn Fn(A) -> R>` and `impl Fn(A) -> R` in a result. They stay there in a box,
//! and a host calls them through a function of their own.

use plugwright_interface::{Access, Definition, Param, Shape, Type};

use crate::prelude;
use crate::reason::Obstacle;
use crate::resolve::Meaning;

use super::arguments::spelled;
use super::{Direction, Env, Lowering};

/// How a host calls the closures of one type.
#[derive(Clone, Debug)]
pub(crate) struct Returned {
    /// The closure itself, and what it takes.
    pub(crate) params: Vec<Param>,
    pub(crate) result: Type,
}

impl Lowering<'_, '_> {
    /// Lowers a closure that comes out. Nothing where the bounds are those of none.
    pub(crate) fn returned<'b>(
        &mut self,
        bounds: impl IntoIterator<Item = &'b syn::TypeParamBound> + Clone,
        env: &Env<'_>,
    ) -> Option<Result<Type, Obstacle>> {
        let (name, access, signature) = bounds.clone().into_iter().find_map(|bound| match bound {
            syn::TypeParamBound::Trait(bound) => self.closure_trait(bound, env),
            _ => None,
        })?;
        let borrows = |bound: &syn::TypeParamBound| matches!(bound, syn::TypeParamBound::Lifetime(life) if life.ident != "static");
        if bounds.clone().into_iter().any(borrows) {
            return Some(Err(Obstacle::Kind("a closure that borrows")));
        }
        let markers = self.markers(bounds, env);
        Some(self.closure_parts(signature, env).map(|(args, result)| {
            let arguments = args.iter().map(|(_, spelled)| spelled.as_str()).collect::<Vec<_>>().join(", ");
            let arrow = if result.0 == Type::Unit { String::new() } else { format!(" -> {}", result.1) };
            let path = format!("dyn {name}({arguments}){arrow}{markers}");
            let own = Param::new("self", Type::Handle(access, path.clone()));
            let args = args.into_iter().enumerate().map(|(index, (ty, _))| Param::new(format!("arg{index}"), ty));
            let returned = Returned { params: std::iter::once(own).chain(args).collect(), result: result.0 };
            let definition = Definition::new(path.clone(), Shape::Opaque);
            self.catalog.define_closure(definition, returned);
            Type::Handle(Access::Owned, path)
        }))
    }

    /// The name of a closure's trait, how such a closure is got at to call it, and what it takes and gives.
    fn closure_trait<'b>(
        &self,
        bound: &'b syn::TraitBound,
        env: &Env<'_>,
    ) -> Option<(&'static str, Access, &'b syn::ParenthesizedGenericArguments)> {
        let Meaning::External(path) = self.meaning(&bound.path, env) else { return None };
        let (name, access) = match prelude::real_path(&path).as_slice() {
            ["std", "ops", "Fn"] => ("Fn", Access::Shared),
            ["std", "ops", "FnMut"] => ("FnMut", Access::Exclusive),
            ["std", "ops", "FnOnce"] => ("FnOnce", Access::Owned),
            _ => return None,
        };
        match &bound.path.segments.last()?.arguments {
            syn::PathArguments::Parenthesized(signature) => Some((name, access, signature)),
            _ => None,
        }
    }

    /// Lowers what a closure takes and gives, each with its spelling.
    #[allow(clippy::type_complexity, reason = "the types with their spellings, once")]
    fn closure_parts(
        &mut self,
        signature: &syn::ParenthesizedGenericArguments,
        env: &Env<'_>,
    ) -> Result<(Vec<(Type, String)>, (Type, String)), Obstacle> {
        let inputs = signature.inputs.iter().map(|input| self.spelled_part(&input.ty, env, Direction::In));
        let inputs = inputs.collect::<Result<_, _>>()?;
        let result = match &signature.output {
            syn::ReturnType::Default => (Type::Unit, String::new()),
            syn::ReturnType::Type(_, ty) => self.spelled_part(ty, env, Direction::Out)?,
        };
        Ok((inputs, result))
    }

    /// Lowers a type that has to be the one that the interface spells, since the bridge names the closure's.
    fn spelled_part(
        &mut self,
        ty: &syn::Type,
        env: &Env<'_>,
        direction: Direction,
    ) -> Result<(Type, String), Obstacle> {
        let before = std::mem::take(&mut self.disguised);
        let lowered = self.lower(ty, env, direction);
        // What is borrowed comes out owned.
        let is_exact = direction == Direction::In || self.lower(ty, env, Direction::In) == lowered;
        let is_disguised = std::mem::replace(&mut self.disguised, before);
        let lowered = lowered?;
        let spelled = spelled(&lowered).filter(|_| is_exact && !is_disguised);
        spelled.map(|spelled| (lowered, spelled)).ok_or(Obstacle::Kind("a closure over this type"))
    }
}
