//! The functions that public traits give to types: those of the plugin's own traits, whatever type they are implemented
//! for, and the few of the standard library's by which values are made.

use std::collections::{HashMap, HashSet};

use crate::cfg::State;
use crate::impls::{hands_on, impls, self_item};
use crate::krate::{Crate, ItemId, plain};
use crate::lower::{Bound, Env, is_to_owned, supertraits, written};
use crate::prelude;
use crate::reach::Reach;
use crate::resolve::{Meaning, Path, Query};

use super::callable::{Callable, type_parameter, undecided};
use super::raw;

/// What is special about a function of a trait.
#[derive(Clone)]
pub(super) struct TraitFn<'k> {
    /// The `impl` of the trait.
    pub(super) item: ItemId,
    /// Path of the trait from its crate on, as the bridge spells it.
    pub(super) path: Vec<String>,
    /// The trait as the `impl` names it, with its arguments.
    pub(super) named: &'k syn::Path,
    /// The trait's item with its parameters, where it is the plugin's.
    pub(super) definition: Option<(ItemId, &'k syn::Generics)>,
    /// Whether the trait is one of types that have an owned form (`trait T: ToOwned`).
    pub(super) is_to_owned: bool,
    /// The associated types of the `impl`.
    pub(super) types: Vec<(String, &'k syn::Type)>,
    /// Path of the type that it is implemented for, where that is one of the plugin's.
    pub(super) own: Option<Vec<String>>,
}

impl TraitFn<'_> {
    /// The scope of what the trait provides to `own`. Nothing where its arguments cannot be told.
    pub(super) fn scope<'e>(&'e self, own: &'e syn::Type, outer: &'e Env<'e>) -> Option<Env<'e>> {
        let (item, generics) = self.definition?;
        let mut env = Env::of_path(item.module, generics, self.named, outer)?;
        // `trait Near<Other = Self>`
        for name in generics.type_params().map(|param| plain(&param.ident)) {
            if matches!(env.named(&name), Some(Bound::Default(ty, _)) if is_self(ty)) {
                env.bind(name, Bound::Type(own, outer));
            }
        }
        Some(env)
    }

    /// The name of a function of the trait that no other has: `<Stack<u32> as Shape>::area`.
    pub(super) fn exact(&self, own: &str, name: &syn::Ident) -> Vec<String> {
        let arguments = self.named.segments.last().map(|segment| &segment.arguments);
        let arguments = arguments.filter(|arguments| !arguments.is_empty()).map(written).unwrap_or_default();
        vec![format!("<{own} as {}{arguments}>", self.path[1..].join("::")), plain(name)]
    }
}

fn is_self(ty: &syn::Type) -> bool {
    matches!(ty, syn::Type::Path(syn::TypePath { qself: None, path, .. }) if path.is_ident("Self"))
}

/// Traits of the standard library whose functions make values.
const MAKERS: [[&str; 3]; 2] = [["std", "str", "FromStr"], ["std", "default", "Default"]];

/// Finds the functions of all implementations. `known` are the functions that have their names already.
pub(super) fn find<'k>(
    krate: &'k Crate<'_>,
    reach: &Reach,
    derived: &'k [(ItemId, syn::ItemImpl)],
    known: &[Callable<'k>],
) -> Vec<Callable<'k>> {
    let mut found = Vec::new();
    let derived = derived.iter().map(|(item, block)| (*item, block));
    for (item, block) in impls(krate).chain(derived) {
        let Some((path, _)) = &block.trait_ else { continue };
        if hands_on(krate, item, block) {
            continue;
        }
        let implemented = Implemented::new(krate, reach, item, block, path);
        found.extend(implemented.into_iter().flat_map(Implemented::functions));
    }
    let taken: HashSet<Vec<String>> = known.iter().flat_map(|callable| callable.paths.iter().cloned()).collect();
    let mut counts: HashMap<Vec<String>, usize> = HashMap::new();
    found
        .iter()
        .flat_map(|(callable, _)| &callable.paths)
        .for_each(|path| *counts.entry(path.clone()).or_default() += 1);
    let named = found.into_iter().map(|(mut callable, exact)| {
        // Those of a generic type get the names of its instances.
        callable.paths.retain(|path| !taken.contains(path) && (callable.generic.is_some() || counts[path] == 1));
        // A name that is not the function's alone is not its name.
        if callable.paths.is_empty() {
            callable.paths.push(exact);
        }
        callable
    });
    named.collect()
}

/// A trait's implementation whose functions can be named.
struct Implemented<'c, 'k, 's> {
    krate: &'k Crate<'s>,
    item: ItemId,
    block: &'k syn::ItemImpl,
    /// The trait's item, where it is the plugin's.
    definition: Option<(ItemId, &'k syn::ItemTrait)>,
    /// Path of the trait from its crate on.
    path: Vec<String>,
    /// The trait as the `impl` names it.
    named: &'k syn::Path,
    /// The plugin's type with its public paths, where it is implemented for one.
    own: Option<(ItemId, Vec<Vec<String>>)>,
    reach: &'c Reach,
}

impl<'c, 'k, 's> Implemented<'c, 'k, 's> {
    /// Nothing where the trait or the type cannot be named.
    fn new(
        krate: &'k Crate<'s>,
        reach: &'c Reach,
        item: ItemId,
        block: &'k syn::ItemImpl,
        named: &'k syn::Path,
    ) -> Option<Self> {
        let (definition, path) = match krate.resolve(Query::types(item.module), &Path::of(named)).meaning {
            Meaning::Item(found) => {
                let syn::Item::Trait(definition) = krate.item(found) else { return None };
                let public = reach.paths(found).into_iter().next()?;
                let path = std::iter::once("plugin".to_owned()).chain(public.iter().map(|part| raw(part)));
                (Some((found, definition)), path.collect())
            }
            Meaning::External(external) => {
                let maker = MAKERS.into_iter().find(|maker| prelude::real_path(&external) == maker)?;
                (None, maker.map(str::to_owned).to_vec())
            }
            _ => return None,
        };
        let own = match self_item(krate, item, block) {
            Some(own) => Some((own, reach.paths(own))).filter(|(_, paths)| !paths.is_empty()).map(Some)?,
            None if definition.is_none() => return None,
            None => None,
        };
        Some(Self { krate, item, block, definition, path, named, own, reach })
    }

    /// The functions, each with a name that no other has.
    fn functions(self) -> Vec<(Callable<'k>, Vec<String>)> {
        let written = self.block.items.iter().filter_map(|member| match member {
            syn::ImplItem::Fn(function) => Some((self.item, &function.sig, function.attrs.as_slice())),
            _ => None,
        });
        let written: Vec<_> = written.collect();
        let provided = self.definition.into_iter().flat_map(|(item, definition)| {
            definition.items.iter().filter_map(move |member| match member {
                syn::TraitItem::Fn(function) => Some((item, &function.sig, function.attrs.as_slice())),
                _ => None,
            })
        });
        let overridden = |name: &syn::Ident| written.iter().any(|(_, signature, _)| signature.ident == *name);
        let provided: Vec<_> = provided.filter(|(_, signature, _)| !overridden(&signature.ident)).collect();
        let all = written.iter().copied().chain(provided);
        all.filter_map(|(item, signature, attrs)| self.function(item, signature, attrs)).collect()
    }

    fn function(
        &self,
        item: ItemId,
        signature: &'k syn::Signature,
        attrs: &'k [syn::Attribute],
    ) -> Option<(Callable<'k>, Vec<String>)> {
        let own = self.krate.cfg.state(attrs);
        if own == State::Inactive {
            return None;
        }
        let name = plain(&signature.ident);
        let paths = match &self.own {
            Some((_, paths)) => paths.iter().map(|ty| ty.iter().cloned().chain([name.clone()]).collect()).collect(),
            None => {
                let traits = self.definition.map(|(item, _)| self.reach.paths(item)).unwrap_or_default();
                traits.into_iter().map(|path| path.into_iter().chain([name.clone()]).collect()).collect()
            }
        };
        let types = self.block.items.iter().filter_map(|member| match member {
            syn::ImplItem::Type(ty) if ty.generics.params.is_empty() => Some((plain(&ty.ident), &ty.ty)),
            _ => None,
        });
        let via = TraitFn {
            item: self.item,
            path: self.path.clone(),
            named: self.named,
            definition: self.definition.map(|(item, definition)| (item, &definition.generics)),
            is_to_owned: self.is_to_owned(),
            types: types.collect(),
            own: self.own.as_ref().map(|(_, paths)| paths[0].iter().map(|part| raw(part)).collect()),
        };
        let exact = via.exact(&written(&self.block.self_ty), &signature.ident);
        let state = self.krate.state(self.item).and(own);
        let obstacle = undecided(self.krate, state, attrs);
        let generic = self.own.as_ref().and_then(|(own, _)| Some((*own, type_parameter(self.krate, *own)?)));
        let (generic, parameter) = generic.unzip();
        let (block, via) = (Some(self.block), Some(via));
        let callable = Callable {
            item,
            paths,
            signature,
            attrs,
            block,
            generic,
            parameter: parameter.unwrap_or_default(),
            obstacle,
            via,
            object: None,
        };
        Some((callable, exact))
    }

    fn is_to_owned(&self) -> bool {
        let Some((item, definition)) = self.definition else { return false };
        supertraits(definition).any(|bound| match bound {
            syn::TypeParamBound::Trait(bound) => {
                let query = Query::types(item.module);
                is_to_owned(&self.krate.resolve(query, &Path::of(&bound.path)).meaning)
            }
            _ => false,
        })
    }
}
