//! [`Traits`]: which of the crate's types implement the few traits that decide how they cross.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use crate::cfg::State;
use crate::impls::{impls, self_item};
use crate::krate::{Crate, ItemId, plain};
use crate::lower::supertraits;
use crate::prelude;
use crate::resolve::{Meaning, Path, Query};

/// A trait of the standard library that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Trait {
    /// `std::clone::Clone`.
    Clone,
    /// `std::marker::Copy`.
    Copy,
    /// `std::default::Default`.
    Default,
    /// `std::fmt::Display`.
    Display,
    /// `std::ops::Drop`.
    Drop,
}

impl Trait {
    pub(crate) fn at(path: &[&str]) -> Option<Self> {
        match path {
            ["std", "clone", "Clone"] => Some(Self::Clone),
            ["std", "marker", "Copy"] => Some(Self::Copy),
            ["std", "default", "Default"] => Some(Self::Default),
            ["std", "fmt", "Display"] => Some(Self::Display),
            ["std", "ops", "Drop"] => Some(Self::Drop),
            _ => None,
        }
    }

    /// Names of the derive macros that implement it.
    const fn derives(self) -> &'static [&'static str] {
        match self {
            Self::Clone => &["Clone"],
            Self::Copy => &["Copy"],
            Self::Default => &["Default"],
            Self::Display => &["Display", "Error", "Snafu"],
            Self::Drop => &[],
        }
    }
}

/// The implementations in a crate; looked for when the first is asked for.
pub(crate) struct Traits<'k, 's> {
    krate: &'k Crate<'s>,
    written: OnceCell<HashSet<(ItemId, Trait)>>,
    /// The `impl` of each type that is an iterator.
    iterators: OnceCell<HashMap<ItemId, ItemId>>,
    /// The `impl`s that say what the associated type of each name is.
    declaring: OnceCell<HashMap<String, Vec<ItemId>>>,
    /// The `impl`s of each trait of the crate.
    implementing: OnceCell<HashMap<ItemId, Vec<ItemId>>>,
    /// The traits of the crate without arguments that each of its traits names as supertraits.
    above: OnceCell<HashMap<ItemId, Vec<ItemId>>>,
}

impl<'k, 's> Traits<'k, 's> {
    pub(crate) fn new(krate: &'k Crate<'s>) -> Self {
        Self {
            krate,
            written: OnceCell::new(),
            iterators: OnceCell::new(),
            declaring: OnceCell::new(),
            implementing: OnceCell::new(),
            above: OnceCell::new(),
        }
    }

    /// Whether a struct, enum or union implements a trait, by an `impl` or a derive.
    pub(crate) fn has(&self, ty: ItemId, wanted: Trait) -> bool {
        self.written.get_or_init(|| written(self.krate)).contains(&(ty, wanted)) || self.derives(ty, wanted)
    }

    /// The `impl` by which a type is an iterator.
    pub(crate) fn iterator(&self, ty: ItemId) -> Option<(ItemId, &'k syn::ItemImpl)> {
        let item = *self.iterators.get_or_init(|| iterators(self.krate)).get(&ty)?;
        match self.krate.item(item) {
            syn::Item::Impl(block) => Some((item, block)),
            _ => None,
        }
    }

    /// The `impl`s that say what an associated type of that name is.
    pub(crate) fn declaring(&self, name: &str) -> &[ItemId] {
        let all = self.declaring.get_or_init(|| declaring(self.krate));
        all.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The `impl`s of a trait of the crate.
    pub(crate) fn implementing(&self, item: ItemId) -> &[ItemId] {
        let all = self.implementing.get_or_init(|| implementing(self.krate));
        all.get(&item).map(Vec::as_slice).unwrap_or_default()
    }

    /// The traits of the crate without arguments that a trait names as supertraits.
    pub(crate) fn above(&self, item: ItemId) -> &[ItemId] {
        let all = self.above.get_or_init(|| above(self.krate));
        all.get(&item).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a struct, enum or union implements a trait by a derive.
    pub(crate) fn derives(&self, ty: ItemId, wanted: Trait) -> bool {
        let attrs = crate::tree::attributes(self.krate.item(ty));
        let metas = self.krate.cfg.metas(attrs, "derive").into_iter().filter(|(_, state)| *state != State::Inactive);
        metas.into_iter().any(|(meta, _)| {
            let mut derives = false;
            if let syn::Meta::List(list) = meta {
                // An unparsed derive derives nothing that is known.
                let _ = list.parse_nested_meta(|derive| {
                    let last = derive.path.segments.last().map(|segment| segment.ident.to_string());
                    derives |= last.is_some_and(|last| wanted.derives().contains(&last.as_str()));
                    Ok(())
                });
            }
            derives
        })
    }
}

fn written(krate: &Crate<'_>) -> HashSet<(ItemId, Trait)> {
    let found = impls(krate).filter_map(|(item, block)| {
        let wanted = Trait::at(&prelude::real_path(&implemented(krate, item, block)?))?;
        Some((self_item(krate, item, block)?, wanted))
    });
    found.collect()
}

fn iterators(krate: &Crate<'_>) -> HashMap<ItemId, ItemId> {
    let found = impls(krate).filter_map(|(item, block)| {
        let path = implemented(krate, item, block)?;
        let is_iterator = prelude::real_path(&path) == ["std", "iter", "Iterator"];
        is_iterator.then(|| Some((self_item(krate, item, block)?, item)))?
    });
    found.collect()
}

fn declaring(krate: &Crate<'_>) -> HashMap<String, Vec<ItemId>> {
    let mut all: HashMap<_, Vec<_>> = HashMap::new();
    for (item, block) in impls(krate) {
        for member in &block.items {
            if let syn::ImplItem::Type(member) = member {
                all.entry(plain(&member.ident)).or_default().push(item);
            }
        }
    }
    all
}

fn implementing(krate: &Crate<'_>) -> HashMap<ItemId, Vec<ItemId>> {
    let mut all: HashMap<_, Vec<_>> = HashMap::new();
    for (item, block) in impls(krate) {
        let Some((path, _)) = &block.trait_ else { continue };
        if let Meaning::Item(found) = krate.resolve(Query::types(item.module), &Path::of(path)).meaning {
            all.entry(found).or_default().push(item);
        }
    }
    all
}

fn above(krate: &Crate<'_>) -> HashMap<ItemId, Vec<ItemId>> {
    let traits = krate.module_ids().flat_map(|module| {
        let items = krate.module(module).items.iter().zip(0..);
        items.filter_map(move |(item, index)| match item {
            syn::Item::Trait(definition) => Some((ItemId { module, index }, definition)),
            _ => None,
        })
    });
    let all = traits.map(|(item, definition)| {
        let bounds = supertraits(definition).filter_map(|bound| match bound {
            syn::TypeParamBound::Trait(bound) => Some(&bound.path),
            _ => None,
        });
        let plain = bounds.filter(|path| path.segments.iter().all(|part| part.arguments.is_none()));
        let above = plain.filter_map(|path| match krate.resolve(Query::types(item.module), &Path::of(path)).meaning {
            Meaning::Item(above) if above != item => Some(above),
            _ => None,
        });
        (item, above.collect())
    });
    all.collect()
}

/// The path of the trait of another crate that an `impl` is of.
fn implemented(krate: &Crate<'_>, item: ItemId, block: &syn::ItemImpl) -> Option<Vec<String>> {
    let (path, _) = block.trait_.as_ref()?;
    match krate.resolve(Query::types(item.module), &Path::of(path)).meaning {
        Meaning::External(path) => Some(path),
        _ => None,
    }
}
