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
use super::{Export, ExportKind, Returning, Skipped, marks, raw};

/// A public constant, before its type is looked at.
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
    for candidate in free(krate, reach).into_iter().chain(associated(krate, reach)) {
        let Candidate { item, paths, ident, attrs, kind, .. } = &candidate;
        let span = krate.span(*item, *ident);
        match lower(catalog, &candidate) {
            Ok(ty) => {
                let path = paths[0].iter().map(|part| raw(part)).collect();
                let export = Export {
                    path,
                    params: Vec::new(),
                    result: Returning::Value,
                    span,
                    kind: *kind,
                    via: None,
                    arguments: Vec::new(),
                };
                let mut paths = paths.iter().map(|path| path.join("::"));
                let constant = Constant {
                    path: paths.next().unwrap_or_default(),
                    aliases: paths.collect(),
                    ty,
                    docs: docs(attrs),
                    deprecated: marks::deprecated(&krate.cfg, attrs),
                };
                found.push((constant, export));
            }
            Err(reason) => skipped.push(Skipped { path: paths[0].join("::"), reason, span }),
        }
    }
    found.sort_by(|(a, _), (b, _)| a.path.split("::").cmp(b.path.split("::")));
    (found, skipped)
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
        Some(Candidate { item, paths: reach.paths(item), ident, ty, attrs, kind, block: None, obstacle })
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
                obstacle: obstacle.or_else(|| type_parameter(krate, ty).map(Reason::Generic)),
            });
        }
    }
    found
}

/// Lowers the type of a constant: as a result, since it only ever comes out.
fn lower(catalog: &Catalog<'_, '_>, candidate: &Candidate<'_>) -> Result<Type, Reason> {
    if let Some(reason) = &candidate.obstacle {
        return Err(reason.clone());
    }
    let outer = Env::new(candidate.item.module);
    let mut env = Env::new(candidate.item.module);
    if let Some(block) = candidate.block {
        env = env.with_self(&block.self_ty, &outer);
    }
    let mut lowering = Lowering::new(catalog);
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
