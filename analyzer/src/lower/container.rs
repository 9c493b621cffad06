//! [`Container`]: the types of the standard library that hold others, and how they cross with what they hold.

use plugwright_interface::{Order, Standard, Type};

use crate::reason::{Flaw, Obstacle};
use crate::traits::Trait;

use super::{Direction, Env, Holder, Lowered, Lowering, arguments, holds_owned, parts, trait_object};

/// A type that holds others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Option,
    Vec,
    Deque,
    Map(Order),
    Set(Order),
    Box,
    Rc,
    Arc,
    /// `Wrapping` or `Saturating`.
    Wrapper,
    /// `PhantomData`, which holds nothing.
    Phantom,
}

/// What a pointer points to.
pub(super) enum Referent {
    /// `str`.
    Text,
    /// `[T]`, with the type of the items.
    List(Type),
    /// `Path` or `OsStr`.
    System(Standard),
    /// Anything else that crosses.
    Value(Type),
}

impl Container {
    /// Finds the container by its real path.
    pub(super) fn at(path: &[&str]) -> Option<Self> {
        match path {
            ["std", "option", "Option"] => Some(Self::Option),
            ["std", "vec", "Vec"] => Some(Self::Vec),
            ["std", "boxed", "Box"] => Some(Self::Box),
            ["std", "rc", "Rc"] => Some(Self::Rc),
            ["std", "sync", "Arc"] => Some(Self::Arc),
            ["std", "num", "Wrapping" | "Saturating"] => Some(Self::Wrapper),
            ["std", "marker", "PhantomData"] => Some(Self::Phantom),
            ["std", "collections", "VecDeque"] | ["std", "collections", "vec_deque", "VecDeque"] => Some(Self::Deque),
            ["std", "collections", "HashMap"] | ["std", "collections", "hash_map", "HashMap"] => {
                Some(Self::Map(Order::Hashed))
            }
            ["std", "collections", "BTreeMap"] | ["std", "collections", "btree_map", "BTreeMap"] => {
                Some(Self::Map(Order::Sorted))
            }
            ["std", "collections", "HashSet"] | ["std", "collections", "hash_set", "HashSet"] => {
                Some(Self::Set(Order::Hashed))
            }
            ["std", "collections", "BTreeSet"] | ["std", "collections", "btree_set", "BTreeSet"] => {
                Some(Self::Set(Order::Sorted))
            }
            _ => None,
        }
    }
}

impl Lowering<'_, '_> {
    /// Lowers a container with the arguments of `path`. Those with a hasher or an allocator of their own do not cross.
    pub(super) fn container(
        &mut self,
        container: Container,
        path: &syn::Path,
        env: &Env<'_>,
        direction: Direction,
    ) -> Option<Lowered> {
        let lower = |lowering: &mut Self, ty| lowering.lower(ty, env, direction.inner()).map(Box::new);
        let lowered = match (container, arguments(path).as_slice()) {
            (Container::Option, [some]) => lower(self, some).map(Type::Option),
            (Container::Vec, [item]) => lower(self, item).map(Type::Vec),
            (Container::Deque, [item]) => {
                self.disguised = true;
                lower(self, item).map(Type::Vec)
            }
            (Container::Map(order), [key, value]) => lower(self, key)
                .and_then(|key| lower(self, value).map(|value| (key, value)))
                .map(|(key, value)| Type::Map(order, key, value)),
            (Container::Set(order), [item]) => lower(self, item).map(|item| Type::Set(order, item)),
            (Container::Box, [content]) => match trait_object(content) {
                Some(object) if direction == Direction::In => self.closure_object(object, Holder::Box, env),
                Some(object) => match self.returned(&object.bounds, env) {
                    Some(closure) => closure,
                    None => self.trait_object(&object.bounds, Holder::Box, env),
                },
                None => self.boxed(content, env, direction),
            },
            (Container::Rc | Container::Arc, [content]) => match trait_object(content) {
                Some(object) if direction == Direction::In => {
                    let holder = if container == Container::Rc { Holder::Rc } else { Holder::Arc };
                    self.closure_object(object, holder, env)
                }
                Some(object) if self.returned(&object.bounds, env).is_none() => {
                    let holder = if container == Container::Rc { Holder::Rc } else { Holder::Arc };
                    self.trait_object(&object.bounds, holder, env)
                }
                _ => self.boxed(content, env, direction).and_then(|ty| self.shared(ty, direction)),
            },
            (Container::Wrapper, [content]) => {
                self.disguised = true;
                self.lower(content, env, direction.inner())
            }
            (Container::Phantom, [_]) => {
                self.disguised = true;
                Ok(Type::Unit)
            }
            _ => return None,
        };
        Some(lowered)
    }

    fn boxed(&mut self, content: &syn::Type, env: &Env<'_>, direction: Direction) -> Lowered {
        let content = self.referent(content, env, direction)?;
        self.disguised = true;
        Ok(match content {
            Referent::Text => Type::String,
            Referent::List(item) => Type::Vec(Box::new(item)),
            Referent::System(standard) => Type::Standard(standard.owned(), Vec::new()),
            Referent::Value(ty) => {
                self.boxed_object |= holds_owned(&ty);
                ty
            }
        })
    }

    /// A value behind a pointer that may not be its only one: what comes out is a copy.
    pub(crate) fn shared(&mut self, ty: Type, direction: Direction) -> Lowered {
        self.disguised = true;
        self.boxed_object |= holds_owned(&ty);
        let catalog = self.catalog;
        let lacks_clone = |ty: &&Type| match ty {
            Type::Named(path) | Type::Handle(_, path) => !catalog.implements(path, Trait::Clone),
            _ => false,
        };
        match parts::all(&ty).into_iter().find(lacks_clone) {
            Some(Type::Named(path) | Type::Handle(_, path)) if direction != Direction::In => {
                Err(Obstacle::Local(path.clone(), Flaw::NotClone))
            }
            _ => Ok(ty),
        }
    }
}
