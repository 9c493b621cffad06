//! [`Arguments`]: what a type of the plugin is used with: `Pair<u32>`, `Rows<3>`, `Token<'_>`. With other arguments it is
//! another type.

use plugwright_interface::{Access, INSTANT, Type};
use quote::ToTokens as _;

use crate::krate::{Crate, ItemId, plain};
use crate::reason::{Flaw, Obstacle};

use super::instance::Instance;
use super::neighbours::is_outside;
use super::{Bound, Direction, Env, Lowering, data, instance, length, object, parts};

/// Types that the arguments of one type are written with.
const MAX_TYPES: usize = 32;

/// The generic arguments of one use of a type, all decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Arguments {
    /// How many lifetimes it has; whose they are does not matter, since what it borrows is copied.
    pub(crate) lifetimes: usize,
    pub(crate) values: Vec<TypeArgument>,
}

/// A generic argument that is no lifetime.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum TypeArgument {
    Type(Type),
    /// As generated code spells it.
    Const(String),
}

impl Arguments {
    pub(crate) fn is_empty(&self) -> bool {
        self.lifetimes == 0 && self.values.is_empty()
    }

    /// Writes them as they stand behind the type's path: `<'_, u32>`.
    pub(super) fn written(&self) -> String {
        let lifetimes = (0..self.lifetimes).map(|_| "'_".to_owned());
        let all: Vec<_> = lifetimes.chain(self.values.iter().map(TypeArgument::spelled)).collect();
        if all.is_empty() { String::new() } else { format!("<{}>", all.join(", ")) }
    }

    /// Writes them as they stand in the path of a function: `::<u32>`.
    pub(crate) fn turbofish(&self) -> String {
        let all: Vec<_> = self.values.iter().map(TypeArgument::spelled).collect();
        if all.is_empty() { String::new() } else { format!("::<{}>", all.join(", ")) }
    }

    /// Binds the parameters of an `impl` that stand where they do.
    pub(crate) fn bind_in(&self, block: &syn::ItemImpl, env: &mut Env<'_>) {
        let params = names(&block.generics);
        let syn::Type::Path(path) = &*block.self_ty else { return };
        let given = super::generic_arguments(&path.path);
        let given = given.filter(|given| !matches!(given, syn::GenericArgument::Lifetime(_)));
        for (given, value) in given.zip(&self.values) {
            let ident = match given {
                syn::GenericArgument::Type(syn::Type::Path(path)) => path.path.get_ident(),
                syn::GenericArgument::Const(syn::Expr::Path(path)) => path.path.get_ident(),
                _ => None,
            };
            if let Some(ident) = ident.filter(|ident| params.contains(ident)) {
                env.bind(plain(ident), value.bound());
            }
        }
    }

    /// Binds the parameters of the type to them.
    pub(crate) fn bind(&self, generics: &syn::Generics, env: &mut Env<'_>) {
        for (ident, value) in names(generics).into_iter().zip(&self.values) {
            env.bind(plain(ident), value.bound());
        }
    }
}

impl TypeArgument {
    pub(super) fn bound<'e>(&self) -> Bound<'e> {
        match self {
            Self::Type(ty) => Bound::Instance(Instance::of(ty.clone())),
            Self::Const(value) => Bound::Value(value.clone()),
        }
    }

    fn spelled(&self) -> String {
        match self {
            Self::Type(ty) => spelled(ty).unwrap_or_default(),
            Self::Const(value) => value.clone(),
        }
    }
}

/// The type and const parameters in order.
pub(crate) fn names(generics: &syn::Generics) -> Vec<&syn::Ident> {
    let names = generics.params.iter().filter_map(|param| match param {
        syn::GenericParam::Lifetime(_) => None,
        syn::GenericParam::Type(param) => Some(&param.ident),
        syn::GenericParam::Const(param) => Some(&param.ident),
    });
    names.collect()
}

/// The parameters of a type of the crate.
pub(crate) fn generics<'k>(krate: &'k Crate<'_>, item: ItemId) -> Option<&'k syn::Generics> {
    match krate.item(item) {
        syn::Item::Struct(item) => Some(&item.generics),
        syn::Item::Enum(item) => Some(&item.generics),
        syn::Item::Union(item) => Some(&item.generics),
        _ => None,
    }
}

/// Spells a type so that generated code finds it, the plugin's own below `crate`. Nothing where it has no such spelling.
pub(super) fn spelled(ty: &Type) -> Option<String> {
    let all = |types: &[Type]| Some(types.iter().map(spelled).collect::<Option<Vec<_>>>()?.join(", "));
    Some(match ty {
        Type::Unit | Type::Bool | Type::Char | Type::Int(_) | Type::Float(_) | Type::String => ty.to_string(),
        Type::Str => ty.to_string(),
        Type::Slice(item) => format!("&[{}]", spelled(item)?),
        Type::Vec(item) => format!("Vec<{}>", spelled(item)?),
        Type::Array(item, length) => format!("[{}; {length}]", spelled(item)?),
        Type::Option(some) => format!("Option<{}>", spelled(some)?),
        Type::Result(ok, err) => format!("Result<{}, {}>", spelled(ok)?, spelled(err)?),
        Type::Tuple(items) if items.len() == 1 => format!("({},)", all(items)?),
        Type::Tuple(items) => format!("({})", all(items)?),
        Type::Duration | Type::SystemTime => format!("std::time::{ty}"),
        Type::Ordering => "std::cmp::Ordering".to_owned(),
        Type::Map(_, key, value) => {
            let name = ty.to_string();
            format!("std::collections::{}<{}, {}>", name.split('<').next()?, spelled(key)?, spelled(value)?)
        }
        Type::Set(_, item) => {
            let name = ty.to_string();
            format!("std::collections::{}<{}>", name.split('<').next()?, spelled(item)?)
        }
        Type::Standard(standard, arguments) if !standard.is_borrowed() => {
            let path = format!("std::{}::{}", standard.module(), standard.name());
            if arguments.is_empty() { path } else { format!("{path}<{}>", all(arguments)?) }
        }
        Type::Handle(Access::Owned, path) if path == INSTANT => path.clone(),
        Type::Handle(Access::Owned, path) if path.starts_with("dyn ") => format!("Box<{}>", object::spelled(path)),
        Type::Named(path) | Type::Handle(Access::Owned, path) if path.contains("<'_") => return None,
        Type::Named(path) | Type::Handle(Access::Owned, path) if is_outside(path) => path.clone(),
        Type::Named(path) | Type::Handle(Access::Owned, path) => format!("crate::{path}"),
        _ => return None,
    })
}

impl Lowering<'_, '_> {
    /// The arguments that a type of the plugin is used with.
    pub(super) fn arguments(&mut self, item: ItemId, path: &syn::Path, env: &Env<'_>) -> Result<Arguments, Obstacle> {
        let given = super::generic_arguments(path);
        self.given_arguments(item, given, env)
    }

    /// The arguments that a type of the plugin gets.
    pub(crate) fn given_arguments<'a>(
        &mut self,
        item: ItemId,
        given: impl Iterator<Item = &'a syn::GenericArgument>,
        env: &Env<'_>,
    ) -> Result<Arguments, Obstacle> {
        match generics(self.krate, item).filter(|generics| !generics.params.is_empty()) {
            Some(generics) => self.filled(item, generics, given, env),
            None => Ok(Arguments::default()),
        }
    }

    /// The arguments that a trait of the plugin is implemented with.
    pub(crate) fn trait_arguments(
        &mut self,
        (item, generics): (ItemId, &syn::Generics),
        named: &syn::Path,
        env: &Env<'_>,
    ) -> Result<Arguments, Obstacle> {
        self.filled(item, generics, super::generic_arguments(named), env)
    }

    /// The parameters of an item, with what they are given.
    fn filled<'a>(
        &mut self,
        item: ItemId,
        generics: &syn::Generics,
        given: impl Iterator<Item = &'a syn::GenericArgument>,
        env: &Env<'_>,
    ) -> Result<Arguments, Obstacle> {
        let krate = self.krate;
        let fail = || data::obstacle(krate, item, Flaw::Generic);
        let mut given = given.filter(|given| !matches!(given, syn::GenericArgument::Lifetime(_)));
        let mut found = Arguments { lifetimes: generics.lifetimes().count(), values: Vec::new() };
        // A default may name the parameters before it.
        let mut own = Env::new(item.module);
        for param in &generics.params {
            let (ident, value) = match param {
                syn::GenericParam::Lifetime(_) => continue,
                syn::GenericParam::Type(param) => {
                    let value = match (given.next(), &param.default) {
                        (Some(syn::GenericArgument::Type(ty)), _) => self.type_argument(ty, env, fail)?,
                        (None, Some((_, ty))) => self.type_argument(ty, &own, fail)?,
                        _ => return Err(fail()),
                    };
                    (&param.ident, value)
                }
                syn::GenericParam::Const(param) => {
                    let value = match (given.next(), &param.default) {
                        (Some(given), _) => const_argument(krate, given, env),
                        (None, Some((_, value))) => constant(krate, value, &own),
                        (None, None) => None,
                    };
                    (&param.ident, TypeArgument::Const(value.ok_or_else(fail)?))
                }
            };
            own.bind(plain(ident), value.bound());
            found.values.push(value);
        }
        if given.next().is_some() { Err(fail()) } else { Ok(found) }
    }

    /// Lowers an argument, which has to be exactly the type that generated code spells, whichever way it crosses.
    pub(super) fn type_argument(
        &mut self,
        ty: &syn::Type,
        env: &Env<'_>,
        fail: impl Fn() -> Obstacle,
    ) -> Result<TypeArgument, Obstacle> {
        let disguised = std::mem::take(&mut self.disguised);
        let [inward, outward] = [Direction::In, Direction::Out].map(|direction| self.lower(ty, env, direction));
        let is_exact = !std::mem::replace(&mut self.disguised, disguised);
        let (inward, outward) = (inward?, outward?);
        let fits = is_exact
            && inward == outward
            && !instance::borrows(&inward)
            && spelled(&inward).is_some()
            && parts::all(&inward).len() <= MAX_TYPES;
        if fits { Ok(TypeArgument::Type(inward)) } else { Err(fail()) }
    }
}

pub(super) fn const_argument(krate: &Crate<'_>, given: &syn::GenericArgument, env: &Env<'_>) -> Option<String> {
    match given {
        syn::GenericArgument::Const(value) => constant(krate, value, env),
        // `Rows<WIDTH>`: the parser cannot tell a constant from a type.
        syn::GenericArgument::Type(syn::Type::Path(path)) => {
            let path = syn::ExprPath { attrs: Vec::new(), qself: path.qself.clone(), path: path.path.clone() };
            constant(krate, &syn::Expr::Path(path), env)
        }
        _ => None,
    }
}

/// The value of a const argument: a number that can be worked out, or a character or truth value that is written.
fn constant(krate: &Crate<'_>, value: &syn::Expr, env: &Env<'_>) -> Option<String> {
    match value {
        syn::Expr::Lit(syn::ExprLit { lit: lit @ (syn::Lit::Char(_) | syn::Lit::Bool(_)), .. }) => {
            Some(lit.to_token_stream().to_string())
        }
        syn::Expr::Path(syn::ExprPath { qself: None, path, .. }) => match env.bound(path) {
            Some(Bound::Value(value)) => Some(value),
            _ => length::evaluate(krate, value, env).map(|value| value.to_string()),
        },
        value => length::evaluate(krate, value, env).map(|value| value.to_string()),
    }
}
