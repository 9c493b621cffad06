//! Iterators that a parameter takes: the list of what they give stands in for them.

use plugwright_interface::Type;

use crate::prelude;
use crate::reason::Obstacle;
use crate::resolve::Meaning;

use super::demand::exactly;
use super::{Direction, Env, Holder, Lowered, Lowering, assoc, instance, parts};

/// The traits of which every iterator over a list is.
const ITERATORS: [&str; 4] = ["Iterator", "DoubleEndedIterator", "ExactSizeIterator", "FusedIterator"];

impl Lowering<'_, '_> {
    /// Whether a bound demands an iterator.
    pub(super) fn is_iterator(&self, bound: &syn::TraitBound, env: &Env<'_>) -> bool {
        let Meaning::External(path) = self.meaning(&bound.path, env) else { return false };
        matches!(prelude::real_path(&path).as_slice(), ["std", "iter", name] if ITERATORS.contains(name))
    }

    /// The list that an iterator over `item` goes through; what it only lends comes out of a list that is lent.
    pub(super) fn list_of(&mut self, item: &syn::Type, env: &Env<'_>) -> Option<Type> {
        self.depth += 1;
        let given = exactly(self, |lowering| lowering.lower(item, env, Direction::In));
        let list = match (given, item) {
            (Some(item), _) => Some(Type::Vec(Box::new(item))),
            (None, syn::Type::Reference(syn::TypeReference { mutability: None, elem, .. })) => {
                let lent = exactly(self, |lowering| lowering.lower(elem, env, Direction::In));
                lent.and_then(|item| self.list(item, Direction::In).ok())
            }
            _ => None,
        };
        self.depth -= 1;
        list
    }

    /// Lowers `dyn Iterator<Item = T>` in that holder, as a parameter. Nothing where the trait is another one.
    pub(super) fn iterator_object(
        &mut self,
        object: &syn::TypeTraitObject,
        holder: Holder,
        env: &Env<'_>,
    ) -> Option<Lowered> {
        let found = object.bounds.iter().find_map(|bound| match bound {
            syn::TypeParamBound::Trait(bound) if self.is_iterator(bound, env) => Some(bound),
            _ => None,
        });
        let list = self.list_of(assoc(&found?.path, "Item")?, env);
        let has_lifetime = object.bounds.iter().any(|bound| matches!(bound, syn::TypeParamBound::Lifetime(_)));
        Some(match list {
            // In a box it lasts for ever unless it says otherwise.
            Some(list) if holder == Holder::Box && !has_lifetime && instance::borrows(&list) => Err(Obstacle::Static),
            Some(list) => self.iterator(list, holder),
            None => Err(Obstacle::Kind("what this iterator gives")),
        })
    }

    /// Notes that a parameter is an iterator over `list`, which only a whole parameter can be.
    pub(super) fn iterator(&mut self, list: Type, holder: Holder) -> Lowered {
        if self.depth > 1 {
            return Err(Obstacle::Kind("an iterator inside another type"));
        }
        if parts::all(&list).into_iter().any(|ty| matches!(ty, Type::Callback(_))) {
            return Err(Obstacle::Kind("an iterator over closures"));
        }
        self.holder = Some(holder);
        Ok(list)
    }
}
