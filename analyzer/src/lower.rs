//! [`Lowering`]: a type as the author wrote it → [`Type`], the form in which it crosses. Direction matters: what is
//! borrowed going in comes out owned.

mod applying;
mod arguments;
mod associated;
mod callback;
mod catalog;
mod container;
mod context;
mod data;
mod demand;
mod env;
mod failure;
mod implementor;
mod instance;
mod iterator;
mod length;
mod neighbours;
mod object;
pub(crate) mod parts;
mod reference;
mod returned;
mod stand_in;
mod stream;

use std::collections::HashSet;

use plugwright_interface::{Float, Int, Standard, Type};

use crate::krate::{Crate, ItemId};
use crate::prelude;
use crate::reason::{Flaw, Obstacle};
use crate::resolve::{Meaning, Path, Query};
use crate::traits::Traits;

pub(crate) use arguments::{Arguments, TypeArgument, generics, names};
pub(crate) use associated::is_to_owned;
pub use callback::Holder;
pub(crate) use catalog::{Catalog, needed};
pub(crate) use env::{Bound, Env};
pub(crate) use instance::{Form, Instance, assoc, instances, owned, owned_instances};
pub(crate) use neighbours::Neighbours;
pub(crate) use object::{is_sized_only, supertraits};
pub(crate) use returned::Returned;
pub use stand_in::{Method, PassedOn, StandIn};

use container::{Container, Referent};
use reference::{holds_owned, system, text};

/// Syntax nodes that one signature may unfold to; aliases can double it at every step.
const MAX_NODES: usize = 2_000;
/// Types inside each other.
const MAX_DEPTH: usize = 64;
const MAX_TUPLE: usize = 12;

/// Which way a type crosses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// As a parameter, or inside one.
    In,
    /// Inside a result.
    Out,
    /// As the result itself, where an error may cross as text.
    Return,
}

impl Direction {
    /// The direction of what is inside a type that crosses this way.
    const fn inner(self) -> Self {
        match self {
            Self::In => Self::In,
            Self::Out | Self::Return => Self::Out,
        }
    }
}

/// What goes in where a function is generic by a trait of the plugin's which one type alone has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sole {
    /// That type.
    Type,
    /// An object of the trait.
    Object,
}

/// The state of lowering one signature.
pub(crate) struct Lowering<'k, 's> {
    pub(crate) krate: &'k Crate<'s>,
    catalog: &'k Catalog<'k, 's>,
    nodes: usize,
    depth: usize,
    /// Whether a type parameter with one obvious instance was met since this was last reset.
    pub(crate) met_instance: bool,
    /// Whether a type was met since this was last reset that crosses as another one, so that the interface's spelling
    /// is not the author's type.
    pub(crate) disguised: bool,
    /// Whether an object in a box was met since this was last reset, to which a borrow of the object does not lead.
    boxed_object: bool,
    /// Whether a type parameter was met since this was last reset in whose place the bridge gives a stand-in.
    pub(crate) met_stand_in: bool,
    /// Whether an `impl Trait` was met since this was last reset, which has no name to be spelled by.
    pub(crate) met_impl: bool,
    /// Whether an instance was met since this was last reset that the function gets a place for.
    pub(crate) in_place: bool,
    /// What holds the closures or the iterator that were met since this was last reset.
    pub(crate) holder: Option<Holder>,
    /// Names of the type parameters that arguments decide.
    pub(crate) decided: HashSet<String>,
    /// Whether the error of the result crosses as its text.
    pub(crate) error_text: bool,
    /// What stands for a trait that one type alone has.
    sole: Sole,
}

type Lowered = Result<Type, Obstacle>;

impl<'k, 's> Lowering<'k, 's> {
    /// Starts on a signature or on a field.
    pub(crate) fn new(catalog: &'k Catalog<'k, 's>) -> Self {
        Self {
            krate: catalog.krate,
            catalog,
            nodes: 0,
            depth: 0,
            met_instance: false,
            disguised: false,
            boxed_object: false,
            met_stand_in: false,
            met_impl: false,
            in_place: false,
            holder: None,
            decided: HashSet::new(),
            error_text: false,
            sole: Sole::Type,
        }
    }

    /// Has that go in where one type alone has a trait.
    pub(crate) fn with_sole(self, sole: Sole) -> Self {
        Self { sole, ..self }
    }

    /// Lowers a type that stands in `env`.
    pub(crate) fn lower(&mut self, ty: &syn::Type, env: &Env<'_>, direction: Direction) -> Lowered {
        self.nodes += 1;
        if self.nodes > MAX_NODES || self.depth > MAX_DEPTH {
            return Err(Obstacle::Endless);
        }
        self.depth += 1;
        let lowered = self.lower_kind(ty, env, direction);
        self.depth -= 1;
        lowered
    }

    fn lower_kind(&mut self, ty: &syn::Type, env: &Env<'_>, direction: Direction) -> Lowered {
        match ty {
            syn::Type::Paren(paren) => self.lower(&paren.elem, env, direction),
            syn::Type::Group(group) => self.lower(&group.elem, env, direction),
            syn::Type::Tuple(tuple) => self.tuple(tuple, env, direction),
            syn::Type::Array(array) => {
                let item = self.lower(&array.elem, env, direction.inner())?;
                let length = length::evaluate(self.krate, &array.len, env).ok_or(Obstacle::Length)?;
                Ok(Type::Array(Box::new(item), length))
            }
            syn::Type::Reference(reference) => self.reference(reference, env, direction),
            syn::Type::Path(path) => self.path(path, env, direction),
            syn::Type::ImplTrait(bounds) if direction == Direction::In => {
                let instance = self.impl_trait(bounds, env)?;
                match instance.form {
                    Form::Iterator => self.iterator(instance.ty, Holder::Nothing),
                    Form::Same | Form::StandIn | Form::Unsized => Ok(instance.ty),
                }
            }
            syn::Type::Slice(_) => Err(Obstacle::Kind("a list without a reference")),
            syn::Type::ImplTrait(_) => Err(Obstacle::Kind("a returned `impl Trait`")),
            syn::Type::TraitObject(_) => Err(Obstacle::Kind("a trait object")),
            syn::Type::FnPtr(_) => Err(Obstacle::Kind("a function pointer")),
            syn::Type::Ptr(_) => Err(Obstacle::Kind("a raw pointer")),
            syn::Type::Never(_) => Err(Obstacle::Kind("`!`")),
            syn::Type::Macro(_) => Err(Obstacle::Kind("a type made by a macro")),
            _ => Err(Obstacle::Kind("this kind of type")),
        }
    }

    /// The instance of an `impl Trait` parameter.
    fn impl_trait(&mut self, ty: &syn::TypeImplTrait, env: &Env<'_>) -> Result<Instance, Obstacle> {
        let instance = instance::of_bounds(self, &ty.bounds, env);
        self.met_instance = true;
        self.met_impl = true;
        let instance = instance.ok_or(Obstacle::Kind("this `impl Trait`"))?;
        self.met_stand_in |= instance.form == Form::StandIn;
        Ok(instance)
    }

    fn tuple(&mut self, tuple: &syn::TypeTuple, env: &Env<'_>, direction: Direction) -> Lowered {
        match tuple.elems.len() {
            0 => Ok(Type::Unit),
            1..=MAX_TUPLE => {
                let items = tuple.elems.iter().map(|item| self.lower(item, env, direction.inner()));
                items.collect::<Result<_, _>>().map(Type::Tuple)
            }
            _ => Err(Obstacle::LongTuple),
        }
    }

    fn path(&mut self, path: &syn::TypePath, env: &Env<'_>, direction: Direction) -> Lowered {
        if let Some(own) = &path.qself {
            return self.qualified(own, &path.path, env, direction);
        }
        if let Some(bound) = env.bound(&path.path) {
            return match bound {
                Bound::Type(ty, env) => self.lower(ty, env, direction),
                Bound::Default(ty, module) => self.lower(ty, &Env::new(module), direction),
                Bound::Instance(instance) => {
                    self.meet(&path.path, direction);
                    self.met_stand_in |= instance.form == Form::StandIn;
                    match (instance.form, direction) {
                        (Form::Iterator, Direction::In) => return self.iterator(instance.ty, Holder::Nothing),
                        (Form::Iterator, _) => return Err(Obstacle::Parameter(Path::of(&path.path).parts.join("::"))),
                        (Form::Same | Form::StandIn | Form::Unsized, _) => {}
                    }
                    if matches!(instance.ty, Type::Mut(_)) && (direction != Direction::In || self.depth > 1) {
                        return Err(Obstacle::MutableReference);
                    }
                    Ok(instance.crossing(direction))
                }
                Bound::Const(..) | Bound::Value(_) => Err(Obstacle::Kind("a constant in place of a type")),
                Bound::Opaque => self.of_parameter(&path.path, env, direction),
            };
        }
        match self.meaning(&path.path, env) {
            Meaning::Primitive(name) => primitive(&name),
            Meaning::External(external) => self.external(&external, &path.path, env, direction),
            Meaning::Item(item) => match self.alias(item, &path.path, env)? {
                Some((alias, env)) => self.lower(&alias.ty, &env, direction),
                None => self.named(item, &path.path, env, direction),
            },
            Meaning::SelfType(parts) if parts.is_empty() => match env.self_type() {
                Some((ty, env)) => self.lower(ty, env, direction),
                None => Err(unresolved(&path.path)),
            },
            Meaning::SelfType(parts) => self.of_self(&parts, env, direction),
            Meaning::Associated(..) => Err(Obstacle::Kind("an associated type")),
            // Of what others call so too, none that is no `Result` itself has two arguments; should it be another one, rustc says so.
            Meaning::Ambiguous(_) if is_result(&path.path) => {
                let real = ["std", "result", "Result"].map(str::to_owned);
                self.external(&real, &path.path, env, direction)
            }
            Meaning::Ambiguous(glob) => Err(Obstacle::Ambiguous(glob.join("::"))),
            Meaning::Module(_) | Meaning::Unresolved(_) => Err(unresolved(&path.path)),
        }
    }

    /// The type of the plugin that a type is, where it has lifetimes.
    pub(crate) fn borrower(&mut self, ty: &syn::Type, env: &Env<'_>) -> Option<(ItemId, Arguments)> {
        let syn::Type::Path(syn::TypePath { qself: None, path, .. }) = ty else { return None };
        let Meaning::Item(item) = self.meaning(path, env) else { return None };
        let found = match self.alias(item, path, env) {
            Ok(Some((alias, env))) if self.depth < MAX_DEPTH => {
                self.depth += 1;
                let found = self.borrower(&alias.ty, &env);
                self.depth -= 1;
                found?
            }
            _ => (item, self.arguments(item, path, env).ok()?),
        };
        (found.1.lifetimes > 0).then_some(found)
    }

    pub(crate) const fn catalog(&self) -> &'k Catalog<'k, 's> {
        self.catalog
    }

    pub(crate) fn traits(&self) -> &'k Traits<'k, 's> {
        &self.catalog.traits
    }

    /// Lowers a struct, enum or union of the plugin.
    fn named(&mut self, item: ItemId, path: &syn::Path, env: &Env<'_>, direction: Direction) -> Lowered {
        let arguments = self.arguments(item, path, env)?;
        match arguments.lifetimes {
            // What it borrows would be the host's.
            1.. if direction == Direction::In => Err(data::obstacle(self.krate, item, Flaw::Lifetime)),
            _ => self.catalog.crossing(item, &arguments),
        }
    }

    fn meet(&mut self, path: &syn::Path, direction: Direction) {
        self.met_instance = true;
        if direction == Direction::In {
            self.decided.extend(Path::of(path).parts.into_iter().next());
        }
    }

    /// What a path means as a type: a module that has the name of a primitive type does not hide it.
    pub(crate) fn meaning(&self, path: &syn::Path, env: &Env<'_>) -> Meaning {
        let path = Path::of(path);
        let meaning = self.krate.resolve(Query::types(env.module), &path).meaning;
        let is_module = match &meaning {
            Meaning::Module(_) => true,
            Meaning::External(external) => {
                matches!(external.as_slice(), [krate, name] if prelude::is_std(krate) && prelude::is_primitive(name))
            }
            _ => false,
        };
        match path.parts.as_slice() {
            [name] if is_module && prelude::is_primitive(name) => Meaning::Primitive(vec![name.clone()]),
            _ => meaning,
        }
    }

    fn external(&mut self, external: &[String], path: &syn::Path, env: &Env<'_>, direction: Direction) -> Lowered {
        let real = prelude::real_path(external);
        let cannot = || Obstacle::External(external.join("::"));
        let arguments = arguments(path);
        if self.is_context(external) {
            return Err(Obstacle::Kind("a context other than a `&Context` parameter"));
        }
        if let Some(container) = Container::at(&real) {
            return self.container(container, path, env, direction).unwrap_or_else(|| Err(cannot()));
        }
        if let Some((standard, argument)) = standard(&real) {
            return self.standard(standard, argument, &arguments, env, direction).unwrap_or_else(|| Err(cannot()));
        }
        match real.as_slice() {
            [name] if prelude::is_primitive(name) => primitive(&[(*name).to_owned()]),
            ["std", "string", "String"] => Ok(Type::String),
            ["std", "time", "Duration"] => Ok(Type::Duration),
            ["std", "time", "SystemTime"] => Ok(Type::SystemTime),
            ["std", "time", "Instant"] => Ok(self.catalog.instant()),
            ["std", "cmp", "Ordering"] => Ok(Type::Ordering),
            ["std", "borrow", "Cow"] => {
                let is_static = lifetimes(path).any(|life| life.ident == "static");
                if is_static && direction == Direction::In {
                    return Err(Obstacle::Static);
                }
                self.disguised = true;
                match self.referent(arguments.first().ok_or_else(cannot)?, env, direction)? {
                    Referent::Text => Ok(text(direction)),
                    Referent::List(item) => self.list(item, direction),
                    Referent::System(standard) => Ok(system(standard, direction)),
                    Referent::Value(_) => Err(cannot()),
                }
            }
            ["std", "result", "Result"] => {
                let ok = self.lower(arguments.first().ok_or_else(cannot)?, env, direction.inner())?;
                self.result(ok, arguments.get(1).ok_or_else(cannot)?, env, direction)
            }
            ["std", "io", "Result"] => {
                let ok = self.lower(arguments.first().ok_or_else(cannot)?, env, direction.inner())?;
                self.result_with_text(ok, &external.join("::"), direction)
            }
            ["std", "fmt", "Result"] => self.result_with_text(Type::Unit, &external.join("::"), direction),
            ["std", ..] => Err(cannot()),
            _ => match self.foreign(external, path, env, direction) {
                Some(lowered) => lowered,
                None if self.catalog.neighbours.is_unknown(&external[0]) => Err(Obstacle::Unread(external.join("::"))),
                None => Err(cannot()),
            },
        }
    }

    /// Lowers a type of the standard library that crosses in the form of another one, with its arguments.
    fn standard(
        &mut self,
        standard: Standard,
        implied: Option<Type>,
        arguments: &[&syn::Type],
        env: &Env<'_>,
        direction: Direction,
    ) -> Option<Lowered> {
        if standard.is_borrowed() || standard.params() != arguments.len() + usize::from(implied.is_some()) {
            return None;
        }
        let given = arguments.iter().map(|argument| self.lower(argument, env, direction.inner()));
        Some(given.chain(implied.map(Ok)).collect::<Result<_, _>>().map(|all| Type::Standard(standard, all)))
    }

    /// The type alias that an item is, with the arguments of `path` filled in.
    fn alias<'e>(
        &self,
        item: ItemId,
        path: &'e syn::Path,
        env: &'e Env<'e>,
    ) -> Result<Option<(&'k syn::ItemType, Env<'e>)>, Obstacle>
    where
        'k: 'e,
    {
        let syn::Item::Type(alias) = self.krate.item(item) else { return Ok(None) };
        let filled = Env::of_path(item.module, &alias.generics, path, env);
        filled.map(|env| Some((alias, env))).ok_or(Obstacle::Kind("an alias with these arguments"))
    }
}

/// The trait object that a type is.
pub(crate) fn trait_object(ty: &syn::Type) -> Option<&syn::TypeTraitObject> {
    match ty {
        syn::Type::Paren(paren) => trait_object(&paren.elem),
        syn::Type::Group(group) => trait_object(&group.elem),
        syn::Type::TraitObject(object) => Some(object),
        _ => None,
    }
}

/// Finds a type of the standard library by its real path, and the argument that its name implies: `NonZeroU8` is a
/// `NonZero` of `u8`.
fn standard(real: &[&str]) -> Option<(Standard, Option<Type>)> {
    let ["std", module, name] = real else { return None };
    if let Some(int) = name.strip_prefix("NonZero").filter(|_| *module == "num")
        && let Some(int) = Int::named(&int.to_lowercase())
    {
        return Some((Standard::NonZero, Some(Type::Int(int))));
    }
    Some((Standard::at(module, name)?, None))
}

fn primitive(name: &[String]) -> Lowered {
    let [name] = name else { return Err(Obstacle::Kind("an associated type")) };
    match name.as_str() {
        "bool" => Ok(Type::Bool),
        "char" => Ok(Type::Char),
        "f32" => Ok(Type::Float(Float::F32)),
        "f64" => Ok(Type::Float(Float::F64)),
        "str" => Err(Obstacle::Kind("text without a reference")),
        name => Int::named(name).map(Type::Int).ok_or_else(|| Obstacle::Unresolved(name.to_owned())),
    }
}

/// Whether a path is `Result<T, E>`.
fn is_result(path: &syn::Path) -> bool {
    path.segments.len() == 1 && path.segments[0].ident == "Result" && arguments(path).len() == 2
}

fn unresolved(path: &syn::Path) -> Obstacle {
    Obstacle::Unresolved(Path::of(path).parts.join("::"))
}

fn generic_arguments(path: &syn::Path) -> impl Iterator<Item = &syn::GenericArgument> {
    let arguments = path.segments.last().map(|segment| &segment.arguments);
    let bracketed = arguments.and_then(|arguments| match arguments {
        syn::PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    });
    bracketed.into_iter().flatten()
}

/// The type arguments of a path's last part.
pub(crate) fn arguments(path: &syn::Path) -> Vec<&syn::Type> {
    let types = generic_arguments(path).filter_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

fn lifetimes(path: &syn::Path) -> impl Iterator<Item = &syn::Lifetime> {
    generic_arguments(path).filter_map(|argument| match argument {
        syn::GenericArgument::Lifetime(lifetime) => Some(lifetime),
        _ => None,
    })
}

/// A syntax node as the author wrote it, on one line and not too long.
pub(crate) fn written(node: &impl syn::spanned::Spanned) -> String {
    const MAX: usize = 100;
    let text = node.span().source_text().unwrap_or_default();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MAX) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line,
    }
}
