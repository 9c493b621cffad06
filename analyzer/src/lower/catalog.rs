//! [`Catalog`]: the types of a crate, each looked at once, when it is first met: whether its values cross as data, or stay
//! and cross as handles.

use std::cell::RefCell;
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
    /// The types that are being looked at, outermost first.
    open: RefCell<Vec<Open>>,
    /// The types that were looked at, in the order in which that ended.
    done: RefCell<Vec<ItemId>>,
}

/// A type that is being looked at.
struct Open {
    item: ItemId,
    path: Option<String>,
    /// Whether a type inside it holds it again, and was taken to cross because this one will.
    assumed: bool,
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
            open: RefCell::default(),
            done: RefCell::default(),
        }
    }

    /// What a type of the crate crosses as.
    pub(crate) fn crossing(&self, item: ItemId) -> Result<Type, Obstacle> {
        let known = self.known.borrow().get(&item).cloned();
        match known {
            Some(Known::Done(known)) => return known,
            Some(Known::Open) => return self.assume(item),
            None if self.open.borrow().len() == MAX_DEPTH => return Err(Obstacle::Endless),
            None => {}
        }
        let done_before = self.done.borrow().len();
        self.begin(item);
        let found = match data::define(self, item) {
            Ok(definition) => Ok((definition, None)),
            Err(why) => data::define_opaque(self, item).map(|opaque| (opaque, Some(why.clone()))).ok_or(why),
        };
        let assumed = self.open.borrow_mut().pop().is_some_and(|open| open.assumed);
        if assumed && !matches!(&found, Ok((Definition { shape: Shape::Struct(_) | Shape::Enum(_), .. }, _))) {
            self.forget(done_before);
        }
        self.done.borrow_mut().push(item);
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

    fn begin(&self, item: ItemId) {
        let path = self.reach.paths(item).into_iter().next().map(|path| path.join("::"));
        self.known.borrow_mut().insert(item, Known::Open);
        self.open.borrow_mut().push(Open { item, path, assumed: false });
    }

    /// Takes a type that is being looked at to cross as data: what holds itself does if all else in it does.
    fn assume(&self, item: ItemId) -> Result<Type, Obstacle> {
        let mut open = self.open.borrow_mut();
        match open.iter_mut().find(|open| open.item == item) {
            Some(Open { path: Some(path), assumed, .. }) => {
                *assumed = true;
                Ok(Type::Named(path.clone()))
            }
            _ => Err(data::obstacle(self.krate, item, Flaw::Recursive)),
        }
    }

    /// Forgets what was found since then, because it rests on what turned out to be wrong.
    fn forget(&self, done_before: usize) {
        for item in self.done.borrow_mut().drain(done_before..) {
            self.known.borrow_mut().remove(&item);
            self.definitions.borrow_mut().retain(|_, defined| defined.item != item);
        }
    }

    /// Whether the type that crosses under that name implements a trait.
    pub(crate) fn implements(&self, path: &str, wanted: Trait) -> bool {
        let is_it = |open: &&Open| open.path.as_deref() == Some(path);
        let open = self.open.borrow().iter().find(is_it).map(|open| open.item);
        let item = open.or_else(|| self.definitions.borrow().get(path).map(|defined| defined.item));
        item.is_some_and(|item| self.traits.has(item, wanted))
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
