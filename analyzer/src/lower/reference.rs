//! References, and whatever else points: what lies behind them goes in borrowed and comes out owned. Text and lists without a
//! size of their own have a form only here.

use plugwright_interface::{Access, Standard, Type};

use super::container::Referent;
use super::instance::{self, Form};
use super::{Bound, Direction, Env, Holder, Lowered, Lowering, MAX_DEPTH, MAX_NODES, parts, standard, trait_object};
use crate::prelude;
use crate::reason::Obstacle;
use crate::resolve::Meaning;

impl Lowering<'_, '_> {
    pub(super) fn reference(&mut self, reference: &syn::TypeReference, env: &Env<'_>, direction: Direction) -> Lowered {
        let is_mutable = reference.mutability.is_some();
        if is_mutable && direction != Direction::In {
            return Err(Obstacle::MutableReference);
        }
        if direction == Direction::In && reference.lifetime.as_ref().is_some_and(|life| life.ident == "static") {
            return Err(Obstacle::Static);
        }
        self.reference_to(&reference.elem, is_mutable, env, direction)
    }

    /// Lowers a reference to a type.
    pub(crate) fn reference_to(
        &mut self,
        ty: &syn::Type,
        is_mutable: bool,
        env: &Env<'_>,
        direction: Direction,
    ) -> Lowered {
        if let (true, Direction::In) = (is_mutable, direction)
            && let Some(found) = self.behind_mut(ty, env)
        {
            return found;
        }
        if let (Some(object), Direction::In) = (trait_object(ty), direction) {
            let holder = if is_mutable { Holder::RefMut } else { Holder::Ref };
            return self.closure_object(object, holder, env);
        }
        self.boxed_object = false;
        match self.referent(ty, env, direction)? {
            Referent::Value(ty @ Type::Callback(_)) => {
                self.hold(if is_mutable { Holder::RefMut } else { Holder::Ref })?;
                Ok(ty)
            }
            Referent::Value(ty) if direction == Direction::In => self.borrowed(ty, is_mutable),
            Referent::List(item) if is_mutable => self.changed(Type::Slice(Box::new(item))),
            _ if is_mutable => Err(Obstacle::MutableReference),
            Referent::Text => Ok(text(direction)),
            Referent::List(item) => self.list(item, direction),
            Referent::System(standard) => Ok(system(standard, direction)),
            Referent::Value(ty) => self.shared(ty, direction),
        }
    }

    /// Lowers a type that something is implemented for. Text and lists without a reference are what they are behind one.
    pub(crate) fn own(&mut self, ty: &syn::Type, env: &Env<'_>) -> Lowered {
        match self.referent(ty, env, Direction::In)? {
            Referent::Text => Ok(Type::Str),
            Referent::List(item) => Ok(Type::Slice(Box::new(item))),
            Referent::Value(Type::Str | Type::Slice(_)) => Err(Obstacle::Kind("a reference that is implemented for")),
            Referent::Value(ty) => Ok(ty),
            Referent::System(_) => Err(Obstacle::Kind("this unsized type")),
        }
    }

    pub(super) fn list(&mut self, item: Type, direction: Direction) -> Lowered {
        match direction {
            Direction::In if holds_owned(&item) => Err(Obstacle::BorrowedObjects),
            Direction::In => Ok(Type::Slice(Box::new(item))),
            Direction::Out | Direction::Return => self.shared(Type::Vec(Box::new(item)), direction),
        }
    }

    /// A value that a parameter borrows: data is given away for the call, an object stays where it is.
    pub(crate) fn borrowed(&mut self, ty: Type, is_mutable: bool) -> Lowered {
        match ty {
            Type::Handle(Access::Owned, path) if !self.boxed_object => {
                Ok(Type::Handle(if is_mutable { Access::Exclusive } else { Access::Shared }, path))
            }
            ty if holds_owned(&ty) => Err(Obstacle::BorrowedObjects),
            ty if is_mutable => self.changed(ty),
            ty => self.shared(ty, Direction::In),
        }
    }

    /// Data that a parameter borrows mutably, which goes back after the call: only the whole parameter, and nothing that
    /// itself borrows, since it could go back as another borrow.
    fn changed(&mut self, ty: Type) -> Lowered {
        let inside = match &ty {
            Type::Slice(item) => item,
            ty => ty,
        };
        match self.depth > 1 || instance::borrows(inside) || holds_owned(inside) {
            true => Err(Obstacle::MutableReference),
            false => Ok(Type::Mut(Box::new(ty))),
        }
    }

    /// Lowers what a pointer points to.
    pub(super) fn referent(
        &mut self,
        ty: &syn::Type,
        env: &Env<'_>,
        direction: Direction,
    ) -> Result<Referent, Obstacle> {
        self.nodes += 1;
        if self.nodes > MAX_NODES || self.depth > MAX_DEPTH {
            return Err(Obstacle::Endless);
        }
        self.depth += 1;
        let lowered = self.referent_kind(ty, env, direction);
        self.depth -= 1;
        lowered
    }

    fn referent_kind(&mut self, ty: &syn::Type, env: &Env<'_>, direction: Direction) -> Result<Referent, Obstacle> {
        match ty {
            syn::Type::Paren(paren) => self.referent(&paren.elem, env, direction),
            syn::Type::Group(group) => self.referent(&group.elem, env, direction),
            syn::Type::Slice(slice) => self.lower(&slice.elem, env, direction.inner()).map(Referent::List),
            syn::Type::ImplTrait(bounds) if direction == Direction::In => {
                let instance = self.impl_trait(bounds, env)?;
                match instance.form {
                    Form::Iterator => self.iterator(instance.ty, Holder::Ref).map(Referent::Value),
                    Form::Same | Form::StandIn | Form::Unsized => Ok(instance.behind_pointer()),
                }
            }
            syn::Type::Path(path) if path.qself.is_none() => match self.unsized_path(&path.path, env, direction)? {
                Some(referent) => Ok(referent),
                None => self.lower(ty, env, direction.inner()).map(Referent::Value),
            },
            _ => self.lower(ty, env, direction.inner()).map(Referent::Value),
        }
    }

    /// What a path points to if it may stand for `str` or a list: a parameter, an alias or `str` itself.
    fn unsized_path(
        &mut self,
        path: &syn::Path,
        env: &Env<'_>,
        direction: Direction,
    ) -> Result<Option<Referent>, Obstacle> {
        if let Some(bound) = env.bound(path) {
            return match bound {
                Bound::Type(ty, env) => self.referent(ty, env, direction).map(Some),
                Bound::Default(ty, module) => self.referent(ty, &Env::new(module), direction).map(Some),
                Bound::Instance(instance) if instance.form == Form::Unsized => {
                    self.meet(path, direction);
                    Ok(Some(instance.behind_pointer()))
                }
                _ => Ok(None),
            };
        }
        match self.meaning(path, env) {
            Meaning::Primitive(name) if name == ["str"] => Ok(Some(Referent::Text)),
            Meaning::External(external) => {
                let found = standard(&prelude::real_path(&external));
                Ok(found.filter(|(standard, _)| standard.is_borrowed()).map(|(standard, _)| Referent::System(standard)))
            }
            Meaning::Item(item) => match self.alias(item, path, env)? {
                Some((alias, env)) => self.referent(&alias.ty, &env, direction).map(Some),
                None => Ok(None),
            },
            _ => Ok(None),
        }
    }
}

/// Whether values of the type give an object away.
pub(super) fn holds_owned(ty: &Type) -> bool {
    parts::all(ty).into_iter().any(|ty| matches!(ty, Type::Handle(Access::Owned, _)))
}

pub(super) fn text(direction: Direction) -> Type {
    if direction == Direction::In { Type::Str } else { Type::String }
}

pub(super) fn system(standard: Standard, direction: Direction) -> Type {
    Type::Standard(if direction == Direction::In { standard } else { standard.owned() }, Vec::new())
}
