//! [`Reach`]: under which public paths each item can be named from outside, found by walking the public modules and
//! re-exports from the root.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

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
        let mut followed = 0;
        while let Some((modules, path)) = queue.pop_front() {
            let Some(module) = modules.last() else { continue };
            for ((name, _), public) in names(krate, *module, &mut HashSet::new()) {
                followed += 1;
                if followed > MAX_PATHS {
                    return reach;
                }
                let mut parts: Vec<String> = path.clone();
                parts.push(name);
                match public.meaning {
                    Meaning::Module(child) if !modules.contains(&child) && parts.len() < MAX_PARTS => {
                        let mut around = modules.clone();
                        around.push(child);
                        queue.push_back((around, parts));
                    }
                    Meaning::Item(item) => reach.add(item, parts, public.is_reexport),
                    Meaning::External(real) if !prelude::is_std(&real[0]) => {
                        reach.foreign.push((parts, real, public.item));
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

/// The public names of a module, `*` re-exports included, sorted.
fn names(krate: &Crate<'_>, module: ModuleId, seen: &mut HashSet<ModuleId>) -> Names {
    let mut names = Names::new();
    if krate.module(module).state != State::Active || !seen.insert(module) || seen.len() > MAX_GLOBS {
        return names;
    }
    let scope = &krate.scopes[module.index()];
    for (name, entries) in &scope.names {
        for entry in entries.iter().filter(|entry| is_public(entry)) {
            for namespace in [Namespace::Type, Namespace::Value] {
                if let Some(public) = public(krate, module, entry, namespace) {
                    names.entry((name.clone(), namespace as u8)).or_insert(public);
                }
            }
        }
    }
    let mut behind_globs: BTreeMap<(String, u8), Option<Public>> = BTreeMap::new();
    for entry in scope.globs.iter().filter(|entry| is_public(entry)) {
        let Binding::Import(import) = &entry.binding else { continue };
        let Meaning::Module(source) = krate.resolve_import(Query::types(module), import).meaning else { continue };
        for (key, public) in self::names(krate, source, seen) {
            let public = Public { is_reexport: true, ..public };
            // Names that stand in the module itself hide those behind a glob; two globs hide each other.
            if is_bound(&scope.names, &key) {
                continue;
            }
            match behind_globs.get(&key) {
                None => {
                    behind_globs.insert(key, Some(public));
                }
                Some(Some(other)) if other.meaning == public.meaning => {}
                Some(_) => {
                    behind_globs.insert(key, None);
                }
            }
        }
    }
    names.extend(behind_globs.into_iter().filter_map(|(key, public)| Some((key, public?))));
    seen.remove(&module);
    names
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
