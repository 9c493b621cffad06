//! Which types have a trait, as far as the crate says so; about the rest rustc decides, when it compiles the bridge. An `impl`
//! is one for an instance of its type where the instance has the traits that the bounds ask for.

use plugwright_interface::Type;

use crate::cfg::State;
use crate::impls::hands_on;
use crate::krate::{ItemId, plain};
use crate::prelude;
use crate::resolve::Meaning;
use crate::traits::Trait;

use super::demand::exactly;
use super::instance::borrows;
use super::{Bound, Env, Lowering, names};

impl Lowering<'_, '_> {
    /// Whether the bounds of an `impl` hold where its parameters are what `env` says.
    pub(crate) fn applies(&mut self, block: &syn::ItemImpl, env: &Env<'_>) -> bool {
        let inline = block.generics.type_params().map(|param| (&param.ident, &param.bounds));
        let predicates = block.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
        let whole = predicates.filter_map(|predicate| match predicate {
            syn::WherePredicate::Type(syn::PredicateType { bounded_ty: syn::Type::Path(path), bounds, .. }) => {
                Some((path.path.get_ident()?, bounds))
            }
            _ => None,
        });
        inline.chain(whole).all(|(param, bounds)| match env.named(&plain(param)) {
            Some(Bound::Instance(instance)) => bounds.iter().all(|bound| self.may_have(&instance.ty, bound, env)),
            _ => true,
        })
    }

    /// The one type that has a trait of the crate's, where no other has it.
    pub(super) fn only_type_with(&mut self, wanted: ItemId) -> Option<Type> {
        let krate = self.krate;
        let syn::Item::Trait(definition) = krate.item(wanted) else { return None };
        let mut found = None;
        for &item in self.traits().implementing(wanted) {
            let syn::Item::Impl(block) = krate.item(item) else { continue };
            if hands_on(krate, item, block) {
                continue;
            }
            let is_certain = krate.state(item) == State::Active && names(&block.generics).is_empty();
            let own = exactly(self, |lowering| lowering.own(&block.self_ty, &Env::new(item.module)));
            if !is_certain || found.replace(own?).is_some() {
                return None;
            }
        }
        found.filter(|ty| definition.generics.params.is_empty() && !borrows(ty))
    }

    /// Whether an `impl` is one for a type that crosses.
    pub(super) fn is_for(&mut self, ty: &Type, item: ItemId, block: &syn::ItemImpl) -> bool {
        self.scope_of(ty, item, block).is_some_and(|env| self.applies(block, &env))
    }

    fn may_have(&mut self, ty: &Type, bound: &syn::TypeParamBound, env: &Env<'_>) -> bool {
        let syn::TypeParamBound::Trait(bound) = bound else { return true };
        let wanted = match self.meaning(&bound.path, env) {
            Meaning::Item(wanted) => wanted,
            Meaning::External(path) => {
                let (own, wanted) = (self.catalog.used(ty), Trait::at(&prelude::real_path(&path)));
                return own.zip(wanted).is_none_or(|((own, _), wanted)| self.traits().has(own, wanted));
            }
            _ => return true,
        };
        let krate = self.krate;
        self.traits().implementing(wanted).iter().any(|&item| match krate.item(item) {
            syn::Item::Impl(block) => is_blanket(block) || self.scope_of(ty, item, block).is_some(),
            _ => false,
        })
    }
}

/// Whether an `impl` is for all types that have something.
pub(super) fn is_blanket(block: &syn::ItemImpl) -> bool {
    let name = match &*block.self_ty {
        syn::Type::Path(syn::TypePath { qself: None, path, .. }) => path.get_ident(),
        _ => None,
    };
    name.is_some_and(|name| block.generics.type_params().any(|param| param.ident == *name))
}
