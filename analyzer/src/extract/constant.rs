//! Public constants: free ones, associated ones of public types, and statics, whose value is copied when it is read.

use plugwright_interface::{Constant, Type};

use crate::cfg::State;
use crate::docs::docs;
use crate::impls::{impls, self_item};
use crate::krate::{Crate, ItemId, plain};
use crate::lower::{Catalog, Direction, Env, Lowering, written};
use crate::reach::Reach;
use crate::reason::{Obstacle, Reason, TypePlace};

use super::callable::{type_parameter, undecided};
use super::instance::{self, Owner};
use super::{Export, ExportKind, Returning, Skipped, marks, raw};

/// A public constant, before its type is looked at.
#[derive(Clone)]
struct Candidate<'k> {
    item: ItemId,
    /// All public paths, the shortest first; never empty.
    paths: Vec<Vec<String>>,
    ident: &'k syn::Ident,
    ty: &'k syn::Type,
    attrs: &'k [syn::Attribute],
    kind: ExportKind,
    /// The `impl` around an associated constant.
    block: Option<&'k syn::ItemImpl>,
    /// The type that it belongs to, where that has parameters.
    generic: Option<ItemId>,
    obstacle: Option<Reason>,
}

/// Finds every public constant, sorted by path.
pub(super) fn find(
    krate: &Crate<'_>,
    reach: &Reach,
    catalog: &Catalog<'_, '_>,
) -> (Vec<(Constant, Export)>, Vec<Skipped>) {
    let mut found = Vec::new();
    let mut skipped = Vec::new();
    let instances = catalog.instances();
    for candidate in free(krate, reach).into_iter().chain(associated(krate, reach)) {
        let owners = instances.iter().filter(|(item, ..)| Some(*item) == candidate.generic);
        let owners = owners.map(|(_, arguments, ty)| Owner { arguments: arguments.clone(), ty: ty.clone() });
        let owners: Vec<_> = owners.collect();
        for owner in &owners {
            // It may be one of other instances.
            if let Ok(ty) = lower(catalog, &candidate, Some(owner)) {
                let paths = instance::at(&candidate.paths, &owner.arguments);
                found.push(constant(krate, &Candidate { paths, ..candidate.clone() }, ty, Some(owner)));
            }
        }
        match lower(catalog, &candidate, None) {
            _ if !owners.is_empty() => {}
            Ok(ty) => found.push(constant(krate, &candidate, ty, None)),
            Err(reason) => {
                let span = krate.span(candidate.item, candidate.ident);
                skipped.push(Skipped { path: candidate.paths[0].join("::"), reason, span });
            }
        }
    }
    found.sort_by(|(a, _), (b, _)| a.path.split("::").cmp(b.path.split("::")));
    (found, skipped)
}

/// The paths of every public constant.
pub(super) fn paths(krate: &Crate<'_>, reach: &Reach) -> impl Iterator<Item = Vec<String>> {
    free(krate, reach).into_iter().chain(associated(krate, reach)).flat_map(|candidate| candidate.paths)
}

/// Describes a constant that can be read.
fn constant(krate: &Crate<'_>, candidate: &Candidate<'_>, ty: Type, owner: Option<&Owner>) -> (Constant, Export) {
    let Candidate { item, paths, ident, attrs, kind, .. } = candidate;
    let export = Export {
        path: paths[0].iter().map(|part| raw(part)).collect(),
        params: Vec::new(),
        result: Returning::Value,
        inside: None,
        span: krate.span(*item, *ident),
        kind: *kind,
        via: None,
        owner: owner.map(|owner| owner.ty.clone()),
        arguments: Vec::new(),
        adapter: None,
        literal: None,
    };
    let mut paths = paths.iter().map(|path| path.join("::"));
    let constant = Constant {
        path: paths.next().unwrap_or_default(),
        aliases: paths.collect(),
        ty,
        docs: docs(attrs),
        deprecated: marks::deprecated(&krate.cfg, attrs),
    };
    (constant, export)
}

fn free<'k>(krate: &'k Crate<'_>, reach: &Reach) -> Vec<Candidate<'k>> {
    let candidates = reach.items().into_iter().filter_map(|item| {
        let (ident, ty, attrs, kind, mutability) = match krate.item(item) {
            syn::Item::Const(found) if found.generics.params.is_empty() && found.ident != "_" => {
                (&found.ident, &found.ty, &found.attrs, ExportKind::Const, None)
            }
            syn::Item::Static(found) => {
                (&found.ident, &found.ty, &found.attrs, ExportKind::Static, Some(&found.mutability))
            }
            _ => return None,
        };
        let is_mutable = mutability.is_some_and(|mutability| !matches!(mutability, syn::StaticMutability::None));
        let obstacle = undecided(krate, krate.state(item), attrs);
        let obstacle = obstacle.or_else(|| is_mutable.then(|| reason(ty, Obstacle::Kind("a mutable static"))));
        let paths = reach.paths(item);
        Some(Candidate { item, paths, ident, ty, attrs, kind, block: None, generic: None, obstacle })
    });
    candidates.collect()
}

fn associated<'k>(krate: &'k Crate<'_>, reach: &Reach) -> Vec<Candidate<'k>> {
    let mut found = Vec::new();
    for (item, block) in impls(krate).filter(|(_, block)| block.trait_.is_none()) {
        let members = block.items.iter().filter_map(|member| match member {
            syn::ImplItem::Const(member) if matches!(member.vis, syn::Visibility::Public(_)) => Some(member),
            _ => None,
        });
        for member in members {
            let own = krate.cfg.state(&member.attrs);
            let Some(ty) = self_item(krate, item, block).filter(|_| own != State::Inactive) else { continue };
            let paths = reach.paths(ty);
            if paths.is_empty() {
                continue;
            }
            let paths = paths.into_iter().map(|mut path| {
                path.push(plain(&member.ident));
                path
            });
            let obstacle = undecided(krate, krate.state(item).and(own), &member.attrs);
            found.push(Candidate {
                item,
                paths: paths.collect(),
                ident: &member.ident,
                ty: &member.ty,
                attrs: &member.attrs,
                kind: ExportKind::Const,
                block: Some(block),
                generic: type_parameter(krate, ty).map(|_| ty),
                obstacle,
            });
        }
    }
    found
}

/// Lowers the type of a constant: as a result, since it only ever comes out.
fn lower(catalog: &Catalog<'_, '_>, candidate: &Candidate<'_>, owner: Option<&Owner>) -> Result<Type, Reason> {
    if let Some(reason) = &candidate.obstacle {
        return Err(reason.clone());
    }
    if let (Some(ty), None) = (candidate.generic, owner) {
        return Err(Reason::Generic(type_parameter(catalog.krate, ty).unwrap_or_default()));
    }
    let mut lowering = Lowering::new(catalog);
    let mut outer = Env::new(candidate.item.module);
    let mut env = Env::new(candidate.item.module);
    if let Some(block) = candidate.block {
        if let Some(owner) = owner {
            owner.arguments.bind_in(block, &mut outer);
            owner.arguments.bind_in(block, &mut env);
            if lowering.lower(&block.self_ty, &outer, Direction::Out).as_ref() != Ok(&owner.ty) {
                return Err(Reason::NoInstance);
            }
        }
        env = env.with_self(&block.self_ty, &outer);
    }
    let lowered = lowering.lower(candidate.ty, &env, Direction::Out);
    let lowered = match candidate.kind {
        ExportKind::Static => lowered.and_then(|ty| lowering.shared(ty, Direction::Out)),
        _ => lowered,
    };
    lowered.map_err(|why| match why {
        Obstacle::Parameter(name) => Reason::Generic(name),
        why => reason(candidate.ty, why),
    })
}

fn reason(ty: &syn::Type, why: Obstacle) -> Reason {
    Reason::Type { place: TypePlace::Value, ty: written(ty), why }
}
