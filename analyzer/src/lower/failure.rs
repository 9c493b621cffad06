//! How a `Result` crosses: with its error as a value, or with the error's words.

use plugwright_interface::Type;

use crate::prelude;
use crate::reason::Obstacle;
use crate::resolve::Meaning;
use crate::traits::Trait;

use super::{Bound, Direction, Env, Lowered, Lowering, MAX_DEPTH, MAX_NODES, arguments, written};

impl Lowering<'_, '_> {
    pub(super) fn result(&mut self, ok: Type, error: &syn::Type, env: &Env<'_>, direction: Direction) -> Lowered {
        if direction == Direction::Return && self.is_of_unknown(error, env) {
            return self.result_with_text(ok, "", direction);
        }
        let why = match self.lower(error, env, direction.inner()) {
            // An error that the plugin words itself crosses in its words, whatever it is made of.
            Ok(Type::Named(_) | Type::Handle(..)) if direction == Direction::Return && self.has_text(error, env) => {
                return self.result_with_text(ok, "", direction);
            }
            Ok(error) => return Ok(Type::Result(Box::new(ok), Box::new(error))),
            Err(why) => why,
        };
        match direction {
            Direction::Return if self.has_text(error, env) => self.result_with_text(ok, "", direction),
            Direction::Return => Err(Obstacle::NoDisplay(written(error))),
            Direction::Out => Err(Obstacle::NestedError(written(error))),
            Direction::In => Err(why),
        }
    }

    /// Whether a type is of another crate whose sources are not known, so that its text is all that is had of an error.
    fn is_of_unknown(&self, ty: &syn::Type, env: &Env<'_>) -> bool {
        let syn::Type::Path(syn::TypePath { qself: None, path, .. }) = ty else { return false };
        match self.meaning(path, env) {
            Meaning::External(external) => self.catalog.neighbours.is_unknown(&external[0]),
            _ => false,
        }
    }

    pub(super) fn result_with_text(&mut self, ok: Type, name: &str, direction: Direction) -> Lowered {
        if direction != Direction::Return {
            return Err(Obstacle::NestedError(name.to_owned()));
        }
        self.error_text = true;
        Ok(Type::Result(Box::new(ok), Box::new(Type::String)))
    }

    /// Whether an error type has `Display` text. Types of other crates are taken to have it, since errors do.
    fn has_text(&mut self, ty: &syn::Type, env: &Env<'_>) -> bool {
        self.nodes += 1;
        if self.nodes > MAX_NODES || self.depth > MAX_DEPTH {
            return false;
        }
        self.depth += 1;
        let has_text = match ty {
            syn::Type::Paren(paren) => self.has_text(&paren.elem, env),
            syn::Type::Group(group) => self.has_text(&group.elem, env),
            syn::Type::Reference(reference) => self.has_text(&reference.elem, env),
            syn::Type::TraitObject(object) => object.bounds.iter().any(|bound| self.bound_has_text(bound, env)),
            syn::Type::ImplTrait(object) => object.bounds.iter().any(|bound| self.bound_has_text(bound, env)),
            syn::Type::Path(path) if path.qself.is_none() => self.path_has_text(&path.path, env),
            _ => false,
        };
        self.depth -= 1;
        has_text
    }

    fn path_has_text(&mut self, path: &syn::Path, env: &Env<'_>) -> bool {
        match env.bound(path) {
            Some(Bound::Type(ty, env)) => return self.has_text(ty, env),
            Some(Bound::Default(ty, module)) => return self.has_text(ty, &Env::new(module)),
            Some(_) => return false,
            None => {}
        }
        match self.meaning(path, env) {
            Meaning::Primitive(_) => true,
            Meaning::Item(item) => match self.alias(item, path, env) {
                Ok(Some((alias, env))) => self.has_text(&alias.ty, &env),
                _ => self.catalog.traits.has(item, Trait::Display),
            },
            Meaning::SelfType(parts) if parts.is_empty() => {
                env.self_type().is_some_and(|(ty, env)| self.has_text(ty, env))
            }
            Meaning::External(external) => match prelude::real_path(&external).as_slice() {
                ["std", "boxed", "Box"] | ["std", "rc", "Rc"] | ["std", "sync", "Arc"] => {
                    arguments(path).first().is_some_and(|inner| self.has_text(inner, env))
                }
                ["std", _, last] => last.ends_with("Error") || matches!(*last, "String" | "Infallible" | "Arguments"),
                ["std", ..] => true,
                _ => self.foreign_has_text(&external, path, env),
            },
            _ => false,
        }
    }

    fn bound_has_text(&self, bound: &syn::TypeParamBound, env: &Env<'_>) -> bool {
        let syn::TypeParamBound::Trait(bound) = bound else { return false };
        let Meaning::External(path) = self.meaning(&bound.path, env) else { return false };
        matches!(prelude::real_path(&path).as_slice(), ["std", "error", "Error"] | ["std", "fmt", "Display"])
    }
}
