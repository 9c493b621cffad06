//! [`StandIn`]: a type that the bridge makes to have a trait of the plugin's, where the trait's objects alone have not: for a
//! function that is generic by the trait (`impl Shape`), and for objects behind `Rc` and `Arc`, which the host gets in a box.

use std::collections::BTreeSet;

use crate::cfg::State;
use crate::krate::{ItemId, plain};
use crate::prelude;
use crate::reason::{Flaw, Obstacle};
use crate::resolve::Meaning;

use super::{Catalog, Env, Holder, Lowering, is_sized_only, supertraits};

/// What has a trait in an object's stead, and how: by passing each call on to the object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandIn {
    /// What holds the object: `Box` where a function is generic by the trait, `&mut` where it may change one that is lent.
    pub holders: BTreeSet<Holder>,
    /// The traits that it has to have, the object's own first.
    pub traits: Vec<PassedOn>,
    /// Names of the traits of `std::fmt` that it has to have as well.
    pub shown: BTreeSet<&'static str>,
    /// Whether it may not borrow the object.
    pub is_static: bool,
}

/// A trait of the plugin whose functions pass their calls on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOn {
    /// Its path inside the crate.
    pub path: Vec<String>,
    /// Its functions.
    pub methods: Vec<Method>,
}

/// A function of a trait that is implemented in the bridge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    /// Its name.
    pub name: String,
    /// Its head as Rust text that means the same anywhere: `fn area(&self, arg0: u8) -> f64`.
    pub head: String,
    /// How many parameters it has besides `self`.
    pub params: usize,
    /// Whether it takes `&mut self`.
    pub is_mut: bool,
}

impl Catalog<'_, '_> {
    /// Says what stands in for a trait's objects behind that holder, or why nothing can.
    pub(super) fn stand_in(&self, item: ItemId, holder: Holder) -> Result<StandIn, Obstacle> {
        let mut made = StandIn { holders: BTreeSet::from([holder]), ..StandIn::default() };
        Lowering::new(self).pass_on(item, &mut made)?;
        let is_changed = made.traits.iter().flat_map(|passed| &passed.methods).any(|method| method.is_mut);
        match is_changed && holder != Holder::Box {
            true => Err(Obstacle::Kind("a shared object of a trait whose functions change it")),
            false => Ok(made),
        }
    }

    /// Notes that something needs a stand-in for the objects that cross as `path`.
    pub(super) fn note_stand_in(&self, path: &str, made: StandIn) {
        let mut all = self.stand_ins.borrow_mut();
        let holders = made.holders.clone();
        all.entry(path.to_owned()).or_insert(made).holders.extend(holders);
    }

    /// Has what stands in for the objects that cross as `path` borrow them as well. Returns whether it may.
    pub(crate) fn lend_stand_in(&self, path: &str) -> bool {
        let mut all = self.stand_ins.borrow_mut();
        let Some(made) = all.get_mut(path).filter(|made| !made.is_static) else { return false };
        made.holders.insert(Holder::RefMut);
        true
    }
}

impl Lowering<'_, '_> {
    /// Adds a trait, and those that whatever has it has to have.
    fn pass_on(&self, item: ItemId, made: &mut StandIn) -> Result<(), Obstacle> {
        let (krate, env) = (self.krate, Env::new(item.module));
        let syn::Item::Trait(definition) = krate.item(item) else { return Err(Obstacle::Kind("a trait object")) };
        let path = self.catalog.reach.paths(item).into_iter().next();
        let path = path.ok_or_else(|| Obstacle::Local(plain(&definition.ident), Flaw::Hidden))?;
        if made.traits.iter().any(|passed| passed.path == path) {
            return Ok(());
        }
        if self.catalog.is_given_to_all(item) {
            return Err(Obstacle::Kind("an object of a trait that an `impl` gives to all types"));
        }
        let mut methods = Vec::new();
        for member in &definition.items {
            let syn::TraitItem::Fn(function) = member else { continue };
            let has_body = function.default.is_some();
            match krate.cfg.state(&function.attrs) {
                State::Inactive => continue,
                _ if is_sized_only(&function.sig) && has_body => continue,
                _ => methods.push(self.method(&function.sig, &env)?),
            }
        }
        made.traits.push(PassedOn { path, methods });
        for bound in supertraits(definition) {
            let syn::TypeParamBound::Trait(bound) = bound else {
                made.is_static |= matches!(bound, syn::TypeParamBound::Lifetime(life) if life.ident == "static");
                continue;
            };
            match self.meaning(&bound.path, &env) {
                Meaning::Item(item) => self.pass_on(item, made)?,
                Meaning::External(path) => match prelude::real_path(&path)[..] {
                    ["std", "marker", "Send" | "Sync" | "Unpin"] => {}
                    ["std", "any", "Any"] => made.is_static = true,
                    ["std", "fmt", "Debug"] => _ = made.shown.insert("Debug"),
                    ["std", "fmt", "Display"] => _ = made.shown.insert("Display"),
                    _ => return Err(unimplemented()),
                },
                _ => return Err(unimplemented()),
            }
        }
        Ok(())
    }

    /// A function of a trait, as the bridge spells it.
    pub(crate) fn method(&self, signature: &syn::Signature, env: &Env<'_>) -> Result<Method, Obstacle> {
        let unspelled = || Obstacle::Kind("an object of a trait one of whose functions the bridge cannot spell");
        let is_plain = matches!(signature.safety, syn::Safety::Default)
            && signature.abi.is_none()
            && signature.generics.params.is_empty()
            && signature.generics.where_clause.is_none();
        let Some(syn::FnArg::Receiver(receiver)) = signature.inputs.first() else { return Err(unspelled()) };
        let (receiver, is_mut) = match &receiver.kind {
            syn::ReceiverKind::Reference(_, None, None) => ("&self", false),
            syn::ReceiverKind::Reference(_, None, Some(_)) => ("&mut self", true),
            _ => return Err(unspelled()),
        };
        let name = plain(&signature.ident);
        let mut head = format!("fn {}({receiver}", crate::extract::raw(&name));
        let params = signature.inputs.iter().skip(1);
        let params: Vec<_> = params
            .map(|param| match param {
                syn::FnArg::Typed(param) => self.spell(&param.ty, env),
                syn::FnArg::Receiver(_) => None,
            })
            .collect();
        for (index, param) in params.iter().enumerate() {
            head += &format!(", arg{index}: {}", param.as_ref().ok_or_else(unspelled)?);
        }
        head += ")";
        if let syn::ReturnType::Type(_, ty) = &signature.output {
            head += &format!(" -> {}", self.spell(ty, env).ok_or_else(unspelled)?);
        }
        match is_plain {
            true => Ok(Method { name, head, params: params.len(), is_mut }),
            false => Err(unspelled()),
        }
    }
}

const fn unimplemented() -> Obstacle {
    Obstacle::Kind("an object of a trait with a supertrait that the bridge does not know")
}
