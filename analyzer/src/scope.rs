//! [`Scope`]: the names that a module's items bind, as written. What a name means in the end is `resolve.rs`'s
//! business.

use std::collections::HashMap;

use crate::cfg::State;
use crate::import::{Import, ImportName, imports};
use crate::krate::{ItemId, Module, ModuleId, Visibility, plain, visibility};

/// The three worlds of names. The same name may mean a different thing in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Namespace {
    /// Modules, types and traits.
    Type,
    /// Functions, constants, statics, and constructors of tuple and unit structs.
    Value,
    /// Macros.
    Macro,
}

/// The names of one module.
#[derive(Default)]
pub(crate) struct Scope {
    pub(crate) names: HashMap<String, Vec<Entry>>,
    pub(crate) globs: Vec<Entry>,
}

/// One binding of a name.
pub(crate) struct Entry {
    pub(crate) binding: Binding,
    pub(crate) item: ItemId,
    pub(crate) visibility: Visibility,
    /// Whether the item is compiled, not counting what is around it.
    pub(crate) state: State,
}

/// What an item binds its name to.
pub(crate) enum Binding {
    /// Itself, in the type namespace.
    Type,
    /// Itself, in the value namespace.
    Value,
    /// Itself, in both.
    TypeAndValue,
    /// Itself, as a macro.
    Macro,
    /// A child module.
    Module(ModuleId),
    /// Whatever the import leads to.
    Import(Import),
    /// Another crate, by its own name.
    ExternCrate(String),
}

impl Binding {
    pub(crate) const fn is_in(&self, namespace: Namespace) -> bool {
        match self {
            Self::Import(_) => true,
            Self::Type | Self::Module(_) | Self::ExternCrate(_) => matches!(namespace, Namespace::Type),
            Self::Value => matches!(namespace, Namespace::Value),
            Self::TypeAndValue => !matches!(namespace, Namespace::Macro),
            Self::Macro => matches!(namespace, Namespace::Macro),
        }
    }
}

/// Collects the names of every module.
pub(crate) fn build(modules: &[Module]) -> Vec<Scope> {
    (0..modules.len()).filter_map(|index| u32::try_from(index).ok()).map(|id| scope(modules, ModuleId(id))).collect()
}

/// Finds every `macro_rules!` that stands in a module, since those are visible by the order of the text rather than by
/// modules.
pub(crate) fn macros(modules: &[Module]) -> HashMap<String, ItemId> {
    let mut macros = HashMap::new();
    for (module, id) in modules.iter().zip(0..) {
        for (item, index) in module.items.iter().zip(0..) {
            if let syn::Item::Macro(syn::ItemMacro { ident: Some(ident), .. }) = item {
                macros.entry(plain(ident)).or_insert(ItemId { module: ModuleId(id), index });
            }
        }
    }
    macros
}

fn scope(modules: &[Module], id: ModuleId) -> Scope {
    let mut scope = Scope::default();
    for (index, item) in modules[id.index()].items.iter().enumerate() {
        bind(modules, id, index, item, &mut scope);
    }
    scope
}

fn bind(modules: &[Module], module: ModuleId, index: usize, item: &syn::Item, scope: &mut Scope) {
    let Ok(number) = u32::try_from(index) else { return };
    let own = &modules[module.index()];
    let mut state = own.states[index];
    let entry = |vis: &syn::Visibility, binding, state| Entry {
        binding,
        item: ItemId { module, index: number },
        visibility: visibility(modules, module, vis),
        state,
    };
    let (ident, vis, binding) = match item {
        syn::Item::Const(item) => (&item.ident, &item.vis, Binding::Value),
        syn::Item::Static(item) => (&item.ident, &item.vis, Binding::Value),
        syn::Item::Fn(item) => (&item.sig.ident, &item.vis, Binding::Value),
        syn::Item::Enum(item) => (&item.ident, &item.vis, Binding::Type),
        syn::Item::Union(item) => (&item.ident, &item.vis, Binding::Type),
        syn::Item::Trait(item) => (&item.ident, &item.vis, Binding::Type),
        syn::Item::TraitAlias(item) => (&item.ident, &item.vis, Binding::Type),
        syn::Item::Type(item) => (&item.ident, &item.vis, Binding::Type),
        syn::Item::Struct(item) => {
            let has_names = matches!(item.fields, syn::Fields::Named(_));
            (&item.ident, &item.vis, if has_names { Binding::Type } else { Binding::TypeAndValue })
        }
        syn::Item::Mod(item) => {
            let Some(child) = own.child(index) else { return };
            state = state.and(modules[child.index()].state);
            (&item.ident, &item.vis, Binding::Module(child))
        }
        syn::Item::ExternCrate(item) => {
            let ident = item.rename.as_ref().map_or(&item.ident, |(_, rename)| rename);
            (ident, &item.vis, Binding::ExternCrate(plain(&item.ident)))
        }
        syn::Item::Macro(item) => {
            let Some(ident) = &item.ident else { return };
            (ident, &syn::Visibility::Inherited, Binding::Macro)
        }
        syn::Item::ForeignMod(block) => {
            for item in &block.items {
                let (ident, vis) = match item {
                    syn::ForeignItem::Fn(item) => (&item.sig.ident, &item.vis),
                    syn::ForeignItem::Static(item) => (&item.ident, &item.vis),
                    _ => continue,
                };
                scope.names.entry(plain(ident)).or_default().push(entry(vis, Binding::Value, state));
            }
            return;
        }
        syn::Item::Use(item) => {
            for import in imports(item) {
                let name = import.name.clone();
                let entry = entry(&item.vis, Binding::Import(import), state);
                match name {
                    ImportName::Named(name) => scope.names.entry(name).or_default().push(entry),
                    ImportName::Glob => scope.globs.push(entry),
                    ImportName::Unnamed => {}
                }
            }
            return;
        }
        _ => return,
    };
    scope.names.entry(plain(ident)).or_default().push(entry(vis, binding, state));
}
