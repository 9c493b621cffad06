//! [`Catalog`]: the structs and enums of a crate whose values cross as data, each looked at once, when it is first met.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};

use plugwright_interface::{Definition, Interface, Type};

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
    /// By path, with the item that each is.
    definitions: RefCell<BTreeMap<String, (ItemId, Definition)>>,
    depth: Cell<usize>,
}

/// What is known of one type.
#[derive(Clone)]
enum Known {
    /// It is being looked at.
    Open,
    /// It crosses under that name, or does not.
    Done(Result<String, Obstacle>),
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

    /// The name under which a struct or enum crosses.
    pub(crate) fn name(&self, item: ItemId) -> Result<String, Obstacle> {
        let known = self.known.borrow().get(&item).cloned();
        match known {
            Some(Known::Done(known)) => return known,
            Some(Known::Open) => return Err(data::obstacle(self.krate, item, Flaw::Recursive)),
            None if self.depth.get() == MAX_DEPTH => return Err(Obstacle::Endless),
            None => {}
        }
        self.known.borrow_mut().insert(item, Known::Open);
        self.depth.set(self.depth.get() + 1);
        let found = data::define(self, item);
        self.depth.set(self.depth.get() - 1);
        let named = found.map(|definition| {
            let path = definition.path.clone();
            self.definitions.borrow_mut().insert(path.clone(), (item, definition));
            path
        });
        self.known.borrow_mut().insert(item, Known::Done(named.clone()));
        named
    }

    /// Whether the type that crosses under that name implements a trait.
    pub(crate) fn implements(&self, path: &str, wanted: Trait) -> bool {
        self.definitions.borrow().get(path).is_some_and(|(item, _)| self.traits.has(*item, wanted))
    }

    /// All definitions so far, by path.
    pub(crate) fn into_definitions(self) -> BTreeMap<String, Definition> {
        self.definitions.into_inner().into_iter().map(|(path, (_, definition))| (path, definition)).collect()
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
            let Type::Named(path) = part else { continue };
            let Some(definition) = definitions.get(path) else { continue };
            if needed.insert(path, definition).is_none() {
                open.extend(definition.types());
            }
        }
    }
    needed.into_values().cloned().collect()
}
