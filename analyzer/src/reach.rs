//! [`Reach`]: under which public paths each item can be named from outside, found by walking the public modules and
//! re-exports from the root.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::rc::Rc;

use crate::cfg::State;
use crate::import::{Import, ImportName};
use crate::krate::{Crate, ItemId, ModuleId, Visibility};
use crate::prelude;
use crate::resolve::{Meaning, Query};
use crate::scope::{Binding, Entry, Namespace};

/// Parts of the longest path that is followed.
const MAX_PARTS: usize = 32;
/// Paths that are followed in total, and kept for one item.
const MAX_PATHS: usize = 50_000;
const MAX_NAMES: usize = 32;
/// `*` re-exports that lead through each other.
const MAX_GLOBS: usize = 64;
/// Bindings that are looked at in total.
const MAX_ENTRIES: usize = 2_000_000;

/// The public paths of a crate.
pub(crate) struct Reach {
    items: HashMap<ItemId, Vec<PublicPath>>,
    /// Functions of other crates that are re-exported: public path, real path and the `use`.
    pub(crate) foreign: Vec<(Vec<String>, Vec<String>, ItemId)>,
}

/// One public path.
#[derive(Clone, Debug, PartialEq, Eq)]
struct PublicPath {
    parts: Vec<String>,
    is_reexport: bool,
}

/// What a public name of a module leads to.
struct Public {
    meaning: Meaning,
    item: ItemId,
    is_reexport: bool,
}

impl Reach {
    /// Walks the crate.
    pub(crate) fn of(krate: &Crate<'_>) -> Self {
        let mut reach = Self { items: HashMap::new(), foreign: Vec::new() };
        if krate.modules.is_empty() {
            return reach;
        }
        let mut queue = VecDeque::from([(vec![ModuleId::ROOT], Vec::new())]);
        let mut walk = Walk { krate, names: HashMap::new(), entries: 0 };
        let mut followed = 0;
        while let Some((modules, path)) = queue.pop_front() {
            let Some(module) = modules.last() else { continue };
            for ((name, _), public) in walk.names(*module).iter() {
                followed += 1;
                if followed > MAX_PATHS {
                    return reach;
                }
                let mut parts: Vec<String> = path.clone();
                parts.push(name.clone());
                match &public.meaning {
                    Meaning::Module(child) if !modules.contains(child) && parts.len() < MAX_PARTS => {
                        let mut around = modules.clone();
                        around.push(*child);
                        queue.push_back((around, parts));
                    }
                    Meaning::Item(item) => reach.add(*item, parts, public.is_reexport),
                    Meaning::External(real) if !prelude::is_std(&real[0]) => {
                        reach.add_foreign(parts, real.clone(), public.item)
                    }
                    _ => {}
                }
            }
        }
        reach
    }

    fn add(&mut self, item: ItemId, parts: Vec<String>, is_reexport: bool) {
        let paths = self.items.entry(item).or_default();
        let path = PublicPath { parts, is_reexport };
        if paths.len() < MAX_NAMES && !paths.contains(&path) {
            paths.push(path);
        }
    }

    /// Keeps the first path of each, which is the shortest.
    fn add_foreign(&mut self, parts: Vec<String>, real: Vec<String>, item: ItemId) {
        if !self.foreign.iter().any(|(_, known, _)| *known == real) {
            self.foreign.push((parts, real, item));
        }
    }

    /// All public paths of an item, the shortest first; of equally short ones where it is defined, then by the
    /// alphabet. Empty where it has none.
    pub(crate) fn paths(&self, item: ItemId) -> Vec<Vec<String>> {
        let mut paths: Vec<&PublicPath> = self.items.get(&item).into_iter().flatten().collect();
        paths.sort_by_key(|path| (path.parts.len(), path.is_reexport, path.parts.clone()));
        let mut parts: Vec<_> = paths.into_iter().map(|path| path.parts.clone()).collect();
        parts.dedup();
        parts
    }

    /// Every item with a public path, in order of modules and lines.
    pub(crate) fn items(&self) -> Vec<ItemId> {
        let mut items: Vec<_> = self.items.keys().copied().collect();
        items.sort();
        items
    }
}

type Names = BTreeMap<(String, u8), Public>;

/// The public names of modules, each worked out once.
struct Walk<'k, 's> {
    krate: &'k Crate<'s>,
    names: HashMap<ModuleId, Rc<Names>>,
    entries: usize,
}

impl Walk<'_, '_> {
    /// The public names of a module, `*` re-exports included, sorted.
    fn names(&mut self, module: ModuleId) -> Rc<Names> {
        if let Some(names) = self.names.get(&module) {
            return Rc::clone(names);
        }
        let names = Rc::new(self.collect(module, &mut HashSet::new()));
        self.names.insert(module, Rc::clone(&names));
        names
    }

    /// Collects the names; what was `seen` has given its names already.
    fn collect(&mut self, module: ModuleId, seen: &mut HashSet<ModuleId>) -> Names {
        let krate = self.krate;
        if krate.module(module).state != State::Active || seen.len() == MAX_GLOBS || !seen.insert(module) {
            return Names::new();
        }
        let scope = &krate.scopes[module.index()];
        self.entries += scope.names.len() + scope.globs.len();
        if self.entries > MAX_ENTRIES {
            return Names::new();
        }
        let mut names = self.own(module);
        let mut behind_globs: BTreeMap<(String, u8), Option<Public>> = BTreeMap::new();
        for entry in scope.globs.iter().filter(|entry| is_public(entry)) {
            let Binding::Import(import) = &entry.binding else { continue };
            let Meaning::Module(source) = krate.resolve_import(Query::types(module), import).meaning else { continue };
            for (key, public) in self.collect(source, seen) {
                // Names that stand in the module itself hide those behind a glob; two globs hide each other.
                if is_bound(&scope.names, &key) {
                    continue;
                }
                let clashes = behind_globs
                    .get(&key)
                    .is_some_and(|other| other.as_ref().is_none_or(|other| other.meaning != public.meaning));
                behind_globs.insert(key, (!clashes).then_some(Public { is_reexport: true, ..public }));
            }
        }
        names.extend(behind_globs.into_iter().filter_map(|(key, public)| Some((key, public?))));
        names
    }

    /// The public names that a module's own items bind.
    fn own(&self, module: ModuleId) -> Names {
        let mut names = Names::new();
        for (name, entries) in &self.krate.scopes[module.index()].names {
            for entry in entries.iter().filter(|entry| is_public(entry)) {
                for namespace in [Namespace::Type, Namespace::Value] {
                    if let Some(public) = public(self.krate, module, entry, namespace) {
                        names.entry((name.clone(), namespace as u8)).or_insert(public);
                    }
                }
            }
        }
        names
    }
}

fn is_bound(names: &HashMap<String, Vec<Entry>>, (name, namespace): &(String, u8)) -> bool {
    let namespace = if *namespace == Namespace::Type as u8 { Namespace::Type } else { Namespace::Value };
    let binds = |entry: &Entry| entry.state == State::Active && entry.binding.is_in(namespace);
    names.get(name).is_some_and(|entries| {
        entries.iter().any(|entry| {
            // An import binds its name only in the namespaces in which it leads somewhere.
            binds(entry) && !matches!(entry.binding, Binding::Import(_))
        })
    })
}

fn is_public(entry: &Entry) -> bool {
    entry.visibility == Visibility::Public && entry.state != State::Inactive
}

fn public(krate: &Crate<'_>, module: ModuleId, entry: &Entry, namespace: Namespace) -> Option<Public> {
    if !entry.binding.is_in(namespace) {
        return None;
    }
    let (meaning, is_reexport) = match &entry.binding {
        Binding::Type | Binding::Value | Binding::TypeAndValue => (Meaning::Item(entry.item), false),
        Binding::Module(child) => (Meaning::Module(*child), false),
        Binding::Import(import) => (imported(krate, module, import, namespace)?, true),
        Binding::Macro | Binding::ExternCrate(_) => return None,
    };
    Some(Public { meaning, item: entry.item, is_reexport })
}

fn imported(krate: &Crate<'_>, module: ModuleId, import: &Import, namespace: Namespace) -> Option<Meaning> {
    if import.name == ImportName::Glob {
        return None;
    }
    let query = Query { namespace, ..Query::types(module) };
    match krate.resolve_import(query, import).meaning {
        Meaning::Unresolved(_) | Meaning::Ambiguous(_) => None,
        // What another crate's name is cannot be seen; it is counted once.
        Meaning::External(_) if namespace == Namespace::Type => None,
        meaning => Some(meaning),
    }
}
