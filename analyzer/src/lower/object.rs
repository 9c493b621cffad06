//! Objects of the plugin's own traits: `dyn Shape` behind a pointer, which stays in the plugin as a `Box<dyn Shape>`.

use std::collections::BTreeSet;

use plugwright_interface::{Access, Definition, Shape, Type, unmarked};
use syn::punctuated::Punctuated;

use crate::cfg::State;
use crate::docs::docs;
use crate::krate::{Crate, ItemId};
use crate::prelude;
use crate::reason::{Flaw, Obstacle};
use crate::resolve::{Meaning, Path};

use super::{Catalog, Env, Holder, Lowering, Sole, arguments};

/// What stands behind `dyn` or `impl`.
type Bounds = Punctuated<syn::TypeParamBound, syn::Token![+]>;

/// Supertraits of a trait, those of its supertraits included, whose objects cross because its own do. What a host needs for
/// them grows with their square.
const MAX_SUPERTRAITS: usize = 16;

impl Lowering<'_, '_> {
    /// Lowers `dyn Trait` in that holder, where the trait is one of the plugin's.
    pub(crate) fn trait_object(&mut self, bounds: &Bounds, holder: Holder, env: &Env<'_>) -> Result<Type, Obstacle> {
        let fail = Err(Obstacle::Kind("a trait object"));
        let mut traits = bounds.iter().filter(|bound| match bound {
            syn::TypeParamBound::Trait(bound) => self.marker(bound, env).is_none(),
            _ => false,
        });
        let (Some(syn::TypeParamBound::Trait(bound)), None) = (traits.next(), traits.next()) else { return fail };
        // What stands in for an object has to be of the plugin's crate.
        let meaning = (!self.catalog.is_foreign()).then(|| self.meaning(&bound.path, env));
        let Some(Meaning::Item(item)) = meaning else { return fail };
        let path = self.catalog.trait_object(item, &self.markers(bounds, env))?;
        let access = match holder {
            Holder::Ref => Access::Shared,
            Holder::RefMut => Access::Exclusive,
            Holder::Box => Access::Owned,
            // The host has it in a box: what it gives is put behind the pointer, what it gets is a box around the pointer.
            Holder::Rc | Holder::Arc => {
                self.catalog.note_stand_in(&path, self.catalog.stand_in(item, holder)?);
                self.disguised = true;
                self.boxed_object = true;
                Access::Owned
            }
            Holder::Nothing => return fail,
        };
        Ok(Type::Handle(access, path))
    }

    /// The object that goes in where one type alone has a trait, if that is what is asked for and a host can make others.
    pub(super) fn sole_object(&mut self, item: ItemId, bounds: &[&syn::TypeParamBound], env: &Env<'_>) -> Option<Type> {
        let is_wanted = self.sole == Sole::Object && crate::extract::is_implementable(self.catalog, item);
        is_wanted.then(|| self.object_for(item, bounds, env)).flatten()
    }

    /// The object that stands in for whatever has a trait of the plugin's and these bounds, of which that is one.
    pub(super) fn object_for(&mut self, item: ItemId, bounds: &[&syn::TypeParamBound], env: &Env<'_>) -> Option<Type> {
        let is_had = bounds.iter().all(|bound| match bound {
            syn::TypeParamBound::Lifetime(_) => true,
            syn::TypeParamBound::Trait(bound) if bound.maybe.is_some() => true,
            syn::TypeParamBound::Trait(bound) => match self.meaning(&bound.path, env) {
                Meaning::Item(other) => {
                    other == item && bound.path.segments.iter().all(|part| part.arguments.is_none())
                }
                Meaning::External(path) => {
                    matches!(prelude::real_path(&path)[..], ["std", "marker", "Send" | "Sync" | "Sized" | "Unpin"])
                }
                _ => false,
            },
            _ => false,
        });
        let made = self.catalog.stand_in(item, Holder::Box).ok().filter(|_| is_had)?;
        let path = self.catalog.trait_object(item, &self.markers(bounds.iter().copied(), env)).ok()?;
        self.catalog.note_stand_in(&path, made);
        Some(Type::Handle(Access::Owned, path))
    }

    /// The bounds of an object besides its trait, which make it another type: ` + Send + Sync`.
    pub(super) fn markers<'b>(
        &self,
        bounds: impl IntoIterator<Item = &'b syn::TypeParamBound>,
        env: &Env<'_>,
    ) -> String {
        let found = bounds.into_iter().filter_map(|bound| match bound {
            syn::TypeParamBound::Trait(bound) => self.marker(bound, env),
            _ => None,
        });
        let found: BTreeSet<_> = found.collect();
        found.into_iter().map(|marker| format!(" + {marker}")).collect()
    }

    fn marker(&self, bound: &syn::TraitBound, env: &Env<'_>) -> Option<&'static str> {
        let Meaning::External(path) = self.meaning(&bound.path, env) else { return None };
        match prelude::real_path(&path)[..] {
            ["std", "marker", "Send"] => Some("Send"),
            ["std", "marker", "Sync"] => Some("Sync"),
            _ => None,
        }
    }

    /// Spells a type so that it means the same in a bridge. Nothing where a bridge has no name for it.
    pub(crate) fn spell(&self, ty: &syn::Type, env: &Env<'_>) -> Option<String> {
        match ty {
            syn::Type::Paren(paren) => self.spell(&paren.elem, env),
            syn::Type::Group(group) => self.spell(&group.elem, env),
            syn::Type::Slice(slice) => Some(format!("[{}]", self.spell(&slice.elem, env)?)),
            syn::Type::Reference(reference) if reference.lifetime.is_none() => {
                let mutable = if reference.mutability.is_some() { "mut " } else { "" };
                Some(format!("&{mutable}{}", self.spell(&reference.elem, env)?))
            }
            syn::Type::Tuple(tuple) => {
                let items: Option<Vec<_>> = tuple.elems.iter().map(|item| self.spell(item, env)).collect();
                Some(items?.iter().fold("(".to_owned(), |text, item| text + item + ", ") + ")")
            }
            syn::Type::Path(path) if path.qself.is_none() => self.spell_path(&path.path, env),
            _ => None,
        }
    }

    fn spell_path(&self, path: &syn::Path, env: &Env<'_>) -> Option<String> {
        let name = match self.meaning(path, env) {
            Meaning::Primitive(name) => name.join("::"),
            Meaning::External(external) if prelude::is_std(external.first()?) => {
                format!("::{}", prelude::real_path(&external).join("::"))
            }
            Meaning::Item(item) => format!("::plugin::{}", self.catalog.reach.paths(item).first()?.join("::")),
            _ => return None,
        };
        let given: Option<Vec<_>> = arguments(path).into_iter().map(|argument| self.spell(argument, env)).collect();
        let given = given?;
        Some(if given.is_empty() { name } else { format!("{name}<{}>", given.join(", ")) })
    }
}

impl Catalog<'_, '_> {
    /// Has the objects of a trait's supertraits cross, where there are any and not too many.
    pub(crate) fn meet_supertraits(&self, item: ItemId) {
        let all = self.supertraits(item);
        if all.len() > MAX_SUPERTRAITS {
            return;
        }
        for above in all {
            // Where it has none, nothing is said: nothing asked for one.
            _ = self.trait_object(above, "");
        }
    }

    /// The path under which objects of a trait of the crate cross that have all bounds which something asks of one.
    pub(crate) fn most_bounded(&self, item: ItemId) -> Result<String, Obstacle> {
        let path = self.trait_object(item, "")?;
        let is_met = |marker| self.paths().iter().any(|met| unmarked(met) == path && met.contains(marker));
        let markers: String = [" + Send", " + Sync"].into_iter().filter(|marker| is_met(*marker)).collect();
        self.trait_object(item, &markers)
    }

    /// The path under which the objects of a trait of the crate cross, with those further bounds.
    fn trait_object(&self, item: ItemId, markers: &str) -> Result<String, Obstacle> {
        let definition = self.krate.item(item);
        let syn::Item::Trait(definition) = definition else { return Err(Obstacle::Kind("a trait object")) };
        let local = |flaw| Obstacle::Local(crate::krate::plain(&definition.ident), flaw);
        if !definition.generics.params.is_empty() {
            return Err(local(Flaw::Generic));
        }
        if self.krate.state(item) == State::Unknown {
            return Err(local(Flaw::Undecided(self.krate.cfg.undecided(&definition.attrs))));
        }
        if !is_object_safe(self.krate, definition) {
            return Err(local(Flaw::Kind("a trait without objects")));
        }
        let path = self.reach.paths(item).into_iter().next().ok_or_else(|| local(Flaw::Hidden))?;
        let path = format!("dyn {}{markers}", path.join("::"));
        let docs = docs(&definition.attrs);
        self.define_trait(item, Definition { docs, ..Definition::new(path.clone(), Shape::Opaque) });
        Ok(path)
    }
}

/// Spells the path of objects so that generated code finds it. That of closures is spelled so.
pub(super) fn spelled(path: &str) -> String {
    match path.strip_prefix("dyn ") {
        Some(path) if !path.contains('(') => format!("dyn crate::{path}"),
        _ => path.to_owned(),
    }
}

/// Whether there are objects of a trait, as far as that is worth knowing: rustc knows it all.
fn is_object_safe(krate: &Crate<'_>, definition: &syn::ItemTrait) -> bool {
    definition.items.iter().all(|member| match member {
        syn::TraitItem::Fn(function) if krate.cfg.state(&function.attrs) == State::Inactive => true,
        syn::TraitItem::Fn(function) => is_sized_only(&function.sig) || is_of_objects(&function.sig),
        syn::TraitItem::Type(_) | syn::TraitItem::Const(_) => false,
        _ => true,
    })
}

/// Whether a trait's function is not one of its objects: `where Self: Sized`.
pub(crate) fn is_sized_only(signature: &syn::Signature) -> bool {
    bounds_of_self(&signature.generics).any(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => Path::of(&bound.path).parts.last().is_some_and(|last| last == "Sized"),
        _ => false,
    })
}

/// What all that has a trait must have besides, behind its name or as `where Self: 'static`.
pub(crate) fn supertraits(definition: &syn::ItemTrait) -> impl Iterator<Item = &syn::TypeParamBound> {
    definition.supertraits.iter().chain(bounds_of_self(&definition.generics))
}

fn bounds_of_self(generics: &syn::Generics) -> impl Iterator<Item = &syn::TypeParamBound> {
    let predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let of_self = predicates.filter_map(|predicate| match predicate {
        syn::WherePredicate::Type(syn::PredicateType { bounded_ty: syn::Type::Path(path), bounds, .. }) => {
            path.path.is_ident("Self").then_some(bounds)
        }
        _ => None,
    });
    of_self.flatten()
}

fn is_of_objects(signature: &syn::Signature) -> bool {
    let is_lifetime = |param: &syn::GenericParam| matches!(param, syn::GenericParam::Lifetime(_));
    signature.receiver().is_some() && signature.asyncness.is_none() && signature.generics.params.iter().all(is_lifetime)
}
