//! Which functions are left when those go that need a value which no other function gives.

use std::collections::HashSet;

use plugwright_interface::{Access, Param, Type, unmarked};

use crate::lower::{Catalog, parts};
use crate::reason::{Reason, TypePlace};

use super::signature::Signature;

/// What can be called, and what cannot.
type Split<T> = (Vec<(T, Signature)>, Vec<(T, Reason)>);

/// Splits off the functions that take a value which stays in the plugin and which nothing gives to a host.
pub(super) fn split<T>(catalog: &Catalog<'_, '_>, mut found: Vec<(T, Signature)>) -> Split<T> {
    let mut lacking = Vec::new();
    loop {
        let given: HashSet<String> =
            found.iter().flat_map(|(_, signature)| parts::handles(&signature.result)).map(str::to_owned).collect();
        let before = found.len();
        let mut left = Vec::new();
        for (callable, signature) in found {
            match signature.params.iter().find_map(|param| reason(catalog, param, &given)) {
                Some(reason) => lacking.push((callable, reason)),
                None => left.push((callable, signature)),
            }
        }
        if left.len() == before {
            return (left, lacking);
        }
        found = left;
    }
}

/// Whether a handle can be had of that type, or of one of its objects with further bounds.
fn is_given(path: &str, given: &HashSet<String>) -> bool {
    let is_bounded = |given: &String| given.starts_with(path) && unmarked(given) == unmarked(path);
    given.contains(path) || path.starts_with("dyn ") && given.iter().any(is_bounded)
}

/// Why a parameter's type does not cross as data, where no handle to a value of it can be had.
fn reason(catalog: &Catalog<'_, '_>, param: &Param, given: &HashSet<String>) -> Option<Reason> {
    let path = parts::handles(&param.ty).find(|path| !is_given(path, given))?;
    let why = catalog.why_opaque(path)?;
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
