//! Which types of the crate have one of its traits, so that their values go in where an object of the trait is asked for: those
//! that stay in the plugin as they are, data by a function that makes an object of it.

use std::collections::BTreeMap;

use plugwright_interface::{Access, Definition, Shape, Type, unmarked};

use crate::cfg::State;
use crate::krate::ItemId;

use super::demand::exactly;
use super::instance::borrows;
use super::{Catalog, Env, Lowering, names, parts};

impl Catalog<'_, '_> {
    /// The types so far whose values stay in the plugin and which have a trait whose objects cross, by the path of the objects
    /// without further bounds.
    pub(crate) fn implementors(&self) -> BTreeMap<String, Vec<String>> {
        let opaque = self.defined(|definition| definition.shape == Shape::Opaque);
        let all = self.traits_met(0).into_iter().filter_map(|item| {
            let object = self.object_path(item)?;
            let own = |path: &&String| !path.starts_with("dyn ");
            let have = |path: &&String| self.has(&Type::Handle(Access::Owned, (*path).clone()), item);
            let found: Vec<_> = opaque.iter().filter(own).filter(have).cloned().collect();
            (!found.is_empty()).then_some((object, found))
        });
        all.collect()
    }

    /// The types that cross as data and have a trait of the crate's, those of the crate first.
    pub(crate) fn data_implementors(&self, item: ItemId) -> Vec<Type> {
        // Looking at them defines those of the crate.
        let written = self.traits.implementing(item).iter().filter_map(|&block| self.self_type(block));
        let others: Vec<_> = written.filter(|ty| !matches!(ty, Type::Named(_))).collect();
        let data = self.defined(|definition| definition.shape != Shape::Opaque && !definition.is_copied());
        let data = data.into_iter().map(Type::Named).filter(|ty| self.has(ty, item));
        data.chain(others).collect()
    }

    /// What the type of an `impl` without parameters crosses as, where that is as data that borrows nothing.
    fn self_type(&self, item: ItemId) -> Option<Type> {
        let syn::Item::Impl(block) = self.krate.item(item) else { return None };
        let is_certain = self.krate.state(item) == State::Active && names(&block.generics).is_empty();
        let mut lowering = Lowering::new(self);
        let own = exactly(&mut lowering, |lowering| lowering.own(&block.self_ty, &Env::new(item.module)));
        own.filter(|ty| is_certain && !borrows(ty) && parts::handles(ty).next().is_none())
    }

    fn has(&self, ty: &Type, item: ItemId) -> bool {
        Lowering::new(self).has_trait(ty, item)
    }

    /// The path of the objects of a trait, where some were met.
    fn object_path(&self, item: ItemId) -> Option<String> {
        let is_its = |path: &String| self.reach.paths(item).iter().any(|own| unmarked(path)[4..] == own.join("::"));
        let objects = self.defined(|definition| definition.path.starts_with("dyn "));
        objects.into_iter().find(is_its).map(|path| unmarked(&path).to_owned())
    }

    fn defined(&self, is_wanted: impl Fn(&Definition) -> bool) -> Vec<String> {
        self.all_definitions().into_iter().filter(is_wanted).map(|definition| definition.path).collect()
    }
}
