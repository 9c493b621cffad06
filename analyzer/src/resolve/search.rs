//! [`Search`]: one question about one path, with the bookkeeping that makes it end.

use std::collections::HashSet;

use crate::cfg::State;
use crate::diagnostic::Span;
use crate::import::{Import, ImportName};
use crate::krate::{Crate, ItemId, ModuleId, plain};
use crate::manifest::{DependencyKind, Edition};
use crate::prelude;
use crate::scope::{Binding, Entry, Namespace};

use super::{Lens, Meaning, Path, Query, Resolution, Step};

/// Names tried in one search before it gives up.
const MAX_TRIES: usize = 20_000;
/// Names tried in all searches of one crate before they give up.
const MAX_TOTAL: usize = 50_000_000;
/// Imports and aliases that lead through each other.
const MAX_DEPTH: usize = 200;

pub(super) struct Search<'c, 's, 'q> {
    krate: &'c Crate<'s>,
    query: Query<'q>,
    chain: Vec<Step>,
    /// What is being tried, or was without success.
    tried: HashSet<(ModuleId, String, Namespace)>,
    tries: usize,
    depth: usize,
}

/// How a lookup by one name ended.
enum Hit {
    Found(Meaning),
    /// Only a glob of another crate could bring the name in.
    Maybe(Glob),
    Nothing,
}

/// Everything of another crate's module, and the way to it.
struct Glob {
    path: Vec<String>,
    steps: Vec<Step>,
}

impl<'c, 's, 'q> Search<'c, 's, 'q> {
    pub(super) fn new(krate: &'c Crate<'s>, query: Query<'q>) -> Self {
        Self { krate, query, chain: Vec::new(), tried: HashSet::new(), tries: 0, depth: 0 }
    }

    pub(super) fn path(mut self, path: &Path) -> Resolution {
        let meaning = self.follow(self.query.module, path, self.query.namespace, true);
        Resolution { meaning, chain: self.chain }
    }

    pub(super) fn import(mut self, import: &Import) -> Resolution {
        let meaning = self.follow_import(self.query.module, import, self.query.namespace, true);
        Resolution { meaning, chain: self.chain }
    }

    /// Follows a path that stands in `module`, but not in a `use`.
    fn follow(&mut self, module: ModuleId, path: &Path, namespace: Namespace, with_locals: bool) -> Meaning {
        let [first, rest @ ..] = path.parts.as_slice() else { return Meaning::Unresolved(0) };
        if path.absolute {
            return match self.edition() {
                Edition::E2015 => self.crate_relative(&path.parts, namespace),
                _ => self.external(first).map_or(Meaning::Unresolved(0), |found| self.walk(found, rest, namespace, 1)),
            };
        }
        if let Some(found) = self.keyword(module, &path.parts, namespace) {
            return found;
        }
        let first_namespace = if rest.is_empty() { namespace } else { Namespace::Type };
        let found = self.in_scope(module, first, first_namespace, with_locals);
        self.walk(found, rest, namespace, 1)
    }

    /// Follows the path of a `use`, which in the 2015 edition counts from the root.
    ///
    /// Later editions count from where the `use` stands, which may be a block with names of its own.
    fn follow_import(&mut self, module: ModuleId, import: &Import, namespace: Namespace, is_local: bool) -> Meaning {
        if self.depth == MAX_DEPTH {
            return Meaning::Unresolved(0);
        }
        self.depth += 1;
        let is_glob = import.name == ImportName::Glob;
        let namespace = if is_glob { Namespace::Type } else { namespace };
        let path = Path { absolute: import.absolute, parts: import.path.clone() };
        let meaning = if path.parts.is_empty() {
            // `use ::*` or `use {…}` of everything: the root in 2015, nothing later.
            Meaning::Module(ModuleId::ROOT)
        } else if self.edition() == Edition::E2015 {
            match self.keyword(module, &path.parts, namespace) {
                Some(found) => found,
                None => self.crate_relative(&path.parts, namespace),
            }
        } else {
            self.follow(module, &path, namespace, is_local)
        };
        self.depth -= 1;
        meaning
    }

    fn edition(&self) -> Edition {
        self.krate.manifest.edition
    }

    /// `crate`, `self`, `super` and `Self` at the start of a path.
    fn keyword(&mut self, module: ModuleId, parts: &[String], namespace: Namespace) -> Option<Meaning> {
        let mut start = match parts.first()?.as_str() {
            "crate" | "$crate" => ModuleId::ROOT,
            "self" => module,
            "super" => self.krate.module(module).parent.unwrap_or(ModuleId::ROOT),
            "Self" => return Some(Meaning::SelfType(parts[1..].to_vec())),
            _ => return None,
        };
        let mut used = 1;
        while parts.get(used).is_some_and(|part| part == "super") {
            start = self.krate.module(start).parent.unwrap_or(ModuleId::ROOT);
            used += 1;
        }
        Some(self.walk(Meaning::Module(start), &parts[used..], namespace, used))
    }

    /// A path of the 2015 edition that counts from the root, or from another crate.
    fn crate_relative(&mut self, parts: &[String], namespace: Namespace) -> Meaning {
        let [first, rest @ ..] = parts else { return Meaning::Unresolved(0) };
        let first_namespace = if rest.is_empty() { namespace } else { Namespace::Type };
        let found = match self.in_module(ModuleId::ROOT, first, first_namespace, ModuleId::ROOT) {
            Hit::Found(found) => found,
            Hit::Maybe(glob) => self.external(first).unwrap_or_else(|| self.take(glob, first)),
            Hit::Nothing => self.external(first).unwrap_or(Meaning::Unresolved(0)),
        };
        self.walk(found, rest, namespace, 1)
    }

    /// Goes on from a meaning through the rest of the path.
    fn walk(&mut self, mut meaning: Meaning, rest: &[String], namespace: Namespace, mut done: usize) -> Meaning {
        for (index, part) in rest.iter().enumerate() {
            let is_last = index + 1 == rest.len();
            let namespace = if is_last { namespace } else { Namespace::Type };
            meaning = match meaning {
                Meaning::Module(module) => match self.in_module(module, part, namespace, self.query.module) {
                    Hit::Found(found) => found,
                    Hit::Maybe(glob) => self.take(glob, part),
                    Hit::Nothing => return Meaning::Unresolved(done),
                },
                Meaning::Item(item) => match self.alias(item) {
                    Some(found) => self.walk(found, std::slice::from_ref(part), namespace, done),
                    None => Meaning::Associated(item, vec![part.clone()]),
                },
                Meaning::Associated(item, parts) => Meaning::Associated(item, pushed(parts, part)),
                Meaning::External(parts) => Meaning::External(pushed(parts, part)),
                Meaning::Primitive(parts) => Meaning::Primitive(pushed(parts, part)),
                Meaning::SelfType(parts) => Meaning::SelfType(pushed(parts, part)),
                Meaning::Ambiguous(_) | Meaning::Unresolved(_) => return meaning,
            };
            done += 1;
        }
        meaning
    }

    /// What a type alias stands for, where that is a path.
    fn alias(&mut self, item: ItemId) -> Option<Meaning> {
        let syn::Item::Type(alias) = self.krate.item(item) else { return None };
        let syn::Type::Path(syn::TypePath { qself: None, path, .. }) = alias.ty.as_ref() else { return None };
        let key = (item.module, format!("type {}", item.index), Namespace::Type);
        if self.depth == MAX_DEPTH || !self.enter(key) {
            return None;
        }
        self.depth += 1;
        let path = Path::of(path);
        let text = format!("type {} = {}", alias.ident, path.parts.join("::"));
        self.chain.push(Step { text, span: Some(self.krate.span(item, &alias.ident)) });
        let found = self.follow(item.module, &path, Namespace::Type, false);
        self.depth -= 1;
        match found {
            Meaning::Item(next) => Some(self.alias(next).unwrap_or(found)),
            found => Some(found),
        }
    }

    /// Looks a name up the way a path's first part is.
    fn in_scope(&mut self, module: ModuleId, name: &str, namespace: Namespace, with_locals: bool) -> Meaning {
        let mut maybe = None;
        if with_locals {
            match self.in_locals(module, name, namespace) {
                Hit::Found(found) => return found,
                Hit::Maybe(glob) => maybe = Some(glob),
                Hit::Nothing => {}
            }
        }
        match self.in_module(module, name, namespace, module) {
            Hit::Found(found) => return found,
            Hit::Maybe(glob) => maybe = maybe.or(Some(glob)),
            Hit::Nothing => {}
        }
        if let Some(item) = self.krate.macro_named(name).filter(|_| namespace == Namespace::Macro) {
            return Meaning::Item(item);
        }
        if let Some(found) = self.external(name).filter(|_| namespace == Namespace::Type) {
            return found;
        }
        if namespace == Namespace::Macro && maybe.is_none() && prelude::is_std_macro(name) {
            return Meaning::External(vec!["std".to_owned(), name.to_owned()]);
        }
        let prelude = prelude::lookup(name, namespace, self.krate.is_no_std());
        match (prelude, maybe) {
            (Some(_), Some(glob)) if prelude::glob_shadows(&glob.path, name) => self.take(glob, name),
            // `Result` is what crates like to put into their own preludes.
            (Some(_), Some(glob)) if name == "Result" && !prelude::is_std(&glob.path[0]) => {
                Meaning::Ambiguous(glob.path)
            }
            (Some(path), _) => Meaning::External(path),
            (None, _) if namespace == Namespace::Type && prelude::is_primitive(name) => {
                Meaning::Primitive(vec![name.to_owned()])
            }
            (None, Some(glob)) => self.take(glob, name),
            (None, None) => Meaning::Unresolved(0),
        }
    }

    /// Looks a name up among the imports of the blocks around the path.
    fn in_locals(&mut self, module: ModuleId, name: &str, namespace: Namespace) -> Hit {
        let locals = self.query.locals;
        let mut maybe = None;
        for import in locals.iter().rev() {
            match &import.name {
                ImportName::Named(own) if own == name => {
                    let key = (module, format!("local {name} {}", import.path.join("::")), namespace);
                    if !self.enter(key) {
                        continue;
                    }
                    let length = self.chain.len();
                    self.chain.push(Step { text: text(import), span: None });
                    match self.follow_import(module, import, namespace, true) {
                        Meaning::Unresolved(_) => self.chain.truncate(length),
                        found => return Hit::Found(found),
                    }
                }
                ImportName::Glob => match self.in_glob(module, import, name, namespace, None) {
                    Hit::Nothing => {}
                    Hit::Maybe(glob) => maybe = maybe.or(Some(glob)),
                    found => return found,
                },
                _ => {}
            }
        }
        maybe.map_or(Hit::Nothing, Hit::Maybe)
    }

    /// Looks a name up among a module's own names and then among its globs, as seen from `from`.
    fn in_module(&mut self, module: ModuleId, name: &str, namespace: Namespace, from: ModuleId) -> Hit {
        let key = (module, name.to_owned(), namespace);
        if !self.enter(key.clone()) {
            return Hit::Nothing;
        }
        let scope = &self.krate.scopes[module.index()];
        let lens = self.query.lens;
        let mut entries: Vec<_> =
            scope.names.get(name).into_iter().flatten().filter(|entry| sees(lens, entry)).collect();
        // What is compiled goes first, and items before imports, which may lead nowhere in this namespace.
        entries.sort_by_key(|entry| (entry.state != State::Active, matches!(entry.binding, Binding::Import(_))));
        for entry in entries {
            if let Some(found) = self.entry(entry, namespace) {
                self.tried.remove(&key);
                return Hit::Found(found);
            }
        }
        let mut maybe = None;
        for entry in scope.globs.iter().filter(|entry| sees(lens, entry)) {
            let Binding::Import(import) = &entry.binding else { continue };
            if !self.krate.is_visible(entry.visibility, from) && from != module {
                continue;
            }
            match self.in_glob(module, import, name, namespace, Some(entry)) {
                Hit::Found(found) => {
                    self.tried.remove(&key);
                    return Hit::Found(found);
                }
                Hit::Maybe(glob) => maybe = maybe.or(Some(glob)),
                Hit::Nothing => {}
            }
        }
        maybe.map_or(Hit::Nothing, Hit::Maybe)
    }

    fn entry(&mut self, entry: &Entry, namespace: Namespace) -> Option<Meaning> {
        if !entry.binding.is_in(namespace) {
            return None;
        }
        match &entry.binding {
            Binding::Type | Binding::Value | Binding::TypeAndValue | Binding::Macro => Some(Meaning::Item(entry.item)),
            Binding::Module(module) => Some(Meaning::Module(*module)),
            Binding::ExternCrate(name) if name == "self" => Some(Meaning::Module(ModuleId::ROOT)),
            Binding::ExternCrate(name) => Some(Meaning::External(vec![name.clone()])),
            Binding::Import(import) => {
                let length = self.chain.len();
                let span = self.span(entry.item, import);
                self.chain.push(Step { text: text(import), span: Some(span) });
                match self.follow_import(entry.item.module, import, namespace, false) {
                    Meaning::Unresolved(_) => {
                        self.chain.truncate(length);
                        None
                    }
                    found => Some(found),
                }
            }
        }
    }

    /// Looks a name up behind `use …::*`.
    fn in_glob(
        &mut self,
        module: ModuleId,
        import: &Import,
        name: &str,
        namespace: Namespace,
        entry: Option<&Entry>,
    ) -> Hit {
        let length = self.chain.len();
        let span = entry.map(|entry| self.span(entry.item, import));
        self.chain.push(Step { text: text(import), span });
        let key = (module, format!("* {}", import.path.join("::")), Namespace::Type);
        let source = if self.enter(key.clone()) {
            let source = self.follow_import(module, import, Namespace::Type, entry.is_none());
            self.tried.remove(&key);
            source
        } else {
            Meaning::Unresolved(0)
        };
        let hit = match source {
            Meaning::Module(source) => self.in_module_seen_from(source, name, namespace, module),
            Meaning::Item(item) => self.variant(item, name),
            Meaning::External(path) => Hit::Maybe(Glob { path, steps: Vec::new() }),
            _ => Hit::Nothing,
        };
        match hit {
            Hit::Found(found) => Hit::Found(found),
            Hit::Maybe(mut glob) => {
                glob.steps.splice(0..0, self.chain.drain(length..));
                Hit::Maybe(glob)
            }
            Hit::Nothing => {
                self.chain.truncate(length);
                Hit::Nothing
            }
        }
    }

    /// Settles on a glob of another crate.
    fn take(&mut self, glob: Glob, name: &str) -> Meaning {
        self.chain.extend(glob.steps);
        Meaning::External(pushed(glob.path, name))
    }

    /// As `in_module`, but passes over names that cannot be seen from `from`.
    fn in_module_seen_from(&mut self, module: ModuleId, name: &str, namespace: Namespace, from: ModuleId) -> Hit {
        let hidden = |entry: &Entry| !self.krate.is_visible(entry.visibility, from);
        let entries = self.krate.scopes[module.index()].names.get(name);
        let all_hidden = entries.is_some_and(|entries| entries.iter().all(hidden));
        if all_hidden { Hit::Nothing } else { self.in_module(module, name, namespace, from) }
    }

    fn variant(&self, item: ItemId, name: &str) -> Hit {
        let syn::Item::Enum(enumeration) = self.krate.item(item) else { return Hit::Nothing };
        match enumeration.variants.iter().any(|variant| plain(&variant.ident) == name) {
            true => Hit::Found(Meaning::Associated(item, vec![name.to_owned()])),
            false => Hit::Nothing,
        }
    }

    /// Another crate of that name.
    fn external(&self, name: &str) -> Option<Meaning> {
        let root = self.krate.scopes.first()?;
        let declared = root.names.get(name).into_iter().flatten().find_map(|entry| match &entry.binding {
            Binding::ExternCrate(own) if own == "self" => Some(Meaning::Module(ModuleId::ROOT)),
            Binding::ExternCrate(own) => Some(Meaning::External(vec![own.clone()])),
            _ => None,
        });
        let is_dependency = || {
            self.krate
                .manifest
                .dependencies
                .iter()
                .any(|dependency| dependency.kind == DependencyKind::Normal && dependency.crate_name() == name)
        };
        declared.or_else(|| {
            let is_known = matches!(name, "std" | "core") || is_dependency();
            is_known.then(|| Meaning::External(vec![name.to_owned()]))
        })
    }

    /// Notes that a name is tried. Returns whether that is worth it.
    fn enter(&mut self, key: (ModuleId, String, Namespace)) -> bool {
        self.tries += 1;
        let total = self.krate.tries.get() + 1;
        self.krate.tries.set(total);
        self.tries <= MAX_TRIES && total <= MAX_TOTAL && self.tried.insert(key)
    }

    fn span(&self, item: ItemId, import: &Import) -> Span {
        let file = self.krate.module(item.module).file_of(item.index as usize);
        Span::new(&self.krate.sources.file(file).path, import.span)
    }
}

fn sees(lens: Lens, entry: &Entry) -> bool {
    lens == Lens::AllBranches || entry.state == State::Active
}

fn pushed(mut parts: Vec<String>, part: &str) -> Vec<String> {
    parts.push(part.to_owned());
    parts
}

/// An import as people write it.
pub(super) fn text(import: &Import) -> String {
    let start = if import.absolute { "::" } else { "" };
    let path = import.path.join("::");
    match &import.name {
        ImportName::Named(name) if import.path.last() == Some(name) => format!("use {start}{path}"),
        ImportName::Named(name) => format!("use {start}{path} as {name}"),
        ImportName::Glob if import.path.is_empty() => format!("use {start}*"),
        ImportName::Glob => format!("use {start}{path}::*"),
        ImportName::Unnamed => format!("use {start}{path} as _"),
    }
}
