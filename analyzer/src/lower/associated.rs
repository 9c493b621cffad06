//! Associated types: `Self::Output`, `T::Offset`, `<T as Trait>::Name`, by the one `impl` of the crate that says what they are.

use plugwright_interface::Type;

use crate::impls::self_item;
use crate::krate::{ItemId, plain};
use crate::prelude;
use crate::reason::Obstacle;
use crate::resolve::{Meaning, Path, Query};

use super::instance::owned;
use super::{Bound, Direction, Env, Form, Lowered, Lowering, names};

const UNKNOWN: Obstacle = Obstacle::Kind("an associated type");

impl Lowering<'_, '_> {
    /// Lowers `<T as Trait>::Name`.
    pub(super) fn qualified(
        &mut self,
        own: &syn::QSelf,
        path: &syn::Path,
        env: &Env<'_>,
        direction: Direction,
    ) -> Lowered {
        let mut trait_ = path.clone();
        let Some(name) = trait_.segments.pop().filter(|_| own.position == trait_.segments.len()) else {
            return Err(UNKNOWN);
        };
        trait_.segments.pop_punct();
        let ty = self.own(&own.ty, env)?;
        let wanted = (own.position > 0).then(|| self.meaning(&trait_, env));
        self.associated(&ty, wanted.as_ref(), &plain(&name.ident), direction)
    }

    /// Lowers `T::Name`, where `T` is a parameter with an instance.
    pub(super) fn of_parameter(&mut self, path: &syn::Path, env: &Env<'_>, direction: Direction) -> Lowered {
        let parts = Path::of(path).parts;
        let fail = || Obstacle::Parameter(parts.join("::"));
        let [param, name] = parts.as_slice() else { return Err(fail()) };
        match env.named(param) {
            Some(Bound::Instance(instance)) if instance.form == Form::Same => {
                self.met_instance = true;
                self.associated(&instance.ty, None, name, direction).map_err(|_why| fail())
            }
            _ => Err(fail()),
        }
    }

    /// Lowers `Self::Name`.
    pub(super) fn of_self(&mut self, parts: &[String], env: &Env<'_>, direction: Direction) -> Lowered {
        let ([name], Some((own, around))) = (parts, env.self_type()) else { return Err(UNKNOWN) };
        let own = self.own(own, around)?;
        self.associated(&own, None, name, direction)
    }

    /// Lowers an associated type of `own`; `wanted` is its trait, where that is said.
    fn associated(&mut self, own: &Type, wanted: Option<&Meaning>, name: &str, direction: Direction) -> Lowered {
        if wanted.is_some_and(is_to_owned) && name == "Owned" {
            return Ok(owned(own.clone()));
        }
        let krate = self.krate;
        let mut found = None;
        for &item in self.traits().declaring(name) {
            let syn::Item::Impl(block) = krate.item(item) else { continue };
            let Some((path, _)) = &block.trait_ else { continue };
            let meaning = || krate.resolve(Query::types(item.module), &Path::of(path)).meaning;
            if wanted.is_none_or(|wanted| *wanted == meaning())
                && let Some(outer) = self.scope_of(own, item, block)
                && found.replace((block, outer)).is_some()
            {
                return Err(UNKNOWN);
            }
        }
        let (block, outer) = found.ok_or(UNKNOWN)?;
        let ty = block.items.iter().find_map(|member| match member {
            syn::ImplItem::Type(member) if member.ident == name && member.generics.params.is_empty() => {
                Some(&member.ty)
            }
            _ => None,
        });
        let mut env = Env::new(outer.module).with_self(&block.self_ty, &outer);
        for param in names(&block.generics) {
            let name = plain(param);
            let bound = outer.named(&name).unwrap_or(Bound::Opaque);
            env.bind(name, bound);
        }
        self.lower(ty.ok_or(UNKNOWN)?, &env, direction)
    }

    /// The scope of an `impl`, where it is one for `own`.
    pub(super) fn scope_of<'b>(&mut self, own: &Type, item: ItemId, block: &'b syn::ItemImpl) -> Option<Env<'b>> {
        let mut env = Env::new(item.module);
        if let Some((ty, arguments)) = self.catalog.used(own) {
            if self_item(self.krate, item, block) != Some(ty) {
                return None;
            }
            arguments.bind_in(block, &mut env);
        }
        (self.own(&block.self_ty, &env).as_ref() == Ok(own)).then_some(env)
    }
}

/// Whether a trait is `ToOwned`.
pub(crate) fn is_to_owned(meaning: &Meaning) -> bool {
    matches!(meaning, Meaning::External(path) if prelude::real_path(path) == ["std", "borrow", "ToOwned"])
}
