//! [`Catalog`]: the types of a crate, each looked at once, when it is first met: whether its values cross as data, or stay
//! and cross as handles.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};

use plugwright_interface::{Access, Definition, Interface, Shape, Type};

use crate::krate::{Crate, ItemId};
use crate::reach::Reach;
use crate::reason::{Flaw, Obstacle};
use crate::traits::{Trait, Traits};

use super::{data, parts};

/// Named types inside each other.
const MAX_DEPTH: usize = 64;

/// What is known of a crate's own types.
pub(crate) struct Catalog<'k, 's> {
    pub(crate) krate: &'k Crate<'s>,
    pub(crate) reach: &'k Reach,
    pub(crate) traits: Traits<'k, 's>,
    known: RefCell<HashMap<ItemId, Known>>,
    /// By path.
    definitions: RefCell<BTreeMap<String, Defined>>,
    depth: Cell<usize>,
}

/// A type that crosses.
struct Defined {
    item: ItemId,
    definition: Definition,
    /// Why it is opaque, if it is.
    why: Option<Obstacle>,
}

/// What is known of one type.
#[derive(Clone)]
enum Known {
    /// It is being looked at.
    Open,
    /// It crosses as that, or does not.
    Done(Result<Type, Obstacle>),
}

impl<'k, 's> Catalog<'k, 's> {
    pub(crate) fn new(krate: &'k Crate<'s>, reach: &'k Reach) -> Self {
        Self {
            krate,
            reach,
            traits: Traits::new(krate),
            known: RefCell::default(),
            definitions: RefCell::default(),
            depth: Cell::new(0),
        }
    }

    /// What a type of the crate crosses as.
    pub(crate) fn crossing(&self, item: ItemId) -> Result<Type, Obstacle> {
        let known = self.known.borrow().get(&item).cloned();
        match known {
            Some(Known::Done(known)) => return known,
            Some(Known::Open) => return Err(data::obstacle(self.krate, item, Flaw::Recursive)),
            None if self.depth.get() == MAX_DEPTH => return Err(Obstacle::Endless),
            None => {}
        }
        self.known.borrow_mut().insert(item, Known::Open);
        self.depth.set(self.depth.get() + 1);
        let found = match data::define(self, item) {
            Ok(definition) => Ok((definition, None)),
            Err(why) => data::define_opaque(self, item).map(|opaque| (opaque, Some(why.clone()))).ok_or(why),
        };
        self.depth.set(self.depth.get() - 1);
        let crossing = found.map(|(definition, why)| {
            let path = definition.path.clone();
            let crossing = match definition.shape {
                Shape::Opaque => Type::Handle(Access::Owned, path.clone()),
                _ => Type::Named(path.clone()),
            };
            self.definitions.borrow_mut().insert(path, Defined { item, definition, why });
            crossing
        });
        self.known.borrow_mut().insert(item, Known::Done(crossing.clone()));
        crossing
    }

    /// Whether the type that crosses under that name implements a trait.
    pub(crate) fn implements(&self, path: &str, wanted: Trait) -> bool {
        self.definitions.borrow().get(path).is_some_and(|defined| self.traits.has(defined.item, wanted))
    }

    /// Why the values of the opaque type that crosses under that name do not cross as data.
    pub(crate) fn why_opaque(&self, path: &str) -> Option<Obstacle> {
        self.definitions.borrow().get(path)?.why.clone()
    }

    /// All definitions so far, by path.
    pub(crate) fn into_definitions(self) -> BTreeMap<String, Definition> {
        self.definitions.into_inner().into_iter().map(|(path, defined)| (path, defined.definition)).collect()
    }
}

/// The definitions that functions and constants need, those inside others included, sorted by path.
pub(crate) fn needed(definitions: &BTreeMap<String, Definition>, interface: &Interface) -> Vec<Definition> {
    let mut needed: BTreeMap<&str, &Definition> = BTreeMap::new();
    let functions = interface.functions.iter();
    let signatures = functions.flat_map(|func| func.params.iter().map(|param| &param.ty).chain([&func.result]));
    let mut open: Vec<&Type> = signatures.chain(interface.constants.iter().map(|constant| &constant.ty)).collect();
    while let Some(ty) = open.pop() {
        for part in parts::all(ty) {
            let (Type::Named(path) | Type::Handle(_, path)) = part else { continue };
            let Some(definition) = definitions.get(path) else { continue };
            if needed.insert(path, definition).is_none() {
                open.extend(definition.types());
            }
        }
    }
    needed.into_values().cloned().collect()
}
