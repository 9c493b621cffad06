//! [`Request`]: an instance of a generic function or type that the plugin or its host asks for: `gcd::<u64>`,
//! `rows::<f64, 3>`, `Stack::<u8>`, `Stack::<u8>::push`.

use std::collections::{HashMap, HashSet};

use plugwright_interface::Type;

use crate::diagnostic::{Position, Span};
use crate::krate::{Crate, ItemId, ModuleId, plain};
use crate::lower::{Arguments, Bound, Direction, Env, Instance, Lowering, TypeArgument};
use crate::reason::{Reason, TypePlace};
use crate::resolve::Path;

use super::callable::Callable;
use super::signature::{self, Signature};
use super::{Skipped, skip};
use crate::lower::Catalog;

/// One generic argument of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// A type, as the interface spells it.
    Type(Type),
    /// A constant, as it was asked for.
    Const(String),
    /// Whatever the arguments of the call say.
    Inferred,
}

impl From<TypeArgument> for Argument {
    fn from(argument: TypeArgument) -> Self {
        match argument {
            TypeArgument::Type(ty) => Self::Type(ty),
            TypeArgument::Const(value) => Self::Const(value),
        }
    }
}

/// An instance that is asked for.
pub(super) struct Request {
    /// What was asked for, as it is shown.
    shown: String,
    /// Names of the function's path.
    pub(super) parts: Vec<String>,
    /// The arguments of the type whose function it is.
    of_type: Vec<syn::GenericArgument>,
    arguments: Vec<syn::GenericArgument>,
    /// The arguments as they are shown.
    suffix: String,
    span: Span,
}

/// Reads what is asked for; what is no path with arguments at its end is reported.
pub(super) fn read(krate: &Crate<'_>) -> (Vec<Request>, Vec<Skipped>) {
    let (mut requests, mut skipped) = (Vec::new(), Vec::new());
    let start = Position { line: 1, column: 1 };
    let manifest = || Span { file: "Cargo.toml".to_owned(), start, end: start };
    let own = krate.manifest.exports.iter().map(|export| (export.value.as_str(), export.span.clone()));
    let hosts = krate.features().exports.iter().map(|export| (export.as_str(), manifest()));
    let mut met = HashSet::new();
    for (text, span) in own.chain(hosts) {
        match request(text, span.clone()) {
            Some(request) if met.insert(text.split_whitespace().collect::<String>()) => requests.push(request),
            Some(_) => {}
            None => skipped.push(Skipped { path: text.to_owned(), reason: Reason::NoInstance, span }),
        }
    }
    (requests, skipped)
}

fn request(text: &str, span: Span) -> Option<Request> {
    // Nesting is bounded before anything recursive sees it.
    crate::nesting::check(text).ok()?;
    let mut path: syn::Path = syn::parse_str(text).ok()?;
    let parts = Path::of(&path).parts;
    let last = path.segments.pop()?;
    let of_type = path.segments.last_mut().map(|owner| std::mem::take(&mut owner.arguments));
    let of_type = of_type.map(bracketed).unwrap_or_default();
    let is_plain = path.segments.iter().all(|segment| segment.arguments.is_none());
    let arguments = bracketed(last.arguments);
    let suffix = match arguments.is_empty() {
        true => String::new(),
        false => {
            let behind = text.get(last.ident.span().byte_range().end..text.rfind('>')?)?;
            let (_, from) = behind.split_once('<')?;
            format!("::<{}>", from.split_whitespace().collect::<Vec<_>>().join(" "))
        }
    };
    let is_instance = !of_type.is_empty() || !arguments.is_empty();
    let shown = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (is_plain && is_instance).then_some(Request { shown, parts, of_type, arguments, suffix, span })
}

fn bracketed(arguments: syn::PathArguments) -> Vec<syn::GenericArgument> {
    match arguments {
        syn::PathArguments::AngleBracketed(bracketed) => bracketed.args.into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Looks at every generic type that is asked for, so that its functions are found. Returns the requests for functions.
pub(super) fn types(
    catalog: &Catalog<'_, '_>,
    requests: Vec<Request>,
    callables: &[Callable<'_>],
    skipped: &mut Vec<Skipped>,
) -> Vec<Request> {
    let mut left = Vec::new();
    for mut request in requests {
        let is_function = !request.of_type.is_empty();
        let (ty, arguments) = match request.parts.split_last() {
            Some((_, ty)) if is_function => (ty.to_vec(), &request.of_type),
            _ => (request.parts.clone(), &request.arguments),
        };
        let is_of = |callable: &&Callable<'_>| callable.paths.iter().any(|path| path[..path.len() - 1] == ty);
        let Some(item) = callables.iter().find(is_of).and_then(|callable| callable.generic) else {
            left.push(request);
            continue;
        };
        let is_missing = is_function && !callables.iter().any(|callable| callable.paths.contains(&request.parts));
        let found = match is_missing {
            true => Err(Reason::NoInstance),
            false => instance(catalog, item, arguments),
        };
        match found {
            Ok(found) if is_function && !request.arguments.is_empty() => {
                let owner = request.parts.len() - 2;
                request.parts[owner].push_str(&found.turbofish());
                left.push(request);
            }
            Ok(_) => {}
            Err(reason) => {
                skipped.push(Skipped { path: request.shown, reason, span: request.span });
            }
        }
    }
    left
}

/// Looks at a generic type with arguments.
fn instance(catalog: &Catalog<'_, '_>, item: ItemId, arguments: &[syn::GenericArgument]) -> Result<Arguments, Reason> {
    let found = Lowering::new(catalog).given_arguments(item, arguments.iter(), &root());
    let found = found.map_err(|_why| Reason::NoInstance)?;
    let crossing = catalog.crossing(item, &found);
    crossing.map(|_| found).map_err(|why| Reason::Type { place: TypePlace::Receiver, ty: "Self".to_owned(), why })
}

/// Lowers every instance that is asked for. Returns them with the functions that they are of, under their own names.
pub(super) fn instances<'k>(
    catalog: &Catalog<'k, '_>,
    requests: &[Request],
    callables: &[Callable<'k>],
    skipped: &mut Vec<Skipped>,
) -> Vec<(Callable<'k>, Signature)> {
    let mut found = Vec::new();
    let mut counts: HashMap<&[String], usize> = HashMap::new();
    let requests = requests.iter().filter(|request| !request.has_own());
    requests.clone().for_each(|request| *counts.entry(&request.parts).or_default() += 1);
    for request in requests {
        let shown = request.shown.clone();
        let of = |callable: &&Callable<'_>| callable.paths.contains(&request.parts);
        let Some(callable) = callables.iter().find(of) else {
            skipped.push(Skipped { path: shown, reason: Reason::NoInstance, span: request.span.clone() });
            continue;
        };
        match signature::lower(catalog, callable, Some(request), None) {
            Ok(signature) => found.push((request.named(callable, counts[&*request.parts] == 1), signature)),
            Err(reason) => skipped.push(Skipped { path: shown, ..skip(catalog.krate, callable, reason) }),
        }
    }
    found
}

impl Request {
    /// Whether it is for a function of an instance of a type.
    pub(super) fn has_own(&self) -> bool {
        !self.of_type.is_empty()
    }

    /// The function under the names of the instance, and under its own where there is no other instance.
    pub(super) fn named<'k>(&self, callable: &Callable<'k>, is_only: bool) -> Callable<'k> {
        let instance = |path: &Vec<String>| {
            let mut path = path.clone();
            if let Some(name) = path.last_mut() {
                name.push_str(&self.suffix);
            }
            path
        };
        let paths = callable.paths.iter().map(instance);
        let plain = callable.paths.iter().filter(|_| is_only).cloned();
        Callable { paths: paths.chain(plain).collect(), ..callable.clone() }
    }

    /// Binds the parameters of a function. Returns its arguments as the call spells them.
    pub(super) fn bind<'e>(
        &'e self,
        lowering: &mut Lowering<'_, '_>,
        generics: &syn::Generics,
        root: &'e Env<'e>,
        env: &mut Env<'e>,
    ) -> Result<Vec<Argument>, Reason> {
        let params: Vec<_> =
            generics.params.iter().filter(|param| !matches!(param, syn::GenericParam::Lifetime(_))).collect();
        if params.len() != self.arguments.len() {
            return Err(Reason::NoInstance);
        }
        let mut spelled = Vec::new();
        for (param, argument) in params.into_iter().zip(&self.arguments) {
            let (name, bound, argument) = match (param, argument) {
                (syn::GenericParam::Type(param), syn::GenericArgument::Type(ty)) => {
                    let lowered = lowering.lower(ty, root, Direction::In);
                    let ty = lowered.map_err(|why| signature::reason(TypePlace::Argument, ty, why))?;
                    (plain(&param.ident), Bound::Instance(Instance::of(ty.clone())), Argument::Type(ty))
                }
                (syn::GenericParam::Const(param), syn::GenericArgument::Const(value)) => {
                    let text = quote::ToTokens::to_token_stream(value).to_string();
                    (plain(&param.ident), Bound::Const(value, root), Argument::Const(text))
                }
                _ => return Err(Reason::NoInstance),
            };
            env.bind(name, bound);
            spelled.push(argument);
        }
        Ok(spelled)
    }
}

/// Where the types of requests are looked up.
pub(super) fn root<'e>() -> Env<'e> {
    Env::new(ModuleId::ROOT)
}
