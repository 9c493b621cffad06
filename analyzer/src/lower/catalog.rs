//! [`Catalog`]: the types of a crate, each looked at once, when it is first met: whether its values cross as data, or stay
//! and cross as handles.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use plugwright_interface::{Access, Definition, INSTANT, Interface, Shape, Type};

use crate::cfg::State;
use crate::krate::{Crate, ItemId};
use crate::reach::Reach;
use crate::reason::{Flaw, Obstacle};
use crate::traits::{Trait, Traits};

use super::neighbours::{self, Neighbours, placed};
use super::{Arguments, Direction, Env, Lowering, Returned, StandIn, data, parts};

/// Named types inside each other.
const MAX_DEPTH: usize = 64;
/// Generic types with other arguments each that are looked at.
const MAX_INSTANCES: usize = 1_000;

/// What is known of a crate's own types.
pub(crate) struct Catalog<'k, 's> {
    pub(crate) krate: &'k Crate<'s>,
    pub(crate) reach: &'k Reach,
    pub(crate) traits: Traits<'k, 's>,
    /// The name of its package, where it is not the plugin's.
    package: Option<String>,
    pub(crate) neighbours: Neighbours<'k, 's>,
    /// Why the values of types stay in the plugin that are arguments from outside, by path.
    guests: RefCell<BTreeMap<String, Option<Obstacle>>>,
    known: RefCell<HashMap<Use, Known>>,
    /// By path.
    definitions: RefCell<BTreeMap<String, Defined>>,
    /// The paths under which each type and trait of the crate was defined; some may be forgotten since.
    defined_as: RefCell<HashMap<ItemId, BTreeSet<String>>>,
    /// The traits whose objects cross, in the order in which they were met.
    traits_met: RefCell<Vec<ItemId>>,
    /// What stands in for objects of traits, by the objects' path.
    pub(super) stand_ins: RefCell<BTreeMap<String, StandIn>>,
    /// The closures that come out, by path.
    closures: RefCell<BTreeMap<String, Returned>>,
    /// The types that are being looked at, outermost first.
    open: RefCell<Vec<Open>>,
    /// The types that were looked at, in the order in which that ended.
    done: RefCell<Vec<Use>>,
    /// How many generic types were looked at.
    instances: Cell<usize>,
}

/// A type of the crate with its arguments.
type Use = (ItemId, Arguments);

/// A type that is being looked at.
struct Open {
    found: Use,
    path: Option<String>,
    /// Whether a type inside it holds it again, and was taken to cross because this one will.
    assumed: bool,
}

/// A type that crosses.
struct Defined {
    /// The type of the crate, where it is one.
    found: Option<Use>,
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
    /// The catalog of the plugin, which depends on those crates.
    pub(crate) fn new(krate: &'k Crate<'s>, reach: &'k Reach, known: neighbours::Known<'k, 's>) -> Self {
        Self::of(krate, reach, None, Neighbours::of_plugin(krate, known))
    }

    /// The catalog of another package.
    pub(super) fn of_package(
        krate: &'k Crate<'s>,
        reach: &'k Reach,
        package: String,
        neighbours: Neighbours<'k, 's>,
    ) -> Self {
        Self::of(krate, reach, Some(package), neighbours)
    }

    fn of(krate: &'k Crate<'s>, reach: &'k Reach, package: Option<String>, neighbours: Neighbours<'k, 's>) -> Self {
        Self {
            krate,
            reach,
            traits: Traits::new(krate),
            package,
            neighbours,
            guests: RefCell::default(),
            known: RefCell::default(),
            definitions: RefCell::default(),
            defined_as: RefCell::default(),
            traits_met: RefCell::default(),
            stand_ins: RefCell::default(),
            closures: RefCell::default(),
            open: RefCell::default(),
            done: RefCell::default(),
            instances: Cell::default(),
        }
    }

    /// Whether it is that of another package than the plugin's.
    pub(super) fn is_foreign(&self) -> bool {
        self.package.is_some()
    }

    /// Spells the path of a type of the crate as the interface does.
    pub(super) fn spelled(&self, path: &[String], arguments: &Arguments) -> String {
        placed(self.package.as_deref(), path) + &arguments.written()
    }

    /// Defines the objects of a trait, where they are met for the first time.
    pub(super) fn define_trait(&self, item: ItemId, definition: Definition) {
        let why = Some(Obstacle::Ungiven);
        self.note_path(item, &definition.path);
        let mut definitions = self.definitions.borrow_mut();
        let entry = definitions.entry(definition.path.clone());
        entry.or_insert_with(|| {
            let mut met = self.traits_met.borrow_mut();
            if !met.contains(&item) {
                met.push(item);
            }
            Defined { found: Some((item, Arguments::default())), definition, why }
        });
    }

    /// Defines closures that come out.
    pub(super) fn define_closure(&self, definition: Definition, returned: Returned) {
        let path = definition.path.clone();
        self.closures.borrow_mut().insert(path.clone(), returned);
        let why = Some(Obstacle::Kind("a closure"));
        self.definitions.borrow_mut().entry(path).or_insert(Defined { found: None, definition, why });
    }

    /// What an `Instant` crosses as.
    pub(super) fn instant(&self) -> Type {
        let definition = Definition::new(INSTANT, Shape::Opaque);
        let why = Some(Obstacle::Kind("a reading of the plugin's clock"));
        let mut definitions = self.definitions.borrow_mut();
        definitions.entry(INSTANT.to_owned()).or_insert(Defined { found: None, definition, why });
        Type::Handle(Access::Owned, INSTANT.to_owned())
    }

    /// The closures that come out, by path.
    pub(crate) fn closures(&self) -> BTreeMap<String, Returned> {
        self.closures.borrow().clone()
    }

    /// The traits whose objects were met, but for the first `known` ones.
    pub(crate) fn traits_met(&self, known: usize) -> Vec<ItemId> {
        self.traits_met.borrow().iter().skip(known).copied().collect()
    }

    /// What a type of the crate crosses as.
    pub(crate) fn crossing(&self, item: ItemId, arguments: &Arguments) -> Result<Type, Obstacle> {
        let key = (item, arguments.clone());
        let known = self.known.borrow().get(&key).cloned();
        match known {
            Some(Known::Done(known)) => return known,
            Some(Known::Open) => return self.assume(&key),
            None if self.neighbours.depth() >= MAX_DEPTH => return Err(Obstacle::Endless),
            None if !arguments.is_empty() && self.instances.get() == MAX_INSTANCES => return Err(Obstacle::Endless),
            None => {}
        }
        self.instances.set(self.instances.get() + usize::from(!arguments.is_empty()));
        let done_before = self.done.borrow().len();
        self.begin(&key);
        let found = match data::define(self, item, arguments) {
            Ok(definition) => Ok((definition, None)),
            // What cannot be copied could stay, were it not for what it borrows.
            Err(Obstacle::Local(name, Flaw::PrivateField | Flaw::NonExhaustive | Flaw::Drop))
                if arguments.lifetimes > 0 =>
            {
                Err(Obstacle::Local(name, Flaw::Lifetime))
            }
            Err(why) => data::define_opaque(self, item, arguments).map(|opaque| (opaque, Some(why.clone()))).ok_or(why),
        };
        self.neighbours.leave();
        let assumed = self.open.borrow_mut().pop().is_some_and(|open| open.assumed);
        if assumed && !matches!(&found, Ok((Definition { shape: Shape::Struct(_) | Shape::Enum(_), .. }, _))) {
            self.forget(done_before);
        }
        self.done.borrow_mut().push(key.clone());
        let crossing = found.map(|(definition, why)| {
            let path = definition.path.clone();
            let crossing = match definition.shape {
                Shape::Opaque => Type::Handle(Access::Owned, path.clone()),
                _ => Type::Named(path.clone()),
            };
            self.note_path(key.0, &path);
            self.definitions.borrow_mut().insert(path, Defined { found: Some(key.clone()), definition, why });
            crossing
        });
        self.known.borrow_mut().insert(key, Known::Done(crossing.clone()));
        crossing
    }

    fn note_path(&self, item: ItemId, path: &str) {
        self.defined_as.borrow_mut().entry(item).or_default().insert(path.to_owned());
    }

    fn begin(&self, key: &Use) {
        let (item, arguments) = key;
        let path = self.reach.paths(*item).into_iter().next().map(|path| self.spelled(&path, arguments));
        self.neighbours.enter();
        self.known.borrow_mut().insert(key.clone(), Known::Open);
        self.open.borrow_mut().push(Open { found: key.clone(), path, assumed: false });
    }

    /// Takes a type that is being looked at to cross as data: what holds itself does if all else in it does.
    fn assume(&self, key: &Use) -> Result<Type, Obstacle> {
        let mut open = self.open.borrow_mut();
        match open.iter_mut().find(|open| open.found == *key) {
            Some(Open { path: Some(path), assumed, .. }) => {
                *assumed = true;
                Ok(Type::Named(path.clone()))
            }
            _ => Err(data::obstacle(self.krate, key.0, Flaw::Recursive)),
        }
    }

    /// Forgets what was found since then, because it rests on what turned out to be wrong.
    fn forget(&self, done_before: usize) {
        for key in self.done.borrow_mut().drain(done_before..) {
            self.known.borrow_mut().remove(&key);
            self.definitions.borrow_mut().retain(|_, defined| defined.found.as_ref() != Some(&key));
        }
    }

    /// Whether the type that crosses under that name implements a trait.
    pub(crate) fn implements(&self, path: &str, wanted: Trait) -> bool {
        if let Some(home) = self.neighbours.home_of(path) {
            return home.implements(path, wanted);
        }
        let is_it = |open: &&Open| open.path.as_deref() == Some(path);
        let open = self.open.borrow().iter().find(is_it).map(|open| open.found.0);
        let item = open.or_else(|| self.definitions.borrow().get(path)?.found.as_ref().map(|found| found.0));
        item.is_some_and(|item| self.traits.has(item, wanted)) || path == INSTANT && wanted == Trait::Clone
    }

    /// The type of the crate that crosses as `ty`, with its arguments.
    pub(crate) fn used(&self, ty: &Type) -> Option<(ItemId, Arguments)> {
        let (Type::Named(path) | Type::Handle(_, path)) = ty else { return None };
        self.definitions.borrow().get(path).and_then(|defined| defined.found.clone())
    }

    /// Notes why the values of a type of another crate stay in the plugin.
    pub(super) fn receive(&self, path: &str, why: Option<Obstacle>) {
        self.guests.borrow_mut().insert(path.to_owned(), why);
    }

    /// Why the values of the opaque type that crosses under that name do not cross as data.
    pub(crate) fn why_opaque(&self, path: &str) -> Option<Obstacle> {
        if let Some(home) = self.neighbours.home_of(path) {
            return home.why_opaque(path);
        }
        if let Some(why) = self.guests.borrow().get(path) {
            return why.clone();
        }
        self.definitions.borrow().get(path)?.why.clone()
    }

    /// The public names of aliases for instances of generic types, by the path of the type.
    pub(crate) fn aliases(&self) -> BTreeMap<String, Vec<Vec<String>>> {
        let mut aliases: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for item in self.reach.items() {
            let syn::Item::Type(alias) = self.krate.item(item) else { continue };
            if !super::names(&alias.generics).is_empty() || self.krate.state(item) != State::Active {
                continue;
            }
            let lowered = Lowering::new(self).lower(&alias.ty, &Env::new(item.module), Direction::Out);
            if let Ok(Type::Named(path) | Type::Handle(Access::Owned, path)) = lowered {
                aliases.entry(path).or_default().extend(self.reach.paths(item));
            }
        }
        aliases
    }

    /// The generic types that cross so far, each with the arguments that it is used with.
    pub(crate) fn instances(&self) -> Vec<(ItemId, Arguments, Type)> {
        let definitions = self.definitions.borrow();
        let own = definitions.values().filter_map(|defined| Some((defined.found.as_ref()?, &defined.definition)));
        let generic = own.filter(|((_, arguments), _)| !arguments.values.is_empty());
        let all = generic.map(|((item, arguments), definition)| {
            let path = definition.path.clone();
            let ty = match definition.shape {
                Shape::Opaque => Type::Handle(Access::Owned, path),
                _ => Type::Named(path),
            };
            (*item, arguments.clone(), ty)
        });
        all.collect()
    }

    /// The paths of all definitions so far.
    pub(super) fn paths(&self) -> Vec<String> {
        self.definitions.borrow().keys().cloned().collect()
    }

    /// The paths of those definitions so far that are wanted.
    pub(super) fn paths_where(&self, is_wanted: impl Fn(&Definition) -> bool) -> Vec<String> {
        let definitions = self.definitions.borrow();
        let wanted = definitions.iter().filter(|(_, defined)| is_wanted(&defined.definition));
        wanted.map(|(path, _)| path.clone()).collect()
    }

    /// The paths of a type or trait of the crate so far, one for each instance or set of bounds.
    pub(super) fn paths_of(&self, item: ItemId) -> Vec<String> {
        self.defined_as.borrow().get(&item).into_iter().flatten().cloned().collect()
    }

    /// Whether what is defined under that path so far is wanted.
    pub(super) fn is_defined(&self, path: &str, is_wanted: impl Fn(&Definition) -> bool) -> bool {
        let home = self.neighbours.home_of(path).unwrap_or(self);
        home.definitions.borrow().get(path).is_some_and(|defined| is_wanted(&defined.definition))
    }

    /// What stands in for objects of traits so far, by the objects' path.
    pub(crate) fn stand_ins(&self) -> BTreeMap<String, StandIn> {
        self.stand_ins.borrow().clone()
    }

    /// All definitions so far, by path, those of types of other packages included.
    pub(crate) fn definitions(&self) -> BTreeMap<String, Definition> {
        let mut all = BTreeMap::new();
        for catalog in self.neighbours.known().chain([self]) {
            let definitions = catalog.definitions.borrow();
            all.extend(definitions.iter().map(|(path, defined)| (path.clone(), defined.definition.clone())));
        }
        all
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
