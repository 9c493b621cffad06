//! [`Crate`]: the parsed plugin: its manifest and its tree of modules. It lives on the thread that parsed it; what
//! leaves that thread is plain data.

use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;

use syn::spanned::Spanned;

use crate::cfg::{Cfg, Features, State};
use crate::diagnostic::Span;
use crate::manifest::Manifest;
use crate::scope::Scope;
use crate::source::{FileId, Sources};

/// A parsed plugin crate.
pub struct Crate<'s> {
    /// What `Cargo.toml` says.
    pub manifest: Manifest,
    /// The files.
    pub sources: &'s Sources,
    /// All modules, parents before children; the first is the root. Empty where the root could not be found.
    pub modules: Vec<Module>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) macros: HashMap<String, ItemId>,
    pub(crate) no_std: bool,
    pub(crate) cfg: Cfg,
    pub(crate) features: Features,
    /// How many names were looked up, so that a hostile crate cannot keep its host busy for ever.
    pub(crate) tries: Cell<usize>,
}

/// Index of a module in [`Crate::modules`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleId(pub(crate) u32);

/// An item of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId {
    /// The module that it stands in.
    pub module: ModuleId,
    /// Its place in [`Module::items`].
    pub index: u32,
}

/// A module, from a file or inline.
pub struct Module {
    /// Its own name without `r#`; that of the root is empty.
    pub name: String,
    /// Names from the root to this module, without `r#`; empty for the root.
    pub path: Vec<String>,
    /// The module around it.
    pub parent: Option<ModuleId>,
    /// The `mod` item in the parent.
    pub declaration: Option<ItemId>,
    /// The file that its items stand in.
    pub file: FileId,
    /// Whether it has a file of its own.
    pub has_file: bool,
    /// Inner attributes, of the file or of the inline module.
    pub attrs: Vec<syn::Attribute>,
    /// Its items in order. Of an inline module, the `mod` item stands here with its content taken out, which is in a
    /// [`Module`] of its own.
    pub items: Vec<syn::Item>,
    /// Whether each item is compiled, not counting what is around it.
    pub states: Vec<State>,
    /// Whether the module is compiled, counting everything around it. Modules that are not are kept.
    pub state: State,
    /// Where it can be named.
    pub visibility: Visibility,
    /// Children by the index of their `mod` item.
    pub children: Vec<(u32, ModuleId)>,
    /// Items that an `include!` brought in from another file.
    pub included: Vec<(Range<usize>, FileId)>,
}

/// Where something can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// Everywhere.
    Public,
    /// In that module and those inside it.
    Within(ModuleId),
}

impl ModuleId {
    /// The root module.
    pub const ROOT: Self = Self(0);

    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

impl Crate<'_> {
    /// The ids of all modules.
    pub fn module_ids(&self) -> impl Iterator<Item = ModuleId> + use<> {
        (0..u32::try_from(self.modules.len()).unwrap_or(u32::MAX)).map(ModuleId)
    }

    /// Returns a module.
    ///
    /// # Panics
    ///
    /// When the id belongs to another crate.
    #[must_use]
    pub fn module(&self, id: ModuleId) -> &Module {
        &self.modules[id.index()]
    }

    /// Returns an item.
    ///
    /// # Panics
    ///
    /// When the id belongs to another crate.
    #[must_use]
    pub fn item(&self, id: ItemId) -> &syn::Item {
        &self.module(id.module).items[id.index as usize]
    }

    /// Whether an item is compiled, counting everything around it.
    #[must_use]
    pub fn state(&self, id: ItemId) -> State {
        let module = self.module(id.module);
        module.state.and(module.states[id.index as usize])
    }

    /// The place of an item, or of a token or node inside it.
    #[must_use]
    pub fn span(&self, id: ItemId, node: &impl Spanned) -> Span {
        let file = self.module(id.module).file_of(id.index as usize);
        Span::new(&self.sources.file(file).path, node.span())
    }

    /// The path of a module or item as people write it: `crate::cases::snakecase`.
    #[must_use]
    pub fn path_of(&self, module: ModuleId) -> String {
        let parts = &self.module(module).path;
        std::iter::once("crate").chain(parts.iter().map(String::as_str)).collect::<Vec<_>>().join("::")
    }

    /// Whether `inner` is `outer` or inside it.
    #[must_use]
    pub fn is_within(&self, inner: ModuleId, outer: ModuleId) -> bool {
        let mut module = Some(inner);
        while let Some(id) = module {
            if id == outer {
                return true;
            }
            module = self.module(id).parent;
        }
        false
    }

    /// The features that were selected.
    #[must_use]
    pub fn features(&self) -> &Features {
        &self.features
    }

    /// Whether the root says `#![no_std]`, so that the prelude is that of `core`.
    #[must_use]
    pub fn is_no_std(&self) -> bool {
        self.no_std
    }

    /// A `macro_rules!` of that name anywhere in the crate. Where several have it, the first.
    #[must_use]
    pub fn macro_named(&self, name: &str) -> Option<ItemId> {
        self.macros.get(name).copied()
    }

    /// Whether something of that visibility can be named in `module`.
    #[must_use]
    pub fn is_visible(&self, visibility: Visibility, module: ModuleId) -> bool {
        match visibility {
            Visibility::Public => true,
            Visibility::Within(outer) => self.is_within(module, outer),
        }
    }

    /// What an item's visibility means in `module`. One that names a path that is not around the item counts as
    /// private.
    #[must_use]
    pub fn visibility(&self, module: ModuleId, vis: &syn::Visibility) -> Visibility {
        visibility(&self.modules, module, vis)
    }
}

pub(crate) fn visibility(modules: &[Module], module: ModuleId, vis: &syn::Visibility) -> Visibility {
    let restricted = match vis {
        syn::Visibility::Public(_) => return Visibility::Public,
        syn::Visibility::Inherited => return Visibility::Within(module),
        syn::Visibility::Restricted(restricted) => restricted,
    };
    let mut outer = module;
    for segment in &restricted.path.segments {
        let name = plain(&segment.ident);
        outer = match name.as_str() {
            "self" => module,
            "super" => modules[outer.index()].parent.unwrap_or(ModuleId::ROOT),
            "crate" => ModuleId::ROOT,
            // `pub(in a::b)` of the 2015 edition counts from the root, so any other name must be one on the way.
            _ => match around(modules, module, &name) {
                Some(found) => found,
                None => return Visibility::Within(module),
            },
        };
    }
    Visibility::Within(outer)
}

fn around(modules: &[Module], module: ModuleId, name: &str) -> Option<ModuleId> {
    let ancestors = std::iter::successors(Some(module), |id| modules[id.index()].parent);
    ancestors.filter(|id| modules[id.index()].name == name).last()
}

/// The text of an identifier without `r#`.
pub(crate) fn plain(ident: &syn::Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map_or_else(|| text.clone(), str::to_owned)
}

impl Module {
    /// The file that the item at `index` stands in.
    #[must_use]
    pub fn file_of(&self, index: usize) -> FileId {
        self.included.iter().find(|(items, _)| items.contains(&index)).map_or(self.file, |(_, file)| *file)
    }

    /// The child that the `mod` item at `index` declares, unless its file is missing.
    #[must_use]
    pub fn child(&self, index: usize) -> Option<ModuleId> {
        self.children.iter().find(|(item, _)| *item as usize == index).map(|(_, id)| *id)
    }
}
