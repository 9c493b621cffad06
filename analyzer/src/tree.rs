//! Grows the tree of modules from the root file, by the compiler's rules for which file a `mod` means. Works off a
//! queue, so that no plugin decides how deep the stack goes.

mod include;
mod place;

use std::collections::{HashSet, VecDeque};

use crate::bodies::Desk;
use crate::cfg::{Cfg, State};
use crate::code;
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::file;
use crate::krate::{ItemId, Module, ModuleId, Visibility, plain, visibility};
use crate::manifest::{Edition, Manifest};
use crate::source::{FileId, Sources};

pub(crate) use include::names_file;
use place::{Found, Place};

const MAX_MODULES: usize = 10_000;
const MAX_DEPTH: usize = 128;
/// Source text that is parsed in total; a file counts each time it is a module.
const MAX_BYTES: usize = 64 << 20;

/// Parses the root file and every module that can be reached from it.
pub(crate) fn grow(
    sources: &Sources,
    manifest: &Manifest,
    cfg: &Cfg,
    desk: Option<&mut Desk>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Module> {
    let mut tree = Tree {
        sources,
        edition: manifest.edition,
        desk,
        cfg,
        diagnostics,
        modules: Vec::new(),
        queue: VecDeque::new(),
        bytes: 0,
        undecided: HashSet::new(),
    };
    tree.plant(manifest);
    while let Some(branch) = tree.queue.pop_front() {
        tree.add(branch);
    }
    tree.modules
}

struct Tree<'t> {
    sources: &'t Sources,
    edition: Edition,
    /// Where the bodies of functions go, if they are parsed elsewhere.
    desk: Option<&'t mut Desk>,
    cfg: &'t Cfg,
    diagnostics: &'t mut Vec<Diagnostic>,
    modules: Vec<Module>,
    queue: VecDeque<Branch>,
    bytes: usize,
    /// Predicates that were reported as undecided.
    undecided: HashSet<String>,
}

/// A module that is still to be added.
#[derive(Clone)]
struct Branch {
    declaration: Option<ItemId>,
    name: String,
    visibility: Visibility,
    state: State,
    file: FileId,
    place: Place,
    /// Attributes and items of an inline module.
    content: Option<(Vec<syn::Attribute>, Vec<syn::Item>)>,
}

impl Tree<'_> {
    fn plant(&mut self, manifest: &Manifest) {
        let Some(library) = &manifest.library else { return };
        let span = library.span.clone();
        let Some(path) = place::normalize(&library.path) else {
            let message = format!("the library's path `{}` leads out of the folder", library.path);
            self.diagnostics.push(Diagnostic::error(code::MODULE_OUTSIDE, message).at(span));
            return;
        };
        let Some(file) = self.sources.find(&path) else {
            let message = format!("the library's root file `{path}` does not exist");
            self.diagnostics.push(Diagnostic::error(code::NO_LIBRARY, message).at(span));
            return;
        };
        self.queue.push_back(Branch {
            declaration: None,
            name: String::new(),
            visibility: Visibility::Public,
            state: State::Active,
            file,
            place: Place::of_root(&path),
            content: None,
        });
    }

    fn add(&mut self, branch: Branch) {
        let Branch { declaration, name, visibility, state, file, place, content } = branch;
        let has_file = content.is_none();
        let Some((attrs, items)) = content.or_else(|| self.parse(file, state, declaration)) else { return };
        let parent = declaration.map(|item| item.module);
        let mut path = parent.map_or_else(Vec::new, |parent| self.modules[parent.index()].path.clone());
        if parent.is_some() {
            path.push(name.clone());
        }
        if self.modules.len() == MAX_MODULES || path.len() > MAX_DEPTH {
            return self.too_many(declaration);
        }
        let Ok(id) = u32::try_from(self.modules.len()).map(ModuleId) else { return };
        if let Some(item) = declaration {
            self.modules[item.module.index()].children.push((item.index, id));
        }
        let state = state.and(self.cfg.state(&attrs));
        let states = items.iter().map(|item| self.cfg.state(attributes(item))).collect();
        let mut contents = include::Contents { items, states, included: Vec::new() };
        self.include(file, state, &mut contents);
        let include::Contents { items, states, included } = contents;
        self.modules.push(Module {
            name,
            path,
            parent,
            declaration,
            file,
            has_file,
            attrs,
            items,
            states,
            state,
            visibility,
            children: Vec::new(),
            included,
        });
        self.branch_out(id, &place);
    }

    /// Parses the file of a module. What is not compiled must not stop the plugin.
    fn parse(
        &mut self,
        file: FileId,
        state: State,
        declaration: Option<ItemId>,
    ) -> Option<(Vec<syn::Attribute>, Vec<syn::Item>)> {
        self.bytes += self.sources.file(file).bytes.len();
        if self.bytes > MAX_BYTES {
            self.too_many(None);
            return None;
        }
        let parsed = match &mut self.desk {
            None => file::parse(self.sources, file, self.edition),
            Some(desk) => file::parse_items(self.sources, file, self.edition).map(|(parsed, bodies)| {
                desk.leave(bodies, state, self.diagnostics.len());
                parsed
            }),
        };
        match parsed {
            Ok(parsed) => Some((parsed.attrs, parsed.items)),
            Err(diagnostic) => {
                let severity = if state == State::Inactive { Severity::Warning } else { diagnostic.severity };
                let span = diagnostic.span.clone().or_else(|| declaration.map(|item| self.span(item)));
                self.diagnostics.push(Diagnostic { severity, span, ..*diagnostic });
                None
            }
        }
    }

    /// Queues the children of a module and reports its undecided items.
    fn branch_out(&mut self, id: ModuleId, place: &Place) {
        for index in 0..self.modules[id.index()].items.len() {
            let module = &mut self.modules[id.index()];
            let state = module.state.and(module.states[index]);
            if module.states[index] == State::Unknown && module.state == State::Active {
                self.report_unknown(id, index);
            }
            let module = &mut self.modules[id.index()];
            let syn::Item::Mod(declaration) = &mut module.items[index] else { continue };
            let content = declaration.content.take();
            let Ok(index) = u32::try_from(index) else { return };
            let item = ItemId { module: id, index };
            let content = content.map(|(_, items)| items);
            let file = module.file_of(index as usize);
            match module.included.is_empty() || file == module.file {
                true => self.queue_child(item, state, place, content),
                false => self.queue_child(item, state, &Place::of_root(&self.sources.file(file).path), content),
            }
        }
    }

    fn queue_child(&mut self, item: ItemId, state: State, place: &Place, content: Option<Vec<syn::Item>>) {
        let module = &self.modules[item.module.index()];
        let syn::Item::Mod(declaration) = &module.items[item.index as usize] else { return };
        let name = plain(&declaration.ident);
        let visibility = visibility(&self.modules, item.module, &declaration.vis);
        let (path, undecided) = self.path_attribute(&declaration.attrs);
        let state = if undecided.is_empty() { state } else { state.and(State::Unknown) };
        let file = module.file_of(item.index as usize);
        let branch =
            Branch { declaration: Some(item), name, visibility, state, file, place: Place::default(), content: None };
        let content = content.map(|items| {
            let inner = |attr: &&syn::Attribute| matches!(attr.style, syn::AttrStyle::Inner(_));
            (declaration.attrs.iter().filter(inner).cloned().collect(), items)
        });
        if !undecided.is_empty() && state != State::Inactive {
            let message = "which file this module has cannot be decided before the build";
            self.report(item, Diagnostic::warning(code::UNKNOWN_CFG, message));
        }
        match content {
            Some(content) => {
                let place = place.inline(&branch.name, path.as_deref());
                self.queue.push_back(Branch { place, content: Some(content), ..branch });
            }
            None => {
                for path in undecided {
                    self.queue_file(item, place, Some(path), branch.clone());
                }
                self.queue_file(item, place, path, branch);
            }
        }
    }

    fn queue_file(&mut self, item: ItemId, place: &Place, path: Option<String>, branch: Branch) {
        let found = match &path {
            Some(path) => place.explicit(path, self.sources),
            None => place.implied(&branch.name, self.sources),
        };
        match found {
            Ok(Found { file, place }) if !self.is_around(item.module, file) => {
                self.queue.push_back(Branch { file, place, ..branch });
            }
            // What may not be compiled may well be missing.
            _ if branch.state != State::Active => {}
            Ok(Found { file, .. }) => {
                let message = format!("`{}` is a module inside itself", self.sources.file(file).path);
                self.report(item, Diagnostic::error(code::MODULE_CYCLE, message));
            }
            Err(diagnostic) => self.report(item, *diagnostic),
        }
    }

    fn is_around(&self, module: ModuleId, file: FileId) -> bool {
        let mut around = std::iter::successors(Some(module), |id| self.modules[id.index()].parent);
        around.any(|id| self.modules[id.index()].file == file)
    }

    /// The value of `#[path]`, also inside a `cfg_attr` that holds, and those inside undecided ones before it.
    fn path_attribute(&self, attrs: &[syn::Attribute]) -> (Option<String>, Vec<String>) {
        let mut undecided = Vec::new();
        for (meta, holds) in self.cfg.metas(attrs, "path") {
            let syn::Meta::NameValue(pair) = &meta else { continue };
            let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(path), .. }) = &pair.value else { continue };
            match holds {
                State::Active => return (Some(path.value()), undecided),
                State::Inactive => {}
                State::Unknown => undecided.push(path.value()),
            }
        }
        (None, undecided)
    }

    fn report_unknown(&mut self, module: ModuleId, index: usize) {
        let Ok(index) = u32::try_from(index) else { return };
        let item = ItemId { module, index };
        let undecided = self.cfg.undecided(attributes(&self.modules[module.index()].items[index as usize]));
        let message = format!("`{undecided}` cannot be decided before the build");
        if self.undecided.insert(undecided) {
            let note = "what depends on it is left out; only its first use is shown";
            self.report(item, Diagnostic::warning(code::UNKNOWN_CFG, message).note(note));
        }
    }

    fn too_many(&mut self, declaration: Option<ItemId>) {
        if self.diagnostics.iter().any(|diagnostic| diagnostic.code == code::TOO_MANY_MODULES) {
            return;
        }
        let message = "more modules than plugwright follows: 10,000 modules, 128 inside each other, 64 MiB of text";
        let span = declaration.map(|item| self.span(item));
        self.diagnostics.push(Diagnostic::error(code::TOO_MANY_MODULES, message).at(span));
    }

    fn report(&mut self, item: ItemId, diagnostic: Diagnostic) {
        let span = self.span(item);
        self.diagnostics.push(diagnostic.at(span));
    }

    fn span(&self, item: ItemId) -> Span {
        use syn::spanned::Spanned as _;

        let module = &self.modules[item.module.index()];
        let file = self.sources.file(module.file_of(item.index as usize));
        match &module.items[item.index as usize] {
            syn::Item::Mod(declaration) => Span::new(&file.path, declaration.ident.span()),
            item => Span::new(&file.path, item.span()),
        }
    }
}

/// The attributes of an item of any kind.
pub(crate) fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::ExternCrate(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::ForeignMod(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Macro(item) => &item.attrs,
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Trait(item) => &item.attrs,
        syn::Item::TraitAlias(item) => &item.attrs,
        syn::Item::Type(item) => &item.attrs,
        syn::Item::Union(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

#[cfg(test)]
mod tests;
