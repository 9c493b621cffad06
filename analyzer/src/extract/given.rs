//! Which functions are left when those go that need a value which no other function gives.

use std::collections::{BTreeMap, HashSet};

use plugwright_interface::{Access, Param, Type, unmarked};

use crate::lower::{Catalog, parts};
use crate::reason::{Obstacle, Reason, TypePlace};

use super::signature::Signature;

/// What can be called, and what cannot.
type Split<T> = (Vec<(T, Signature)>, Vec<((T, Signature), Reason)>);

/// The types that go in as objects of a trait, by the objects' path without further bounds.
type Implementors = BTreeMap<String, Vec<String>>;

/// Splits off the functions that take a value which stays in the plugin and which nothing gives to a host; `unmade` says of
/// some types why none can be made of its fields.
pub(super) fn split<T>(
    catalog: &Catalog<'_, '_>,
    implementors: &Implementors,
    unmade: &BTreeMap<String, Obstacle>,
    mut found: Vec<(T, Signature)>,
) -> Split<T> {
    let mut lacking = Vec::new();
    loop {
        let given: HashSet<String> =
            found.iter().flat_map(|(_, signature)| parts::handles(&signature.result)).map(str::to_owned).collect();
        let before = found.len();
        let mut left = Vec::new();
        for (callable, signature) in found {
            match signature
                .params
                .iter()
                .find_map(|param| reason(catalog, unmade, param, |path| is_given(path, &given, implementors)))
            {
                Some(reason) => lacking.push(((callable, signature), reason)),
                None => left.push((callable, signature)),
            }
        }
        if left.len() == before {
            return (left, lacking);
        }
        found = left;
    }
}

/// Whether a handle can be had of that type, of one of its objects with further bounds, or of a type that has the trait.
fn is_given(path: &str, given: &HashSet<String>, implementors: &Implementors) -> bool {
    let is_bounded = |given: &String| given.starts_with(path) && unmarked(given) == unmarked(path);
    let mut own = implementors.get(unmarked(path)).into_iter().flatten();
    given.contains(path)
        || path.starts_with("dyn ") && given.iter().any(is_bounded)
        || own.any(|own| given.contains(own))
}

/// Why a parameter's type does not cross as data, where no handle to a value of it can be had.
fn reason(
    catalog: &Catalog<'_, '_>,
    unmade: &BTreeMap<String, Obstacle>,
    param: &Param,
    is_given: impl Fn(&str) -> bool,
) -> Option<Reason> {
    let path = parts::handles(&param.ty).find(|path| !is_given(path))?;
    let why = unmade.get(path).cloned().or_else(|| catalog.why_opaque(path))?;
    let receiver = match param.ty {
        Type::Handle(Access::Shared, _) => "&self",
        Type::Handle(Access::Exclusive, _) => "&mut self",
        _ => "self",
    };
    Some(match param.name.as_str() {
        "self" => Reason::Receiver { receiver: receiver.to_owned(), why },
        name => Reason::Type { place: TypePlace::Param(name.to_owned()), ty: param.ty.to_string(), why },
    })
}
