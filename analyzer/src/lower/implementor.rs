//! Which types of the crate have one of its traits, so that their values go in where an object of the trait is asked for: those
//! that stay in the plugin as they are, data by a function that makes an object of it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use plugwright_interface::{Access, Definition, INSTANT, Shape, Type, unmarked};

use crate::cfg::State;
use crate::impls::self_item;
use crate::krate::ItemId;

use super::applying::is_blanket;
use super::demand::exactly;
use super::instance::borrows;
use super::neighbours::is_outside;
use super::{Catalog, Env, Lowering, names, parts};

impl Catalog<'_, '_> {
    /// The types so far whose values stay in the plugin and which have a trait whose objects cross, and the objects of its
    /// subtraits, by the path of the objects without further bounds.
    pub(crate) fn implementors(&self) -> BTreeMap<String, Vec<String>> {
        let met = self.traits_met(0);
        let mut below: HashMap<ItemId, Vec<ItemId>> = HashMap::new();
        for &item in &met {
            for above in self.supertraits(item) {
                below.entry(above).or_default().push(item);
            }
        }
        let all = met.into_iter().filter_map(|item| {
            let object = self.object_path(item)?;
            let is_opaque = |definition: &Definition| definition.shape == Shape::Opaque;
            let mut found = self.types_with(item, is_opaque, |path| Type::Handle(Access::Owned, path));
            let subtraits = below.get(&item).into_iter().flatten();
            let objects = subtraits.flat_map(|subtrait| self.paths_of(*subtrait));
            found.extend(objects.filter(|path| path.starts_with("dyn ")));
            found.sort();
            (!found.is_empty()).then_some((object, found))
        });
        all.collect()
    }

    /// The traits of the crate without parameters that whatever has that trait has as well, the nearest first.
    pub(crate) fn supertraits(&self, item: ItemId) -> Vec<ItemId> {
        let (mut found, mut known, mut next) = (Vec::new(), HashSet::new(), 0);
        let mut open = Some(item);
        while let Some(item) = open {
            found.extend(self.traits.above(item).iter().filter(|above| known.insert(**above)));
            open = found.get(next).copied();
            next += 1;
        }
        found
    }

    /// Whether an `impl` gives the trait to all types, so that what the bridge makes cannot have one of its own.
    pub(crate) fn is_given_to_all(&self, item: ItemId) -> bool {
        let mut impls = self.traits.implementing(item).iter().map(|item| self.krate.item(*item));
        impls.any(|item| matches!(item, syn::Item::Impl(block) if is_blanket(block)))
    }

    /// Whether an `impl` gives the trait to all types whatever else they have.
    pub(crate) fn is_everyones(&self, item: ItemId) -> bool {
        let is_bound = |bound: &syn::TypeParamBound| match bound {
            syn::TypeParamBound::Trait(bound) => bound.maybe.is_none(),
            _ => false,
        };
        let mut impls = self.traits.implementing(item).iter().map(|item| self.krate.item(*item));
        impls.any(|item| match item {
            syn::Item::Impl(block) if is_blanket(block) => {
                let mut bounds = block.generics.type_params().flat_map(|param| &param.bounds);
                block.generics.where_clause.is_none() && !bounds.any(is_bound)
            }
            _ => false,
        })
    }

    /// The types that cross as data and have a trait of the crate's, those of the crate first.
    pub(crate) fn data_implementors(&self, item: ItemId) -> Vec<Type> {
        // Looking at them defines those of the crate.
        let written = self.traits.implementing(item).iter().filter_map(|&block| self.self_type(block));
        let others: Vec<_> = written.filter(|ty| !matches!(ty, Type::Named(_))).collect();
        let is_data = |definition: &Definition| definition.shape != Shape::Opaque && !definition.is_copied();
        let data = self.types_with(item, is_data, Type::Named).into_iter().map(Type::Named);
        data.chain(others).collect()
    }

    /// The paths of the types so far that are wanted and have a trait of the crate's, sorted. Each `impl` is held against its
    /// own type alone: there may be many of both.
    fn types_with(
        &self,
        item: ItemId,
        is_wanted: impl Fn(&Definition) -> bool,
        crossing: impl Fn(String) -> Type,
    ) -> Vec<String> {
        let is_wanted = |definition: &Definition| is_wanted(definition) && !definition.path.starts_with("dyn ");
        let mut found = BTreeSet::new();
        for &item in self.traits.implementing(item) {
            let syn::Item::Impl(block) = self.krate.item(item) else { continue };
            if is_blanket(block) {
                return self.paths_where(is_wanted);
            }
            let own = match self_item(self.krate, item, block) {
                Some(own) => self.paths_of(own),
                None => self.outside(item, block).into_iter().collect(),
            };
            let own = own.into_iter().chain([INSTANT.to_owned()]);
            let fits = |path: &String| Lowering::new(self).is_for(&crossing(path.clone()), item, block);
            found.extend(own.filter(|path| self.is_defined(path, is_wanted)).filter(fits));
        }
        found.into_iter().collect()
    }

    /// The path of the type of another crate that an `impl` is for.
    fn outside(&self, item: ItemId, block: &syn::ItemImpl) -> Option<String> {
        match Lowering::new(self).own(&block.self_ty, &Env::new(item.module)).ok()? {
            Type::Named(path) | Type::Handle(Access::Owned, path) if is_outside(&path) => Some(path),
            _ => None,
        }
    }

    /// What the type of an `impl` without parameters crosses as, where that is as data that borrows nothing.
    fn self_type(&self, item: ItemId) -> Option<Type> {
        let syn::Item::Impl(block) = self.krate.item(item) else { return None };
        let is_certain = self.krate.state(item) == State::Active && names(&block.generics).is_empty();
        let mut lowering = Lowering::new(self);
        let own = exactly(&mut lowering, |lowering| lowering.own(&block.self_ty, &Env::new(item.module)));
        own.filter(|ty| is_certain && !borrows(ty) && parts::handles(ty).next().is_none())
    }

    /// The path of the objects of a trait without further bounds, where some were met.
    fn object_path(&self, item: ItemId) -> Option<String> {
        let objects = self.paths_of(item).into_iter().find(|path| path.starts_with("dyn "));
        objects.map(|path| unmarked(&path).to_owned())
    }
}
