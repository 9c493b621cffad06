//! [`Lowering`]: a type as the author wrote it → [`Type`], the form in which it crosses. Direction matters: what is
//! borrowed going in comes out owned.

mod env;
mod instance;
mod length;

use std::collections::HashSet;

use plugwright_interface::{Float, Int, Type};

use crate::krate::{Crate, ItemId, plain};
use crate::prelude;
use crate::reason::Obstacle;
use crate::resolve::{Meaning, Path, Query};

pub(crate) use env::{Bound, Env};
pub(crate) use instance::instances;

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

/// The state of lowering one signature.
pub(crate) struct Lowering<'k, 's> {
    pub(crate) krate: &'k Crate<'s>,
    displays: &'k dyn Fn(ItemId) -> bool,
    nodes: usize,
    depth: usize,
    /// Whether a type parameter with one obvious instance was met since this was last reset.
    pub(crate) met_instance: bool,
    /// Names of the type parameters that arguments decide.
    pub(crate) decided: HashSet<String>,
    /// Whether the error of the result crosses as its text.
    pub(crate) error_text: bool,
}

type Lowered = Result<Type, Obstacle>;

impl<'k, 's> Lowering<'k, 's> {
    /// Starts on a signature. `displays` says which of the crate's types have `Display` text.
    pub(crate) fn new(krate: &'k Crate<'s>, displays: &'k dyn Fn(ItemId) -> bool) -> Self {
        Self { krate, displays, nodes: 0, depth: 0, met_instance: false, decided: HashSet::new(), error_text: false }
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
                let found = instance::of_bounds(self, &bounds.bounds, env);
                let instance = found.ok_or(Obstacle::Kind("this `impl Trait`"))?;
                self.met_instance = true;
                Ok(instance.ty)
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

    fn reference(&mut self, reference: &syn::TypeReference, env: &Env<'_>, direction: Direction) -> Lowered {
        if reference.mutability.is_some() {
            return Err(Obstacle::MutableReference);
        }
        if direction == Direction::In && reference.lifetime.as_ref().is_some_and(|life| life.ident == "static") {
            return Err(Obstacle::Static);
        }
        self.behind_reference(&reference.elem, env, direction)
    }

    /// Lowers `&ty`.
    fn behind_reference(&mut self, ty: &syn::Type, env: &Env<'_>, direction: Direction) -> Lowered {
        self.nodes += 1;
        if self.nodes > MAX_NODES || self.depth > MAX_DEPTH {
            return Err(Obstacle::Endless);
        }
        self.depth += 1;
        let lowered = self.referent(ty, env, direction);
        self.depth -= 1;
        lowered
    }

    fn referent(&mut self, ty: &syn::Type, env: &Env<'_>, direction: Direction) -> Lowered {
        match ty {
            syn::Type::Paren(paren) => self.behind_reference(&paren.elem, env, direction),
            syn::Type::Group(group) => self.behind_reference(&group.elem, env, direction),
            syn::Type::Slice(slice) => {
                let item = self.lower(&slice.elem, env, direction.inner())?;
                Ok(list(item, direction))
            }
            syn::Type::TraitObject(_) => Err(Obstacle::Kind("a trait object")),
            syn::Type::ImplTrait(bounds) if direction == Direction::In => {
                let found = instance::of_bounds(self, &bounds.bounds, env);
                let instance = found.filter(|instance| instance.is_unsized).ok_or(Obstacle::Reference)?;
                self.met_instance = true;
                Ok(instance.ty)
            }
            syn::Type::Path(path) if path.qself.is_none() => {
                if let Some(bound) = env.bound(&path.path) {
                    return match bound {
                        Bound::Type(ty, env) => self.behind_reference(ty, env, direction),
                        Bound::Default(ty, module) => self.behind_reference(ty, &Env::new(module), direction),
                        Bound::Instance(instance) if instance.is_unsized => {
                            self.meet(&path.path, direction);
                            Ok(instance.crossing(direction))
                        }
                        Bound::Opaque => Err(Obstacle::Parameter(Path::of(&path.path).parts.join("::"))),
                        _ => Err(Obstacle::Reference),
                    };
                }
                match self.meaning(&path.path, env) {
                    Meaning::Primitive(name) if name == ["str"] => Ok(text(direction)),
                    Meaning::Item(item) => match self.alias(item, &path.path, env)? {
                        Some((alias, env)) => self.behind_reference(&alias.ty, &env, direction),
                        None => Err(self.local(item)),
                    },
                    Meaning::Ambiguous(glob) => Err(Obstacle::Ambiguous(glob.join("::"))),
                    Meaning::Unresolved(_) => Err(unresolved(&path.path)),
                    _ => Err(Obstacle::Reference),
                }
            }
            _ => Err(Obstacle::Reference),
        }
    }

    fn path(&mut self, path: &syn::TypePath, env: &Env<'_>, direction: Direction) -> Lowered {
        if path.qself.is_some() {
            return Err(Obstacle::Kind("an associated type"));
        }
        if let Some(bound) = env.bound(&path.path) {
            return match bound {
                Bound::Type(ty, env) => self.lower(ty, env, direction),
                Bound::Default(ty, module) => self.lower(ty, &Env::new(module), direction),
                Bound::Instance(instance) => {
                    self.meet(&path.path, direction);
                    Ok(instance.crossing(direction))
                }
                Bound::Const(..) => Err(Obstacle::Kind("a constant in place of a type")),
                Bound::Opaque => Err(Obstacle::Parameter(Path::of(&path.path).parts.join("::"))),
            };
        }
        match self.meaning(&path.path, env) {
            Meaning::Primitive(name) => primitive(&name),
            Meaning::External(external) => self.external(&external, &path.path, env, direction),
            Meaning::Item(item) => match self.alias(item, &path.path, env)? {
                Some((alias, env)) => self.lower(&alias.ty, &env, direction),
                None => Err(self.local(item)),
            },
            Meaning::SelfType(parts) if parts.is_empty() => match env.self_type() {
                Some((ty, env)) => self.lower(ty, env, direction),
                None => Err(unresolved(&path.path)),
            },
            Meaning::Associated(..) | Meaning::SelfType(_) => Err(Obstacle::Kind("an associated type")),
            Meaning::Ambiguous(glob) => Err(Obstacle::Ambiguous(glob.join("::"))),
            Meaning::Module(_) | Meaning::Unresolved(_) => Err(unresolved(&path.path)),
        }
    }

    fn meet(&mut self, path: &syn::Path, direction: Direction) {
        self.met_instance = true;
        if direction == Direction::In {
            self.decided.extend(Path::of(path).parts.into_iter().next());
        }
    }

    /// What a path means as a type: a module that has the name of a primitive type does not hide it.
    fn meaning(&self, path: &syn::Path, env: &Env<'_>) -> Meaning {
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
        let arguments = arguments(path);
        let mut argument = |index: usize| {
            let ty = arguments.get(index).ok_or_else(|| Obstacle::External(external.join("::")))?;
            self.lower(ty, env, direction.inner())
        };
        match real.as_slice() {
            [name] if prelude::is_primitive(name) => primitive(&[(*name).to_owned()]),
            ["std", "string", "String"] => Ok(Type::String),
            ["std", "vec", "Vec"] => Ok(Type::Vec(Box::new(argument(0)?))),
            ["std", "option", "Option"] => Ok(Type::Option(Box::new(argument(0)?))),
            ["std", "borrow", "Cow"] => {
                let is_static = lifetimes(path).any(|life| life.ident == "static");
                if is_static && direction == Direction::In {
                    return Err(Obstacle::Static);
                }
                let ty = arguments.first().ok_or_else(|| Obstacle::External(external.join("::")))?;
                self.behind_reference(ty, env, direction)
            }
            ["std", "result", "Result"] => {
                let ok = argument(0)?;
                let error = arguments.get(1).ok_or_else(|| Obstacle::External(external.join("::")))?;
                self.result(ok, error, env, direction)
            }
            ["std", "io" | "fmt", "Result"] => {
                let ok = if real[1] == "fmt" { Type::Unit } else { argument(0)? };
                self.result_with_text(ok, &external.join("::"), direction)
            }
            _ => Err(Obstacle::External(external.join("::"))),
        }
    }

    fn result(&mut self, ok: Type, error: &syn::Type, env: &Env<'_>, direction: Direction) -> Lowered {
        let why = match self.lower(error, env, direction.inner()) {
            Ok(error) => return Ok(Type::Result(Box::new(ok), Box::new(error))),
            Err(why) => why,
        };
        match direction {
            Direction::Return if self.has_text(error, env) => self.result_with_text(ok, "", direction),
            Direction::Return => Err(Obstacle::NoDisplay(written(error))),
            Direction::Out => Err(Obstacle::NestedError(written(error))),
            Direction::In => Err(why),
        }
    }

    fn result_with_text(&mut self, ok: Type, name: &str, direction: Direction) -> Lowered {
        if direction != Direction::Return {
            return Err(Obstacle::NestedError(name.to_owned()));
        }
        self.error_text = true;
        Ok(Type::Result(Box::new(ok), Box::new(Type::String)))
    }

    /// Whether an error type has `Display` text. Types of other crates are taken to have it, since errors do.
    fn has_text(&mut self, ty: &syn::Type, env: &Env<'_>) -> bool {
        self.nodes += 1;
        if self.nodes > MAX_NODES || self.depth > MAX_DEPTH {
            return false;
        }
        self.depth += 1;
        let has_text = match ty {
            syn::Type::Paren(paren) => self.has_text(&paren.elem, env),
            syn::Type::Group(group) => self.has_text(&group.elem, env),
            syn::Type::Reference(reference) => self.has_text(&reference.elem, env),
            syn::Type::TraitObject(object) => object.bounds.iter().any(|bound| self.bound_has_text(bound, env)),
            syn::Type::ImplTrait(object) => object.bounds.iter().any(|bound| self.bound_has_text(bound, env)),
            syn::Type::Path(path) if path.qself.is_none() => self.path_has_text(&path.path, env),
            _ => false,
        };
        self.depth -= 1;
        has_text
    }

    fn path_has_text(&mut self, path: &syn::Path, env: &Env<'_>) -> bool {
        match env.bound(path) {
            Some(Bound::Type(ty, env)) => return self.has_text(ty, env),
            Some(Bound::Default(ty, module)) => return self.has_text(ty, &Env::new(module)),
            Some(_) => return false,
            None => {}
        }
        match self.meaning(path, env) {
            Meaning::Primitive(_) => true,
            Meaning::Item(item) => match self.alias(item, path, env) {
                Ok(Some((alias, env))) => self.has_text(&alias.ty, &env),
                _ => (self.displays)(item),
            },
            Meaning::SelfType(parts) if parts.is_empty() => {
                env.self_type().is_some_and(|(ty, env)| self.has_text(ty, env))
            }
            Meaning::External(external) => match prelude::real_path(&external).as_slice() {
                ["std", "boxed", "Box"] | ["std", "rc", "Rc"] | ["std", "sync", "Arc"] => {
                    arguments(path).first().is_some_and(|inner| self.has_text(inner, env))
                }
                ["std", _, last] => last.ends_with("Error") || matches!(*last, "String" | "Infallible" | "Arguments"),
                _ => true,
            },
            _ => false,
        }
    }

    fn bound_has_text(&self, bound: &syn::TypeParamBound, env: &Env<'_>) -> bool {
        let syn::TypeParamBound::Trait(bound) = bound else { return false };
        let Meaning::External(path) = self.meaning(&bound.path, env) else { return false };
        matches!(prelude::real_path(&path).as_slice(), ["std", "error", "Error"] | ["std", "fmt", "Display"])
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
        let filled = Env::of_alias(item.module, &alias.generics, path, env);
        filled.map(|env| Some((alias, env))).ok_or(Obstacle::Kind("an alias with these arguments"))
    }

    fn local(&self, item: ItemId) -> Obstacle {
        let (kind, ident) = match self.krate.item(item) {
            syn::Item::Struct(item) => ("a struct", &item.ident),
            syn::Item::Enum(item) => ("an enum", &item.ident),
            syn::Item::Union(item) => ("a union", &item.ident),
            syn::Item::Trait(item) => ("a trait", &item.ident),
            syn::Item::TraitAlias(item) => ("a trait", &item.ident),
            _ => return Obstacle::Kind("this item"),
        };
        Obstacle::Local(kind, plain(ident))
    }
}

fn text(direction: Direction) -> Type {
    if direction == Direction::In { Type::Str } else { Type::String }
}

fn list(item: Type, direction: Direction) -> Type {
    let item = Box::new(item);
    if direction == Direction::In { Type::Slice(item) } else { Type::Vec(item) }
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
fn arguments(path: &syn::Path) -> Vec<&syn::Type> {
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
