//! The functions of the plugin's generic types, at every instance of such a type that occurs: in the signature of another
//! function, as the type of an `impl` or of a public alias, or because it is asked for.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use plugwright_interface::Type;

use crate::krate::ItemId;
use crate::lower::{Arguments, Catalog, Direction, Env, Lowering, owned_instances};
use crate::reason::Reason;

use super::callable::Callable;
use super::request::Request;
use super::signature::{self, Signature};
use super::{Skipped, skip};

/// How often instances are looked for in the signatures that the last ones brought.
const MAX_ROUNDS: usize = 2;

/// An instance of a generic type, as the owner of functions and constants.
pub(super) struct Owner {
    pub(super) arguments: Arguments,
    /// What its values cross as.
    pub(super) ty: Type,
}

/// Lowers the functions of generic types at all instances. Those that have none are skipped.
pub(super) fn find<'k>(
    catalog: &Catalog<'k, '_>,
    requests: &[Request],
    callables: Vec<Callable<'k>>,
    skipped: &mut Vec<Skipped>,
) -> Vec<(Callable<'k>, Signature)> {
    callables.iter().for_each(|callable| meet(catalog, callable));
    meet_defaults(catalog, &callables);
    let aliases = catalog.aliases();
    let mut search =
        Search { catalog, requests, aliases, tried: HashSet::new(), found: Vec::new(), failed: Vec::new() };
    for _ in 0..MAX_ROUNDS {
        let before = search.tried.len();
        callables.iter().enumerate().for_each(|(index, callable)| search.look(index, callable));
        if search.tried.len() == before {
            break;
        }
    }
    let Search { found, failed, .. } = search;
    let met: HashSet<usize> = found.iter().map(|(index, ..)| *index).collect();
    let without = callables.iter().enumerate().filter(|(index, _)| !met.contains(index));
    skipped.extend(without.map(|(index, callable)| {
        let reason = failed.iter().find(|(failed, _)| *failed == index).map(|(_, skipped)| skipped.reason.clone());
        let reason = reason.or_else(|| callable.obstacle.clone());
        skip(catalog.krate, callable, reason.unwrap_or_else(|| Reason::Generic(callable.parameter.clone())))
    }));
    // What is generic itself is not wanted at every instance.
    let failed = failed.into_iter().filter(|(_, skipped)| !matches!(skipped.reason, Reason::Generic(_)));
    skipped.extend(failed.filter(|(index, _)| met.contains(index)).map(|(_, skipped)| skipped));
    named(found)
}

/// Looks at the type of an `impl` whose parameters all have an obvious instance, as they do where there are none.
fn meet(catalog: &Catalog<'_, '_>, callable: &Callable<'_>) {
    let Some(block) = callable.block else { return };
    let (mut lowering, mut env) = (Lowering::new(catalog), Env::new(callable.item.module));
    if owned_instances(&mut lowering, &block.generics, &mut env) {
        // Where it does not cross, there is no instance.
        let _ = lowering.lower(&block.self_ty, &env, Direction::Out);
    }
}

/// Looks at the generic types as they are where only their name stands: with the defaults of their parameters.
fn meet_defaults(catalog: &Catalog<'_, '_>, callables: &[Callable<'_>]) {
    let types: BTreeSet<ItemId> = callables.iter().filter_map(|callable| callable.generic).collect();
    for item in types {
        let arguments = Lowering::new(catalog).given_arguments(item, std::iter::empty(), &Env::new(item.module));
        // Nor is there one where it has no default.
        let _ = arguments.map(|arguments| catalog.crossing(item, &arguments));
    }
}

/// The state of looking for instances.
struct Search<'c, 'k, 's> {
    catalog: &'c Catalog<'k, 's>,
    requests: &'c [Request],
    /// Public names of instances.
    aliases: BTreeMap<String, Vec<Vec<String>>>,
    /// Index of a function and path of a type.
    tried: HashSet<(usize, String)>,
    /// Index of the function, the function under the instance's names, its other names, and what crosses.
    found: Vec<(usize, Callable<'k>, Vec<Vec<String>>, Signature)>,
    failed: Vec<(usize, Skipped)>,
}

impl<'k> Search<'_, 'k, '_> {
    /// Lowers a function at the instances of its type at which it was not lowered before.
    fn look(&mut self, index: usize, callable: &Callable<'k>) {
        let instances = self.catalog.instances().into_iter().filter(|(item, ..)| Some(*item) == callable.generic);
        for (_, arguments, ty) in instances {
            if !self.tried.insert((index, ty.to_string())) {
                continue;
            }
            let paths = match &callable.via {
                Some(via) if is_exact(&callable.paths[0]) => {
                    vec![via.exact(&ty.to_string(), &callable.signature.ident)]
                }
                _ => {
                    let aliases = self.aliases.get(&ty.to_string()).into_iter().flatten();
                    let name = callable.paths[0].last();
                    let aliases = aliases.map(|alias| alias.iter().chain(name).cloned().collect());
                    aliases.chain(at(&callable.paths, &arguments)).collect()
                }
            };
            let at = Callable { paths, ..callable.clone() };
            let owner = Owner { arguments, ty };
            let asked = self.requests.iter().filter(|request| at.paths.contains(&request.parts) && request.has_own());
            for request in asked {
                let callable = request.named(&at, true);
                match signature::lower(self.catalog, &callable, Some(request), Some(&owner)) {
                    Ok(signature) => self.found.push((index, callable, Vec::new(), signature)),
                    Err(reason) => self.failed.push((index, skip(self.catalog.krate, &callable, reason))),
                }
            }
            match signature::lower(self.catalog, &at, None, Some(&owner)) {
                Ok(signature) => {
                    let plain = if is_exact(&callable.paths[0]) { Vec::new() } else { callable.paths.clone() };
                    self.found.push((index, at, plain, signature));
                }
                // It stands in an `impl` for other instances.
                Err(Reason::NoInstance) => {}
                Err(reason) => self.failed.push((index, skip(self.catalog.krate, &at, reason))),
            }
        }
    }
}

/// Names of a function of an instance: `Stack::<u32>::push`.
pub(super) fn at(paths: &[Vec<String>], arguments: &Arguments) -> Vec<Vec<String>> {
    let at = |path: &Vec<String>| {
        let mut path = path.clone();
        let owner = path.len().checked_sub(2).and_then(|owner| path.get_mut(owner));
        owner.into_iter().for_each(|owner| owner.push_str(&arguments.turbofish()));
        path
    };
    paths.iter().map(at).collect()
}

/// Whether a function of a trait has no name of its own: another one has it.
fn is_exact(path: &[String]) -> bool {
    path.first().is_some_and(|owner| owner.starts_with('<'))
}

/// Gives the functions of an instance their plain names too, where no other instance has a function of that name. What a
/// trait gives loses names that are not its own.
fn named<'k>(found: Vec<(usize, Callable<'k>, Vec<Vec<String>>, Signature)>) -> Vec<(Callable<'k>, Signature)> {
    let mut counts: HashMap<Vec<String>, usize> = HashMap::new();
    let names = found.iter().flat_map(|(_, callable, plain, _)| callable.paths.iter().chain(plain));
    names.for_each(|path| *counts.entry(path.clone()).or_default() += 1);
    let all = found.into_iter().map(|(_, mut callable, plain, signature)| {
        callable.paths.extend(plain.into_iter().filter(|path| counts[path] == 1));
        if let (Some(via), Some(own)) = (&callable.via, &signature.owner) {
            let exact = via.exact(&own.to_string(), &callable.signature.ident);
            callable.paths.retain(|path| counts[path] == 1);
            if callable.paths.is_empty() {
                callable.paths.push(exact);
            }
        }
        (callable, signature)
    });
    all.collect()
}
