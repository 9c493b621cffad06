//! [`Callable`]: everything public that looks like a function: free functions and the associated functions of public
//! types, before their signatures are looked at.

use std::collections::HashSet;

use syn::spanned::Spanned as _;

use crate::cfg::State;
use crate::impls::{impls, self_item};
use crate::krate::{Crate, ItemId, plain};
use crate::lower::{generics, names};
use crate::reach::Reach;
use crate::reason::Reason;
use crate::resolve::{Meaning, Path, Query};
use crate::scope::Namespace;
use crate::tree::names_file;

use super::trait_method::{self, TraitFn};
use super::{MacroCall, Skipped};

/// A public function.
#[derive(Clone)]
pub(super) struct Callable<'k> {
    /// The `fn` item, or the `impl` or trait that it stands in.
    pub(super) item: ItemId,
    /// All public paths, the shortest first; never empty.
    pub(super) paths: Vec<Vec<String>>,
    pub(super) signature: &'k syn::Signature,
    pub(super) attrs: &'k [syn::Attribute],
    /// The `impl` around an associated function.
    pub(super) block: Option<&'k syn::ItemImpl>,
    /// The type that it is a function of, where that has parameters, and the first of those.
    pub(super) generic: Option<ItemId>,
    pub(super) parameter: String,
    /// What already forbids to call it.
    pub(super) obstacle: Option<Reason>,
    /// What is special about it, where it is a trait's.
    pub(super) via: Option<TraitFn<'k>>,
    /// The trait object that it is a function of.
    pub(super) object: Option<syn::Type>,
}

impl Callable<'_> {
    /// The same under those of its names that are not taken; nothing where all are.
    pub(super) fn unless(mut self, taken: &HashSet<Vec<String>>) -> Option<Self> {
        self.paths.retain(|path| !taken.contains(path));
        (!self.paths.is_empty()).then_some(self)
    }
}

/// Everything public, sorted by whether it is worth looking at.
#[derive(Default)]
pub(super) struct Found<'k> {
    pub(super) callables: Vec<Callable<'k>>,
    pub(super) skipped: Vec<Skipped>,
    pub(super) calls: Vec<MacroCall>,
}

/// Finds every public function, and reports what may hide more. `derived` are the `impl`s that are not written out.
pub(super) fn find<'k>(krate: &'k Crate<'_>, reach: &Reach, derived: &'k [(ItemId, syn::ItemImpl)]) -> Found<'k> {
    let mut found = Found::default();
    for item in reach.items() {
        match krate.item(item) {
            syn::Item::Fn(function) => {
                let obstacle = undecided(krate, krate.state(item), &function.attrs);
                let (signature, attrs) = (&function.sig, function.attrs.as_slice());
                let paths = reach.paths(item);
                found.callables.push(Callable {
                    item,
                    paths,
                    signature,
                    attrs,
                    block: None,
                    generic: None,
                    parameter: String::new(),
                    obstacle,
                    via: None,
                    object: None,
                });
            }
            syn::Item::ForeignMod(block) => found.skipped.extend(foreign_block(krate, item, block, reach)),
            _ => {}
        }
    }
    associated(krate, reach, &mut found);
    let of_traits = trait_method::find(krate, reach, derived, &found.callables);
    found.callables.extend(of_traits);
    for (path, real, item) in reach.foreign.iter().filter(|(path, ..)| names_function(path)) {
        let reason = Reason::Foreign(real.join("::"));
        found.skipped.push(Skipped { path: path.join("::"), reason, span: krate.span(*item, krate.item(*item)) });
    }
    macro_calls(krate, &mut found);
    found
}

/// Other crates are not read, so the spelling has to tell a function from a type.
fn names_function(path: &[String]) -> bool {
    path.last().is_some_and(|name| name.starts_with(|first: char| first.is_lowercase() || first == '_'))
}

pub(super) fn undecided(krate: &Crate<'_>, state: State, attrs: &[syn::Attribute]) -> Option<Reason> {
    (state == State::Unknown).then(|| Reason::Cfg(krate.cfg.undecided(attrs)))
}

fn foreign_block(krate: &Crate<'_>, item: ItemId, block: &syn::ItemForeignMod, reach: &Reach) -> Vec<Skipped> {
    let paths = reach.paths(item);
    let functions = block.items.iter().filter_map(|foreign| match foreign {
        syn::ForeignItem::Fn(function) => Some(function),
        _ => None,
    });
    let skipped = functions.filter_map(|function| {
        let name = plain(&function.sig.ident);
        let path = paths.iter().find(|path| path.last() == Some(&name))?.join("::");
        Some(Skipped { path, reason: Reason::Extern, span: krate.span(item, &function.sig.ident) })
    });
    skipped.collect()
}

/// Finds the functions in the inherent `impl`s of public types.
fn associated<'k>(krate: &'k Crate<'_>, reach: &Reach, found: &mut Found<'k>) {
    for (item, block) in impls(krate).filter(|(_, block)| block.trait_.is_none()) {
        let Some(ty) = self_item(krate, item, block) else { continue };
        let types = reach.paths(ty);
        if types.is_empty() {
            continue;
        }
        for member in &block.items {
            match member {
                syn::ImplItem::Fn(function) => {
                    found.callables.extend(member_of(krate, (item, block), (ty, &types), function))
                }
                syn::ImplItem::Macro(call) => found.unseen(krate, item, &call.mac, call.span()),
                _ => {}
            }
        }
    }
}

fn member_of<'k>(
    krate: &Crate<'_>,
    (item, block): (ItemId, &'k syn::ItemImpl),
    (ty, types): (ItemId, &[Vec<String>]),
    function: &'k syn::ImplItemFn,
) -> Option<Callable<'k>> {
    let own = krate.cfg.state(&function.attrs);
    if !matches!(function.vis, syn::Visibility::Public(_)) || own == State::Inactive {
        return None;
    }
    let name = plain(&function.sig.ident);
    let paths = types.iter().map(|ty| ty.iter().cloned().chain([name.clone()]).collect()).collect();
    let obstacle = undecided(krate, krate.state(item).and(own), &function.attrs);
    let parameter = type_parameter(krate, ty);
    let generic = parameter.as_ref().map(|_| ty);
    let parameter = parameter.unwrap_or_default();
    let (signature, attrs) = (&function.sig, function.attrs.as_slice());
    Some(Callable {
        item,
        paths,
        signature,
        attrs,
        block: Some(block),
        generic,
        parameter,
        obstacle,
        via: None,
        object: None,
    })
}

/// The first type or const parameter of a type.
pub(super) fn type_parameter(krate: &Crate<'_>, ty: ItemId) -> Option<String> {
    names(generics(krate, ty)?).first().copied().map(plain)
}

/// Calls of macros in item position, whose items cannot be seen.
fn macro_calls(krate: &Crate<'_>, found: &mut Found<'_>) {
    for module in krate.module_ids() {
        for (item, index) in krate.module(module).items.iter().zip(0..) {
            let syn::Item::Macro(call) = item else { continue };
            let id = ItemId { module, index };
            let is_seen = names_file(item)
                || call.ident.is_some()
                || krate.state(id) == State::Inactive
                || makes_nothing(krate, id, &call.mac);
            if !is_seen {
                found.unseen(krate, id, &call.mac, item.span());
            }
        }
    }
}

/// Whether a macro is one of the standard library's that make no public item.
fn makes_nothing(krate: &Crate<'_>, item: ItemId, call: &syn::Macro) -> bool {
    let query = Query { namespace: Namespace::Macro, ..Query::types(item.module) };
    let path = Path::of(&call.path);
    let is_local = matches!(krate.resolve(query, &path).meaning, Meaning::Item(_));
    let name = path.parts.last().map_or("", String::as_str);
    !is_local && matches!(name, "thread_local" | "compile_error" | "assert" | "const_assert" | "global_asm")
}

impl Found<'_> {
    /// Notes a macro call, all of which is at `whole`.
    fn unseen(&mut self, krate: &Crate<'_>, item: ItemId, call: &syn::Macro, whole: proc_macro2::Span) {
        let path = format!("{}!", Path::of(&call.path).parts.join("::"));
        let name = krate.span(item, &call.path.span());
        self.calls.push(MacroCall { name: name.clone(), item: krate.span(item, &whole) });
        self.skipped.push(Skipped { path, reason: Reason::Macro, span: name });
    }
}
