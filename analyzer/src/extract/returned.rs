//! The functions by which a host calls closures that come out of the plugin: `adder::call` for what `adder` returns.

use std::collections::HashSet;

use plugwright_interface::Type;

use crate::lower::{Catalog, parts};

use super::callable::Callable;
use super::signature::Signature;
use super::{ExportKind, Passing, Returning};

/// The name of a closure's function, behind the path of the function that gives the closure.
const CALL: &str = "call";

/// Makes one function for each type of closure, with a name for each function that gives one.
pub(super) fn calls<'k>(
    catalog: &Catalog<'k, '_>,
    found: &[(Callable<'k>, Signature)],
) -> Vec<(Callable<'k>, Signature)> {
    let taken: HashSet<_> = found.iter().flat_map(|(callable, _)| &callable.paths).collect();
    let mut calls = Vec::new();
    for (path, closure) in catalog.closures() {
        let gives = |ty: &Type| parts::handles(ty).any(|handle| handle == path);
        let mut givers: Vec<_> = found.iter().filter(|(_, signature)| signature.types().any(gives)).collect();
        givers.sort_by(|(a, _), (b, _)| a.paths[0].cmp(&b.paths[0]));
        let names = givers.iter().map(|(giver, _)| giver.paths[0].iter().cloned().chain([CALL.to_owned()]).collect());
        let names: Vec<Vec<String>> = names.filter(|name| !taken.contains(name)).collect();
        let Some((giver, _)) = givers.first().filter(|_| !names.is_empty()) else { continue };
        let callable = Callable { paths: names, attrs: &[], ..giver.clone() };
        let signature = Signature {
            passing: vec![Passing::Typed; closure.params.len()],
            params: closure.params,
            result: closure.result,
            returning: Returning::Value,
            inside: None,
            kind: ExportKind::Closure,
            via: None,
            owner: None,
            arguments: Vec::new(),
            adapter: None,
            literal: None,
        };
        calls.push((callable, signature));
    }
    calls
}
