//! [`Neighbours`]: the crates that a crate depends on, as far as their sources are known. A type of theirs is looked at by
//! the catalog of its own crate, and is named from there: `::semver::Version`.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use plugwright_interface::Type;

use crate::krate::{Crate, ModuleId};
use crate::manifest::DependencyKind;
use crate::package::Package;
use crate::reach::Reach;
use crate::reason::Obstacle;

use super::arguments::const_argument;
use super::{Catalog, Direction, Env, Lowered, Lowering, TypeArgument, generic_arguments, parts};

/// What the path of a type of another crate begins with.
const OUTSIDE: &str = "::";

/// The catalogs of other crates.
#[derive(Default)]
pub(crate) struct Neighbours<'k, 's> {
    /// Names of packages, by the names that the crate has for theirs.
    names: BTreeMap<String, String>,
    /// By name of the package; all that the crate depends on, and what those depend on.
    known: Known<'k, 's>,
    /// Packages that were asked for and are not known, by whichever of the crates.
    missed: Rc<RefCell<BTreeSet<String>>>,
    /// How many types are being looked at inside each other, in whichever of the crates.
    open: Rc<Cell<usize>>,
}

/// Catalogs by name of the package.
pub(crate) type Known<'k, 's> = BTreeMap<String, Rc<Catalog<'k, 's>>>;

impl<'k, 's> Neighbours<'k, 's> {
    /// The neighbours of the plugin.
    pub(super) fn of_plugin(krate: &Crate<'_>, known: Known<'k, 's>) -> Self {
        let is_linked = |kind| kind == DependencyKind::Normal;
        let own = krate.manifest.dependencies.iter().filter(|found| is_linked(found.kind) && !found.is_sdk());
        let names = own.map(|found| (found.crate_name(), found.crate_name())).collect();
        let shared = known.values().next().map(|catalog| &catalog.neighbours);
        let (missed, open) =
            shared.map(|others| (Rc::clone(&others.missed), Rc::clone(&others.open))).unwrap_or_default();
        Self { names, known, missed, open }
    }

    /// The catalogs of packages, each after those that it depends on.
    pub(crate) fn catalogs(packages: &[Package], crates: &'k [Crate<'s>], reaches: &'k [Reach]) -> Known<'k, 's> {
        let (missed, open) = (Rc::default(), Rc::default());
        let mut known = Known::new();
        let mut left: Vec<_> = packages.iter().zip(crates.iter().zip(reaches)).collect();
        loop {
            let waiting: BTreeSet<&str> = left.iter().map(|(package, _)| package.name.as_str()).collect();
            let needs = |package: &Package| package.dependencies.values().any(|name| waiting.contains(name.as_str()));
            let (later, ready): (Vec<_>, Vec<_>) = left.into_iter().partition(|(package, _)| needs(package));
            if ready.is_empty() {
                return known;
            }
            let before = known.clone();
            for (package, (krate, reach)) in ready {
                let (missed, open) = (Rc::clone(&missed), Rc::clone(&open));
                let neighbours = Self { names: package.dependencies.clone(), known: before.clone(), missed, open };
                let catalog = Catalog::of_package(krate, reach, package.name.clone(), neighbours);
                known.insert(package.name.clone(), Rc::new(catalog));
            }
            left = later;
        }
    }

    /// The catalog of the crate that has that name. One that is not known is noted.
    fn named(&self, name: &str) -> Option<&Catalog<'k, 's>> {
        let package = self.names.get(name)?;
        let known = self.known.get(package);
        if known.is_none() {
            self.missed.borrow_mut().insert(package.clone());
        }
        known.map(|catalog| &**catalog)
    }

    /// Whether a crate of that name is there, and not known.
    pub(super) fn is_unknown(&self, name: &str) -> bool {
        self.names.get(name).is_some_and(|package| !self.known.contains_key(package))
    }

    /// The catalog that defines what has that path, unless it is the crate's own.
    pub(super) fn home_of(&self, path: &str) -> Option<&Catalog<'k, 's>> {
        let package = path.strip_prefix(OUTSIDE)?.split(OUTSIDE).next()?;
        self.known.get(package).map(|catalog| &**catalog)
    }

    /// All that are known.
    pub(super) fn known(&self) -> impl Iterator<Item = &Catalog<'k, 's>> {
        self.known.values().map(|catalog| &**catalog)
    }

    /// The packages that were asked for and are not known, by whichever of the crates.
    pub(crate) fn missed(&self) -> BTreeSet<String> {
        self.missed.borrow().clone()
    }

    /// How many types are being looked at inside each other, in whichever of the crates.
    pub(super) fn depth(&self) -> usize {
        self.open.get()
    }

    /// Notes that one more type is being looked at.
    pub(super) fn enter(&self) {
        self.open.set(self.open.get() + 1);
    }

    /// Notes that one is not any more.
    pub(super) fn leave(&self) {
        self.open.set(self.open.get().saturating_sub(1));
    }
}

/// Spells the path of a type as the interface does: inside the plugin, or from a package of that name on.
pub(super) fn placed(package: Option<&str>, parts: &[String]) -> String {
    let inside = parts.join("::");
    match package {
        Some(package) => format!("{OUTSIDE}{package}::{inside}"),
        None => inside,
    }
}

/// Whether a path is that of a type of another crate.
pub(super) fn is_outside(path: &str) -> bool {
    path.starts_with(OUTSIDE)
}

impl Lowering<'_, '_> {
    /// Lowers a type of a crate that this one depends on. Nothing where that crate is not known.
    pub(super) fn foreign(
        &mut self,
        external: &[String],
        path: &syn::Path,
        env: &Env<'_>,
        direction: Direction,
    ) -> Option<Lowered> {
        let catalog = self.catalog.neighbours.named(external.first()?)?;
        Some(self.foreign_in(catalog, external, path, env, direction))
    }

    fn foreign_in(
        &mut self,
        catalog: &Catalog<'_, '_>,
        external: &[String],
        path: &syn::Path,
        env: &Env<'_>,
        direction: Direction,
    ) -> Lowered {
        let mut outer = Env::new(ModuleId::ROOT);
        let mut written = Vec::new();
        for (given, index) in generic_arguments(path).zip(0..) {
            written.push(match given {
                syn::GenericArgument::Lifetime(_) => "'_".to_owned(),
                given => {
                    let name = format!("Argument{index}");
                    let argument = self.foreign_argument(given, env)?;
                    self.introduce(&argument, catalog);
                    outer.bind(name.clone(), argument.bound());
                    name
                }
            });
        }
        let inside: Vec<_> = external[1..].iter().map(|part| crate::extract::raw(part)).collect();
        let arguments = if written.is_empty() { String::new() } else { format!("<{}>", written.join(", ")) };
        let text = format!("crate::{}{arguments}", inside.join("::"));
        let ty = syn::parse_str::<syn::Type>(&text).or(Err(Obstacle::Kind("this type of a dependency")))?;
        let mut lowering = Lowering { nodes: self.nodes, depth: self.depth, ..Lowering::new(catalog) };
        let lowered = lowering.lower(&ty, &outer, direction).map_err(|why| match why {
            Obstacle::Unresolved(path) if path.starts_with("crate::") => Obstacle::External(external.join("::")),
            why => why,
        });
        self.nodes = lowering.nodes;
        self.disguised |= lowering.disguised;
        self.boxed_object |= lowering.boxed_object;
        self.error_text |= lowering.error_text;
        match lowering.holder {
            Some(_) => Err(Obstacle::Kind("a closure of a dependency's type")),
            None => lowered,
        }
    }

    /// Tells another crate's catalog why the values of an argument stay in the plugin, if they do.
    fn introduce(&self, argument: &TypeArgument, catalog: &Catalog<'_, '_>) {
        let TypeArgument::Type(ty) = argument else { return };
        for path in parts::handles(ty) {
            catalog.receive(path, self.catalog.why_opaque(path));
        }
    }

    /// An argument for a type of another crate.
    fn foreign_argument(&mut self, given: &syn::GenericArgument, env: &Env<'_>) -> Result<TypeArgument, Obstacle> {
        const UNFIT: Obstacle = Obstacle::Kind("a dependency's type with these arguments");
        let lowered = match given {
            syn::GenericArgument::Type(ty) => Some(self.type_argument(ty, env, || UNFIT)),
            _ => None,
        };
        match lowered {
            Some(Ok(argument)) => Ok(argument),
            failed => match const_argument(self.krate, given, env) {
                Some(value) => Ok(TypeArgument::Const(value)),
                None => failed.unwrap_or(Err(UNFIT)),
            },
        }
    }

    /// Whether a type of another crate has `Display` text, as an error. Errors do, and what a macro writes is not seen.
    pub(super) fn foreign_has_text(&mut self, external: &[String], path: &syn::Path, env: &Env<'_>) -> bool {
        match self.foreign(external, path, env, Direction::Out) {
            Some(Ok(Type::Named(path))) => self.catalog.implements(&path, crate::traits::Trait::Display),
            _ => true,
        }
    }
}
