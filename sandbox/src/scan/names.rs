//! The crate's name table, and what a path may mean by it. Conditional code, blocks and macros are all taken as present,
//! so a path can mean several things; the rules ask for every one of them.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use plugwright_analyzer::Edition;

/// A module's path below the crate root, joined by `::`.
pub(crate) type ModulePath = String;

/// Where a path starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Anchor {
    /// `::a` or a plain `a`.
    Global,
    /// A plain `a` as code writes it.
    Local,
    /// A plain `a` where the module certainly has an `a` of its own.
    Own,
    /// In a `use`, where editions differ.
    Import,
}

/// A path as written, and where.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Written {
    pub(crate) segments: Vec<String>,
    pub(crate) anchor: Anchor,
    pub(crate) module: ModulePath,
}

/// A name that a `use`, an `extern crate` or a `type` gives to something else.
#[derive(Clone, Debug)]
struct Binding {
    target: Written,
    /// Where people find it.
    place: String,
}

/// The names of one module, those of its blocks included.
#[derive(Debug, Default)]
struct Scope {
    bindings: BTreeMap<String, Vec<Binding>>,
    globs: Vec<Binding>,
    /// Types and modules that are there in every build, and seen in all of the module.
    types: BTreeSet<String>,
    /// The same of functions, constants and statics.
    values: BTreeSet<String>,
}

/// What a path may stand for in the standard library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// The full path, starting at `std`, `core` or `alloc`.
    pub(crate) path: Vec<String>,
    /// The imports that led there.
    pub(crate) via: Vec<String>,
}

/// Every module's names.
#[derive(Debug, Default)]
pub(crate) struct Names {
    edition: Edition,
    scopes: BTreeMap<ModulePath, Scope>,
    /// Imports inside macros: they may take effect anywhere.
    floating: Scope,
    /// Names that the root's `extern crate`s give: paths of every module may start there.
    everywhere: BTreeSet<String>,
    /// Words of macros: each may be the name of a module that a macro makes.
    made: BTreeSet<String>,
    /// Whether a macro's argument may be what a `use` imports, or the name that it gives.
    pub(crate) renames_openly: bool,
    /// Whether a path goes on after a macro's argument, which may be any module.
    pub(crate) goes_on_openly: bool,
    /// Names of `macro_rules!` macros.
    pub(crate) macros: BTreeSet<String>,
    /// Names that imports give to what is called otherwise.
    imported: BTreeSet<String>,
    /// Every name that anything in the crate may have, wherever that is seen.
    declared: BTreeSet<String>,
    table: BTreeMap<ModulePath, Entries>,
    /// How many names were looked at to follow all globs.
    work: Cell<usize>,
    /// Whether something was left out because there was too much of it.
    cut: Cell<bool>,
}

/// What the names of one module lead to, as far as that is known.
#[derive(Clone, Debug, Default)]
struct Entries {
    names: BTreeMap<String, Vec<Found>>,
    /// Modules of the standard library whose whole content is imported.
    globs: Vec<Found>,
}

/// A place, and the imports that led there.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    place: Place,
    via: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Module(ModulePath),
    Standard(Vec<String>),
}

/// Stands for every module that a macro makes: what macros import may be in it.
const MADE: &str = "$macro";

/// Imports are followed this many times over; real crates need a handful.
const ROUNDS: usize = 64;
/// A name that may mean more things than this is an attempt to exhaust memory, or to hide one among many.
const MEANINGS: usize = 64;
/// More work than this comes from modules that import each other in order to exhaust whoever follows.
const WORK: usize = 2_000_000;
/// No path of the standard library is longer.
const SEGMENTS: usize = 12;

impl Names {
    /// Whether a `use` starts at the crate's root, and `async` is a name, as before 2018.
    pub(crate) fn is_old(&self) -> bool {
        self.edition == Edition::E2015
    }

    pub(crate) fn new(edition: Edition) -> Names {
        let mut names = Names { edition, ..Names::default() };
        names.add_module("");
        names
    }

    pub(crate) fn add_module(&mut self, path: &str) {
        self.scopes.entry(path.to_string()).or_default();
    }

    /// Notes that something somewhere has the name.
    pub(crate) fn declare(&mut self, name: &str) {
        self.declared.insert(name.to_string());
    }

    /// Whether an import, an alias or a macro gives the name to something.
    pub(crate) fn renames(&self, name: &str) -> bool {
        let mut scopes = self.scopes.values().chain([&self.floating]);
        self.macros.contains(name) || scopes.any(|scope| scope.bindings.contains_key(name))
    }

    /// Whether an import gives the name to something that is not called so in the standard library.
    pub(crate) fn is_imported(&self, name: &str) -> bool {
        self.imported.contains(name)
    }

    fn imported(&self) -> BTreeSet<String> {
        let is_own = |name: &str, binding: &Binding| {
            let segments = &binding.target.segments;
            !is_root(&segments[0]) || segments.last().is_none_or(|last| last != name)
        };
        let scopes = self.scopes.values().chain([&self.floating]);
        let bindings = scopes.flat_map(|scope| &scope.bindings);
        let own = bindings.filter(|(name, all)| all.iter().any(|binding| is_own(name, binding)));
        own.map(|(name, _)| name.clone()).collect()
    }

    /// The names, and all that imports of any module may call the same.
    pub(crate) fn also_called<'n>(&'n self, names: &[&'n str]) -> BTreeSet<&'n str> {
        let mut all: BTreeSet<&str> = names.iter().copied().collect();
        loop {
            let scopes = self.scopes.values().chain([&self.floating]);
            let bindings = scopes.flat_map(|scope| scope.bindings.iter());
            let leads =
                |binding: &Binding| binding.target.segments.last().is_some_and(|last| all.contains(last.as_str()));
            let more = bindings.filter(|(_, targets)| targets.iter().any(leads)).map(|(name, _)| name.as_str());
            let more: Vec<&str> = more.filter(|name| !all.contains(name)).collect();
            if more.is_empty() {
                return all;
            }
            all.extend(more);
        }
    }

    pub(crate) fn is_declared(&self, name: &str) -> bool {
        self.declared.contains(name)
    }

    /// Whether the module certainly has a module or type of that name.
    pub(crate) fn has_type(&self, module: &str, name: &str) -> bool {
        self.scopes.get(module).is_some_and(|scope| scope.types.contains(name))
    }

    /// Adds something that is there in every build; `keyword` says what.
    pub(crate) fn add_item(&mut self, module: &str, keyword: &str, name: &str) {
        let scope = self.scopes.entry(module.to_string()).or_default();
        match keyword {
            "fn" | "const" | "static" => scope.values.insert(name.to_string()),
            _ => scope.types.insert(name.to_string()),
        };
    }

    /// Notes that the module may be left out, after it was added to the one around it.
    pub(crate) fn forget_module(&mut self, path: &str) {
        let name = path.rsplit("::").next().unwrap_or(path);
        if let Some(scope) = self.scopes.get_mut(parent(path)) {
            scope.types.remove(name);
        }
    }

    /// Whether something of the module's own takes the place of what a glob brings in. In the place of a path's last
    /// segment stands a value or a type; types have capital letters in the standard library.
    fn hides_globs(&self, module: &str, name: &str, is_last: bool) -> bool {
        let Some(scope) = self.scopes.get(module) else { return false };
        let capital = name.starts_with(|c: char| c.is_ascii_uppercase());
        match is_last {
            true => scope.values.contains(name) || capital && scope.types.contains(name),
            false => scope.types.contains(name),
        }
    }

    /// Adds `name` as another way to write `target`.
    pub(crate) fn bind(&mut self, name: &str, target: Written, place: String, in_macro: bool) {
        self.declare(name);
        let binding = Binding { target, place };
        self.scope(&binding, in_macro).bindings.entry(name.to_string()).or_default().push(binding);
    }

    /// Lets paths of every module start at a name that is bound at the root.
    pub(crate) fn see_everywhere(&mut self, name: &str) {
        self.everywhere.insert(name.to_string());
    }

    /// Adds everything that `target` holds.
    pub(crate) fn bind_all(&mut self, target: Written, place: String, in_macro: bool) {
        let binding = Binding { target, place };
        self.scope(&binding, in_macro).globs.push(binding);
    }

    fn scope(&mut self, binding: &Binding, in_macro: bool) -> &mut Scope {
        if in_macro {
            return &mut self.floating;
        }
        self.scopes.entry(binding.target.module.clone()).or_default()
    }

    /// Follows all imports until nothing new comes of it. `words` are those that stand in macros.
    pub(crate) fn settle(&mut self, words: &BTreeSet<String>) {
        self.imported = self.imported();
        if self.is_open() || !self.floating.bindings.is_empty() || !self.floating.globs.is_empty() {
            self.made.clone_from(words);
            self.add_module(MADE);
        }
        for path in self.scopes.keys() {
            self.table.entry(path.clone()).or_default();
        }
        for path in self.scopes.keys().filter(|path| !path.is_empty() && *path != MADE) {
            let name = path.rsplit("::").next().unwrap_or(path);
            let found = Found { place: Place::Module(path.clone()), via: Vec::new() };
            self.table.entry(parent(path).to_string()).or_default().add(name, &found);
        }
        for _ in 0..ROUNDS {
            if !self.follow_once() || self.is_exhausted() {
                return;
            }
        }
        self.cut.set(true);
    }

    /// Whether there were too many names to follow them all.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.cut.get() || self.work.get() > WORK
    }

    fn follow_once(&mut self) -> bool {
        let mut changed = false;
        let modules: Vec<ModulePath> = self.scopes.keys().cloned().collect();
        for module in &modules {
            if self.is_exhausted() {
                break;
            }
            let mut entries = self.table.remove(module).unwrap_or_default();
            let before = entries.clone();
            // What a module imports from itself is looked up in what is known so far.
            self.table.insert(module.clone(), before);
            for scope in self.scopes.get(module).into_iter().chain([&self.floating]) {
                for (name, binding) in
                    scope.bindings.iter().flat_map(|(name, all)| all.iter().map(move |one| (name, one)))
                {
                    for found in self.resolve(&binding.target) {
                        changed |= entries.add(name, &found.led_by(name, binding));
                    }
                }
                for glob in &scope.globs {
                    for found in self.resolve(&glob.target) {
                        changed |= self.add_all(&mut entries, &found, glob);
                    }
                }
            }
            if module == MADE && self.is_open() {
                changed |= self.add_everything(&mut entries);
            }
            self.table.insert(module.clone(), entries);
        }
        changed
    }

    /// Whether a name in a macro may stand for any module of the crate.
    fn is_open(&self) -> bool {
        self.renames_openly || self.goes_on_openly
    }

    /// Adds what any module has of the standard library; further modules are found by way of the same.
    fn add_everything(&self, entries: &mut Entries) -> bool {
        let mut changed = false;
        for source in self.scopes.keys().filter(|module| *module != MADE).filter_map(|module| self.table.get(module)) {
            self.work.set(self.work.get() + source.names.len() + source.globs.len() + 1);
            let all = source.names.iter().flat_map(|(name, all)| all.iter().map(move |found| (name, found)));
            for (name, found) in all {
                let leads_on = matches!(&found.place, Place::Standard(path) if path.len() <= 3);
                changed |= leads_on && entries.add(name, found);
            }
            for found in &source.globs {
                changed |= push(&mut entries.globs, found);
            }
        }
        changed
    }

    fn add_all(&self, entries: &mut Entries, found: &Found, glob: &Binding) -> bool {
        let mut changed = false;
        match &found.place {
            // Of the other modules a glob brings in what is free, or is a finding itself.
            Place::Standard(path) if !holds_exceptions(path) => {}
            Place::Standard(_) => {
                let mut found = found.clone();
                found.via.insert(0, format!("`{}::*` is imported at {}", glob.target.segments.join("::"), glob.place));
                changed |= push(&mut entries.globs, &found);
            }
            Place::Module(module) => {
                let Some(source) = self.table.get(module) else { return false };
                self.work.set(self.work.get() + source.names.len() + source.globs.len() + 1);
                if self.is_exhausted() {
                    return false;
                }
                changed |= entries.take(source);
            }
        }
        changed
    }

    /// Everything in the standard library that the path may mean.
    pub(crate) fn meanings(&self, written: &Written) -> Vec<Meaning> {
        let mut meanings: Vec<Meaning> = Vec::new();
        for found in self.resolve(written) {
            if let Place::Standard(path) = found.place
                && !meanings.iter().any(|meaning| meaning.path == path)
            {
                meanings.push(Meaning { path, via: found.via });
            }
        }
        meanings
    }

    /// Whether names come in from where they cannot be listed: by a glob of another crate's, or of the standard library's.
    pub(crate) fn has_foreign_glob(&self, module: &str) -> bool {
        let is_foreign =
            |glob: &Binding| self.resolve(&glob.target).iter().all(|found| matches!(found.place, Place::Standard(_)));
        let scope = self.scopes.get(module);
        scope.into_iter().chain([&self.floating]).any(|scope| scope.globs.iter().any(is_foreign))
    }

    /// Whether everything of a root is imported where the name stands.
    pub(crate) fn is_under_root_glob(&self, module: &str) -> bool {
        let is_root = |found: &Found| matches!(&found.place, Place::Standard(path) if path.len() == 1);
        self.table.get(module).is_some_and(|entries| entries.globs.iter().any(is_root))
    }

    /// Whether an import or an alias gives the name a meaning in the module.
    pub(crate) fn is_bound(&self, module: &str, name: &str) -> bool {
        let binds = |scope: &Scope| scope.bindings.contains_key(name);
        binds(&self.floating) || self.scopes.get(module).is_some_and(binds)
    }

    /// Modules of the standard library whose whole content is found in a module that the path may lead to.
    pub(crate) fn globs_at(&self, written: &Written) -> Vec<Vec<String>> {
        let entries = self.resolve(written).into_iter().filter_map(|found| match found.place {
            Place::Module(module) => self.table.get(&module),
            Place::Standard(_) => None,
        });
        entries.flat_map(|entries| entries.globs.iter().filter_map(Found::standard)).collect()
    }

    /// Everything that imports and aliases of any module mean by the path: a macro may put any module before it.
    pub(crate) fn meanings_anywhere(&self, segments: &[String]) -> Vec<Meaning> {
        let name = &segments[0];
        let binding = self.scopes.iter().filter(|(_, scope)| scope.bindings.contains_key(name)).map(|(path, _)| path);
        let written = |module: &ModulePath| Written {
            segments: segments.to_vec(),
            anchor: Anchor::Local,
            module: module.clone(),
        };
        let bound = binding.flat_map(|module| self.meanings(&written(module)));
        let globs: BTreeSet<Vec<String>> =
            self.table.values().flat_map(|entries| entries.globs.iter().filter_map(Found::standard)).collect();
        let brought = globs.into_iter().map(|path| path.iter().chain(segments).cloned().collect());
        bound.chain(brought.map(|path| Meaning { path, via: Vec::new() })).collect()
    }

    fn resolve(&self, written: &Written) -> Vec<Found> {
        let Some((first, rest)) = written.segments.split_first() else { return Vec::new() };
        let mut found = self.first(written, first);
        for (at, segment) in rest.iter().enumerate() {
            let is_last = at + 1 == rest.len();
            found = found
                .into_iter()
                .flat_map(|Found { place, via }| match place {
                    Place::Standard(mut path) => {
                        path.push(segment.clone());
                        vec![Found { place: Place::Standard(path), via }]
                    }
                    Place::Module(module) => self
                        .member(&module, segment, is_last)
                        .into_iter()
                        .map(|inner| Found { via: via.iter().chain(&inner.via).cloned().collect(), ..inner })
                        .collect(),
                })
                .filter(|found| !matches!(&found.place, Place::Standard(path) if path.len() > SEGMENTS))
                .fold(Vec::new(), |mut all, found| {
                    push(&mut all, &found);
                    all
                });
            self.cut.set(self.cut.get() || found.len() > MEANINGS);
        }
        found
    }

    fn first(&self, written: &Written, name: &str) -> Vec<Found> {
        let is_last = written.segments.len() == 1;
        let module = |path: &str| vec![Found { place: Place::Module(path.to_string()), via: Vec::new() }];
        let root = (is_root(name) && (written.segments.len() > 1 || written.anchor != Anchor::Local))
            .then(|| Found { place: Place::Standard(vec![name.to_string()]), via: Vec::new() });
        let old = self.edition == Edition::E2015;
        let own = match (written.anchor, name) {
            (_, "crate" | "$crate") => return module(""),
            (_, "self") => return module(&written.module),
            (_, argument) if argument.starts_with('$') => return module(MADE),
            (_, "super") => return module(parent(&written.module)),
            (Anchor::Own, _) => return self.member(&written.module, name, is_last),
            (Anchor::Global, _) if !old => Vec::new(),
            (Anchor::Global | Anchor::Import, _) if old => self.member("", name, is_last),
            _ => self.member(&written.module, name, is_last),
        };
        let everywhere = if self.everywhere.contains(name) { self.member("", name, is_last) } else { Vec::new() };
        let mut found: Vec<Found> = Vec::new();
        for one in root.into_iter().chain(own).chain(everywhere) {
            push(&mut found, &one);
        }
        if written.anchor != Anchor::Global || old {
            self.add_made(&mut found, name, is_last);
        }
        found
    }

    /// Adds what a macro may have made and called so.
    fn add_made(&self, found: &mut Vec<Found>, name: &str, is_last: bool) {
        if !is_last && self.made.contains(name) {
            push(found, &Found { place: Place::Module(MADE.to_string()), via: Vec::new() });
        }
    }

    /// What a name means inside a module.
    fn member(&self, module: &str, name: &str, is_last: bool) -> Vec<Found> {
        match name {
            "super" => return vec![Found { place: Place::Module(parent(module).to_string()), via: Vec::new() }],
            "self" => return vec![Found { place: Place::Module(module.to_string()), via: Vec::new() }],
            _ => {}
        }
        let Some(entries) = self.table.get(module) else { return Vec::new() };
        let mut found = entries.names.get(name).cloned().unwrap_or_default();
        // After `use std::*` the name `std` is still the root.
        if !is_root(name) && !self.hides_globs(module, name, is_last) {
            for glob in &entries.globs {
                if let Place::Standard(path) = &glob.place {
                    let path = path.iter().cloned().chain([name.to_string()]).collect();
                    found.push(Found { place: Place::Standard(path), via: glob.via.clone() });
                }
            }
        }
        self.add_made(&mut found, name, is_last);
        if module == MADE && !is_last && self.is_open() {
            push(&mut found, &Found { place: Place::Module(MADE.to_string()), via: Vec::new() });
        }
        found
    }
}

impl Entries {
    fn add(&mut self, name: &str, found: &Found) -> bool {
        match self.names.get_mut(name) {
            Some(all) => push(all, found),
            None => push(self.names.entry(name.to_string()).or_default(), found),
        }
    }
}

impl Entries {
    fn take(&mut self, source: &Entries) -> bool {
        let mut changed = false;
        for (name, all) in &source.names {
            for found in all {
                changed |= self.add(name, found);
            }
        }
        for found in &source.globs {
            changed |= push(&mut self.globs, found);
        }
        changed
    }
}

impl Found {
    fn standard(&self) -> Option<Vec<String>> {
        match &self.place {
            Place::Standard(path) => Some(path.clone()),
            Place::Module(_) => None,
        }
    }

    fn led_by(mut self, name: &str, binding: &Binding) -> Found {
        self.via.insert(0, format!("`{name}` is `{}`, by {}", binding.target.segments.join("::"), binding.place));
        self
    }
}

/// Keeps one more than is looked at, which tells that there are too many.
fn push(all: &mut Vec<Found>, found: &Found) -> bool {
    let known = all.len() > MEANINGS || all.iter().any(|one| one.place == found.place);
    if !known {
        all.push(found.clone());
    }
    !known
}

/// Whether the module is free but holds items that are not.
fn holds_exceptions(path: &[String]) -> bool {
    matches!(path, [_]) || matches!(path, [_, module] if matches!(module.as_str(), "io" | "panic" | "path"))
}

/// Types of the language, whose functions are reached by a path.
pub(crate) fn is_primitive(name: &str) -> bool {
    const TYPES: &[&str] = &[
        "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize",
        "f16", "f32", "f64", "f128",
    ];
    TYPES.contains(&name)
}

/// The names by which the standard library is reached.
pub(crate) fn is_root(name: &str) -> bool {
    matches!(name, "std" | "core" | "alloc")
}

pub(crate) fn child(module: &str, name: &str) -> ModulePath {
    if module.is_empty() { name.to_string() } else { format!("{module}::{name}") }
}

fn parent(module: &str) -> &str {
    module.rsplit_once("::").map_or("", |(parent, _)| parent)
}
