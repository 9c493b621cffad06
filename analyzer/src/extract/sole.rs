//! Functions that are generic by a trait of the plugin's which one type alone has: what goes in is that type, or an object of
//! the trait, which a host can make as well.

use plugwright_interface::{Access, Type, unmarked};

use crate::lower::{Catalog, Lowering, Sole, parts};

use super::Passing;
use super::callable::Callable;
use super::signature::{Signature, lower_in};

/// A function with both signatures, where it has two. Under its own names goes the object, in whose place a handle to a value
/// of the type goes as well, unless the type is data, which no object is made of by itself, or the function gives the type, or
/// takes objects alone. Then the type goes under them, and the object under another: `area_of::<dyn Shape>`.
pub(super) fn both<'k>(
    catalog: &Catalog<'k, '_>,
    callable: Callable<'k>,
    signature: Signature,
) -> Vec<(Callable<'k>, Signature)> {
    let objects = lower_in(Lowering::new(catalog).with_sole(Sole::Object), &callable, None, None);
    let Some(objects) = objects.ok().filter(|objects| is_better(objects, &signature)) else {
        return vec![(callable, signature)];
    };
    let mut changed = objects.params.iter().zip(&signature.params).filter(|(object, own)| object.ty != own.ty);
    let are_handles = changed.all(|(_, own)| parts::handles(&own.ty).next().is_some());
    if are_handles && objects.result == signature.result && !takes_objects_alone(&objects) {
        return vec![(callable, objects)];
    }
    let taken = objects.params.iter().zip(&objects.passing).filter(|(_, passing)| is_stand_in(**passing));
    let mut names: Vec<_> =
        taken.flat_map(|(param, _)| parts::handles(&param.ty)).map(|path| unmarked(path).to_owned()).collect();
    names.dedup();
    let name = format!("::<{}>", names.join(", "));
    let mut other = callable.clone();
    other.paths.iter_mut().filter_map(|path| path.last_mut()).for_each(|last| last.push_str(&name));
    vec![(callable, signature), (other, objects)]
}

/// Whether the signature takes objects where the other one does not, and the bridge can spell all that stands in for them.
fn is_better(objects: &Signature, signature: &Signature) -> bool {
    let mut passed = objects.params.iter().zip(&objects.passing);
    objects.params != signature.params && passed.all(|(param, passing)| !is_stand_in(*passing) || is_spelled(&param.ty))
}

/// Whether the function may put another value in the place of one that it is lent, so that no value goes in by itself.
fn takes_objects_alone(objects: &Signature) -> bool {
    let is_changed = |ty: &Type| matches!(ty, Type::Handle(Access::Exclusive, _));
    let mut passed = objects.params.iter().zip(&objects.passing);
    passed.any(|(param, passing)| *passing == Passing::StandIn && parts::all(&param.ty).into_iter().any(is_changed))
}

const fn is_stand_in(passing: Passing) -> bool {
    matches!(passing, Passing::StandIn | Passing::Lent)
}

/// Whether a type with stand-ins in the place of its objects is one that the bridge writes.
fn is_spelled(ty: &Type) -> bool {
    match ty {
        Type::Handle(..) => true,
        Type::Option(inner) | Type::Vec(inner) => is_spelled(inner),
        Type::Tuple(items) => items.iter().all(is_spelled),
        ty => parts::handles(ty).next().is_none(),
    }
}
