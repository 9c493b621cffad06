//! [`extract`]: what a parsed crate offers to a host, and what it does not and why.

mod call;
mod callable;
mod constant;
mod defaults;
mod derived;
mod expanded;
mod given;
mod instance;
mod literal;
mod marks;
mod object;
mod request;
mod result;
mod returned;
mod signature;
mod sole;
mod trait_method;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use plugwright_interface::{Function, Interface, Type, mark_recursive};

use crate::cfg::State;
use crate::code;
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::docs::docs;
use crate::krate::{Crate, plain};
use crate::lower::{Catalog, Holder, Neighbours, StandIn, needed};
use crate::package::{Package, PackageId};
use crate::parse::parse_here;
use crate::reach::Reach;
use crate::reason::Reason;

pub use call::MacroCall;
use callable::Callable;
pub use literal::Literal;
pub(crate) use object::is_implementable;
pub use object::{Adapter, Implemented};
pub use request::Argument;

/// The callable part of a crate.
#[derive(Clone, Debug, Default)]
pub struct Extraction {
    /// What can be called.
    pub interface: Interface,
    /// How the bridge calls it: `exports[i]` belongs to `interface.functions[i]`.
    pub exports: Vec<Export>,
    /// How the bridge reads it: `constants[i]` belongs to `interface.constants[i]`.
    pub constants: Vec<Export>,
    /// What stands in for objects of traits, by the objects' path.
    pub stand_ins: BTreeMap<String, StandIn>,
    /// What is public but cannot be called, in order of files and lines.
    pub skipped: Vec<Skipped>,
    /// What is wrong with the manifest's defaults of parameters, and so only now can be said.
    pub faults: Vec<Diagnostic>,
    /// Macros in item position, whose items cannot be seen.
    pub calls: Vec<MacroCall>,
    /// Whether something depends on a cfg predicate that cannot be decided before the build.
    pub is_undecided: bool,
    /// Packages that are not known and whose types something public has to do with: those that the plugin depends on by the
    /// names that it has for their crates, others by those in [`Package::dependencies`].
    pub missed: BTreeSet<String>,
    /// The packages that generated code may name, by the names that it has for their crates.
    pub packages: BTreeMap<String, PackageId>,
    /// In an expanded crate, what was made by which call: its index in the other extraction's `calls`, and the place.
    made: Vec<(usize, Span)>,
}

/// How one function is called, or one constant read, from generated code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// Path inside the crate, with `r#` where it is needed.
    pub path: Vec<String>,
    /// How each argument is passed.
    pub params: Vec<Passing>,
    /// What becomes of the result.
    pub result: Returning,
    /// What becomes of what is in an `Option` or in the `Ok` of a `Result` before, where that is behind a trait.
    pub inside: Option<Returning>,
    /// Its name in its source.
    pub span: Span,
    /// What it is.
    pub kind: ExportKind,
    /// The generic arguments that the call spells; none where they are inferred.
    pub arguments: Vec<Argument>,
    /// The trait whose function it is, where that is how it is called.
    pub via: Option<Via>,
    /// The instance of a generic type of the plugin's whose function it is.
    pub owner: Option<Type>,
    /// The trait that it makes an object of, where it is no function of the plugin's.
    pub adapter: Option<Adapter>,
    /// What it is written as, where it makes a value of its fields.
    pub literal: Option<Literal>,
}

/// How a trait's function is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Via {
    /// Path of the trait: `plugin` or `std`, and from there on.
    pub path: Vec<String>,
    /// The trait's generic arguments.
    pub arguments: Vec<Argument>,
    /// The type whose function it is.
    pub own: Own,
}

/// A type that a trait is implemented for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Own {
    /// One of the plugin's, by its path inside the crate.
    Path(Vec<String>),
    /// Another one; `&str` and `&[T]` stand for what is behind the reference.
    Type(Type),
    /// A shared reference to such a one.
    Reference(Type),
}

/// What an [`Export`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExportKind {
    /// A function, which is called.
    Function,
    /// A `const`, each use of which is a value of its own.
    Const,
    /// A `static`, which is borrowed.
    Static,
    /// A closure, which is the first argument and called with the others.
    Closure,
    /// Nothing that is called: the one argument is the value.
    Identity,
}

/// How an argument is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Passing {
    /// As whatever type the function wants.
    Inferred,
    /// As a copy of the value that the interface's type borrows: the host keeps the object, as a caller does.
    Copied,
    /// As exactly the interface's type, since the function takes many.
    Typed,
    /// As a `&mut` to a place of its own that holds the interface's type: `&mut impl Read` gets `&mut &[u8]`.
    Placed,
    /// As a closure that calls the host's, held so.
    Closure(Holder),
    /// As the interface's type with stand-ins in the place of its objects: `Vec<impl Shape>`.
    StandIn,
    /// As a `&mut` to a stand-in that borrows the object, because the function is generic by this parameter alone.
    Lent,
    /// As an iterator over the list that the interface's type is, held so.
    Iterator(Holder),
}

/// What becomes of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Returning {
    /// It crosses as it is.
    Value,
    /// It is a `Result` whose error crosses as its `Display` text.
    ErrorText,
    /// It is an iterator, and crosses as the list of what it gives.
    Collected,
    /// It crosses as its `Display` text.
    Shown,
    /// It is turned into the interface's type.
    Converted,
    /// It is the borrowed receiver again, which the host has.
    Receiver,
    /// It is a closure without a name of its own, and crosses in a box.
    Boxed,
}

/// A public function that cannot be called, or a public constant that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its shortest public path; of a macro call its name with `!`.
    pub path: String,
    /// Why.
    pub reason: Reason,
    /// Its name in the source.
    pub span: Span,
}

impl Extraction {
    /// The error of a plugin in which there is nothing to call.
    #[must_use]
    pub fn nothing_to_call(&self) -> Option<Diagnostic> {
        if !self.interface.functions.is_empty() || !self.interface.constants.is_empty() {
            return None;
        }
        let error = Diagnostic::error(code::NO_FUNCTION, "the plugin exports no function that can be called");
        let skipped = self.skipped.iter().take(3);
        let error = skipped.fold(error, |error, skipped| {
            error.note(format!("`{}` was skipped: {} ({})", skipped.path, skipped.reason, skipped.span))
        });
        Some(error.help("a plugin's functions are `pub fn`s in the library's root or in its public modules"))
    }
}

/// The name of the functions that make a struct of its fields, or an object of data; behind that stands the data's type.
const OF: &str = "of";

/// Finds everything that can be called. What has to do with types of other crates cannot: [`Extraction::missed`] says of
/// which.
#[must_use]
pub fn extract(krate: &Crate<'_>) -> Extraction {
    extract_with(krate, &[])
}

/// Finds everything that can be called, given the packages whose types may have to do with it. Packages are parsed on this
/// thread, which has to be one that [`parse()`](crate::parse()) started; one that is faulty counts as far as it can be read.
#[must_use]
pub fn extract_with(krate: &Crate<'_>, packages: &[Package]) -> Extraction {
    let parsed = packages.iter().map(|package| parse_here(&package.sources, &package.target, None).0);
    let crates: Vec<_> = parsed.collect();
    let reaches: Vec<_> = crates.iter().map(Reach::of).collect();
    let known = Neighbours::catalogs(packages, &crates, &reaches);
    let reach = Reach::of(krate);
    let packages = packages.iter().map(|package| (package.name.clone(), package.id.clone())).collect();
    Extraction { packages, ..extract_among(krate, &Catalog::new(krate, &reach, known)) }
}

fn extract_among<'k>(krate: &'k Crate<'_>, catalog: &Catalog<'k, '_>) -> Extraction {
    let reach = catalog.reach;
    let derived = derived::impls(catalog);
    let makers = literal::makers(krate, reach);
    let callable::Found { callables, mut skipped, mut calls } = callable::find(krate, reach, &derived);
    let named = callables.iter().flat_map(|callable| callable.paths.iter().cloned());
    let named = named.chain(constant::paths(krate, reach)).collect();
    calls.sort_by(|a, b| a.item.cmp(&b.item));
    let mut found = Vec::new();
    let (requests, unread) = request::read(krate);
    skipped.extend(unread);
    let (of_generic, callables): (Vec<_>, Vec<_>) =
        callables.into_iter().partition(|callable| callable.generic.is_some());
    let requests = request::types(catalog, requests, &of_generic, &mut skipped);
    found.extend(request::instances(catalog, &requests, &callables, &mut skipped));
    let instances: HashSet<_> = found.iter().flat_map(|(callable, _)| callable.paths.iter().cloned()).collect();
    let asked: HashSet<_> = requests.iter().map(|request| request.parts.clone()).collect();
    for mut callable in callables {
        callable.paths.retain(|path| !instances.contains(path));
        if callable.paths.is_empty() {
            continue;
        }
        match signature::lower(catalog, &callable, None, None) {
            Ok(signature) => found.extend(sole::both(catalog, callable, signature)),
            // Whoever asked for instances was told which there are.
            Err(Reason::Generic(_)) if callable.paths.iter().any(|path| asked.contains(path)) => {}
            Err(reason) => skipped.push(skip(krate, &callable, reason)),
        }
    }
    found.extend(instance::find(catalog, &requests, of_generic, &mut skipped));
    let (mut known, mut taken) = (0, literal::Taken::beside(named));
    loop {
        of_objects(catalog, &mut known, &mut found, &mut skipped);
        let needed = literal::needed(catalog, &makers, &found, &mut taken);
        if needed.is_empty() {
            break;
        }
        found.extend(needed);
    }
    let calls_of_closures = returned::calls(catalog, &found);
    found.extend(calls_of_closures);
    let (constants, unreadable) = constant::find(krate, reach, catalog);
    skipped.extend(unreadable);
    let implementors = catalog.implementors();
    let (mut found, lacking) = given::split(catalog, &implementors, &taken.unmade, found);
    // What lacks a field's value says why no other function can take what would be made of it.
    let lacking = lacking.into_iter().filter(|((_, signature), _)| signature.literal.is_none());
    skipped.extend(lacking.map(|((callable, _), reason)| skip(krate, &callable, reason)));
    found.sort_by(|(a, _), (b, _)| a.paths[0].cmp(&b.paths[0]));
    found.dedup_by(|(second, _), (first, _)| {
        let is_namesake = second.paths[0] == first.paths[0];
        skipped.extend(is_namesake.then(|| skip(krate, second, Reason::Namesake)));
        is_namesake
    });
    skipped.sort_by(|a, b| (&a.span, &a.path).cmp(&(&b.span, &b.path)));
    let exports: Vec<_> = found.iter().map(|(callable, signature)| export(krate, callable, signature)).collect();
    let functions = found.into_iter().map(|(callable, signature)| function(krate, &callable, signature)).collect();
    let (constants, constant_exports) = constants.into_iter().unzip();
    let mut interface = Interface {
        krate: krate.manifest.crate_name(),
        version: krate.manifest.version.clone().unwrap_or_else(|| "0.0.0".to_owned()),
        functions,
        constants,
        types: Vec::new(),
        implementors,
    };
    let stand_ins = catalog.stand_ins();
    interface.types = needed(&catalog.definitions(), &interface);
    interface.keep_implementors();
    let is_undecided = krate.modules.iter().any(|module| {
        let own = module.states.iter().map(|state| module.state.and(*state));
        module.state == State::Unknown || own.into_iter().any(|state| state == State::Unknown)
    });
    defaults::of_types(&mut interface, &exports);
    mark_recursive(&mut interface.types);
    // What macros or a cfg hide may be the function that is meant.
    let unseen = |name: &str| match calls.is_empty() && !is_undecided && !is_off(krate, name) {
        true => Severity::Error,
        false => Severity::Warning,
    };
    let faults = defaults::of_params(&mut interface, &krate.manifest.defaults, &skipped, unseen);
    let made = call::regions(krate);
    Extraction {
        interface,
        exports,
        constants: constant_exports,
        stand_ins,
        skipped,
        faults,
        calls,
        is_undecided,
        missed: catalog.neighbours.missed(),
        packages: BTreeMap::new(),
        made,
    }
}

/// Adds what can be done with the objects of those traits that something takes or gives, but for the first `known` ones.
fn of_objects<'k>(
    catalog: &Catalog<'k, '_>,
    known: &mut usize,
    found: &mut Vec<(Callable<'k>, signature::Signature)>,
    skipped: &mut Vec<Skipped>,
) {
    loop {
        let met = catalog.traits_met(*known);
        if met.is_empty() {
            return;
        }
        *known += met.len();
        let taken: HashSet<_> = found.iter().flat_map(|(callable, _)| callable.paths.iter().cloned()).collect();
        for item in met {
            // An object has the functions of its supertraits as well.
            catalog.meet_supertraits(item);
            let methods = object::methods(catalog, item).into_iter();
            let methods = methods.map(|method| (signature::lower(catalog, &method, None, None), method));
            let made = object::implementations(catalog, item).into_iter().map(|(callable, made)| (made, callable));
            let converted = object::conversions(catalog, item).into_iter();
            let converted = converted.map(|(callable, signature)| (Ok(signature), callable));
            for (lowered, mut callable) in methods.chain(made).chain(converted).collect::<Vec<_>>() {
                callable.paths.retain(|path| !taken.contains(path));
                match lowered {
                    _ if callable.paths.is_empty() => {}
                    Ok(signature) => found.push((callable, signature)),
                    Err(reason) => skipped.push(skip(catalog.krate, &callable, reason)),
                }
            }
        }
    }
}

/// Whether a function of that name is left out of this build, wherever it stands.
fn is_off(krate: &Crate<'_>, path: &str) -> bool {
    let is_meant = |ident: &syn::Ident| path.rsplit("::").next() == Some(plain(ident).as_str());
    let modules = krate.modules.iter();
    let mut items = modules.flat_map(|module| module.items.iter().zip(&module.states).map(|of| (module.state, of)));
    items.any(|(around, (item, own))| {
        let state = around.and(*own);
        match item {
            syn::Item::Fn(function) => state == State::Inactive && is_meant(&function.sig.ident),
            syn::Item::Impl(block) => block.items.iter().any(|member| match member {
                syn::ImplItem::Fn(function) => {
                    is_meant(&function.sig.ident) && state.and(krate.cfg.state(&function.attrs)) == State::Inactive
                }
                _ => false,
            }),
            _ => false,
        }
    })
}

fn skip(krate: &Crate<'_>, callable: &Callable<'_>, reason: Reason) -> Skipped {
    let span = krate.span(callable.item, &callable.signature.ident);
    Skipped { path: callable.paths[0].join("::"), reason, span }
}

fn export(krate: &Crate<'_>, callable: &Callable<'_>, signature: &signature::Signature) -> Export {
    Export {
        path: callable.paths[0].iter().map(|part| raw(part)).collect(),
        params: signature.passing.clone(),
        result: signature.returning,
        inside: signature.inside,
        span: krate.span(callable.item, &callable.signature.ident),
        kind: signature.kind,
        via: signature.via.clone(),
        owner: signature.owner.clone(),
        arguments: signature.arguments.clone(),
        adapter: signature.adapter.clone(),
        literal: signature.literal.clone(),
    }
}

fn function(krate: &Crate<'_>, callable: &Callable<'_>, signature: signature::Signature) -> Function {
    let mut paths = callable.paths.iter().map(|path| path.join("::"));
    Function {
        path: paths.next().unwrap_or_default(),
        aliases: paths.collect(),
        params: signature.params,
        result: signature.result,
        docs: docs(callable.attrs),
        deprecated: marks::deprecated(&krate.cfg, callable.attrs),
        must_use: marks::must_use(&krate.cfg, callable.attrs),
    }
}

/// Spells a name so that it is no keyword of any edition.
pub(crate) fn raw(name: &str) -> String {
    const KEYWORDS: [&str; 49] = [
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
        "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
        "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type",
        "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "safe",
    ];
    if KEYWORDS.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests;
