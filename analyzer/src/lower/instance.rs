//! [`Instance`]: the one type at which a function that is generic by a bound is bridged: `AsRef<str>` → `&str`,
//! `Into<String>` → `String`, `IntoIterator<Item = T>` → `Vec<T>`.

use std::collections::HashMap;

use plugwright_interface::{Access, Mode, Standard, Type};

use crate::krate::plain;
use crate::resolve::Path;

use super::container::Referent;
use super::demand::{Demand, demand};
use super::{Bound, Direction, Env, Lowering, parts};

/// A type parameter's one obvious type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Instance {
    /// It, as a parameter takes it.
    pub(crate) ty: Type,
    pub(crate) form: Form,
}

/// What a type parameter is of its instance's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// That type.
    Same,
    /// A type that the bridge makes of that object, and which has the object's trait.
    StandIn,
    /// It may be the unsized type behind a `&str` or a `&[T]`, so that `&P` is that reference.
    Unsized,
    /// An iterator over the list that the type is.
    Iterator,
}

impl Instance {
    /// The instance of a parameter that is exactly that type.
    pub(crate) const fn of(ty: Type) -> Self {
        Self { ty, form: Form::Same }
    }

    /// What a pointer to the parameter points to.
    pub(super) fn behind_pointer(self) -> Referent {
        let is_unsized = self.form == Form::Unsized;
        match self.ty {
            Type::Str if is_unsized => Referent::Text,
            Type::Slice(item) if is_unsized => Referent::List(*item),
            Type::Standard(standard, _) if is_unsized => Referent::System(standard),
            ty => Referent::Value(ty),
        }
    }

    /// The instance for a parameter that is not used as it is but behind a reference.
    pub(crate) fn sized(self) -> Self {
        if self.form == Form::Unsized { self } else { Self { ty: owned(self.ty), ..self } }
    }

    pub(super) fn crossing(self, direction: Direction) -> Type {
        match (direction, self.ty) {
            (Direction::In, ty) => ty,
            (_, ty) => owned(ty),
        }
    }
}

/// The owned form of a type.
pub(crate) fn owned(ty: Type) -> Type {
    match ty {
        Type::Str => Type::String,
        Type::Slice(item) | Type::Vec(item) => Type::Vec(Box::new(owned(*item))),
        Type::Array(item, length) => Type::Array(Box::new(owned(*item)), length),
        Type::Option(some) => Type::Option(Box::new(owned(*some))),
        Type::Result(ok, err) => Type::Result(Box::new(owned(*ok)), Box::new(owned(*err))),
        Type::Tuple(items) => Type::Tuple(items.into_iter().map(owned).collect()),
        Type::Map(order, key, value) => Type::Map(order, Box::new(owned(*key)), Box::new(owned(*value))),
        Type::Set(order, item) => Type::Set(order, Box::new(owned(*item))),
        Type::Standard(standard, arguments) => {
            Type::Standard(standard.owned(), arguments.into_iter().map(owned).collect())
        }
        ty => ty,
    }
}

/// The bounds of one parameter, wherever they are written.
type Bounds<'g> = Vec<&'g syn::TypeParamBound>;

/// Binds every parameter of a function in `env`, those with an obvious instance to it. Returns the names of the type
/// and const parameters without one.
pub(crate) fn instances<'e>(
    lowering: &mut Lowering<'_, '_>,
    generics: &'e syn::Generics,
    env: &mut Env<'e>,
) -> Vec<String> {
    let mut open = bounds(generics);
    for name in open.keys() {
        env.bind(name.clone(), Bound::Opaque);
    }
    // One parameter's bound may name another, so go on as long as something is found.
    loop {
        let mut found = Vec::new();
        let mut names: Vec<_> = open.keys().cloned().collect();
        names.sort();
        for name in names {
            let item = env_instance(env, &format!("{name}::Item"));
            if let Some(instance) = of_list(lowering, open[&name].iter().copied(), env, item) {
                found.push((name, instance));
            }
        }
        if found.is_empty() {
            break;
        }
        for (name, instance) in found {
            open.remove(&name);
            env.bind(name, Bound::Instance(instance));
        }
    }
    lowering.met_instance = false;
    lowering.disguised = false;
    let mut left: Vec<_> = open.into_keys().filter(|name| !name.contains("::")).collect();
    left.extend(generics.const_params().map(|param| plain(&param.ident)));
    left.sort();
    left
}

/// Binds every parameter of an `impl` to what its obvious instance is where a value keeps it: `AsRef<str>` → `String`,
/// `Write` → `Vec<u8>`. Returns whether each has one.
pub(crate) fn owned_instances<'e>(
    lowering: &mut Lowering<'_, '_>,
    generics: &'e syn::Generics,
    env: &mut Env<'e>,
) -> bool {
    if !instances(lowering, generics, env).is_empty() {
        return false;
    }
    let bounds = bounds(generics);
    generics.type_params().map(|param| plain(&param.ident)).all(|name| {
        let Some(Bound::Instance(instance)) = env.named(&name) else { return false };
        let mut of = bounds.get(&name).into_iter().flatten();
        let reads = of.any(|bound| match bound {
            syn::TypeParamBound::Trait(bound) => matches!(lowering.stream(bound, env), Some(Type::Slice(_))),
            _ => false,
        });
        let kept = match (instance.form, instance.ty) {
            // What reads from bytes is no list of them.
            (Form::Same | Form::Unsized, _) if reads => return false,
            (Form::Same, Type::Mut(place)) => *place,
            (Form::Same | Form::Unsized, ty) => owned(ty),
            (Form::StandIn | Form::Iterator, _) => return false,
        };
        env.bind(name, Bound::Instance(Instance::of(kept)));
        true
    })
}

fn env_instance(env: &Env<'_>, name: &str) -> Option<Type> {
    env.named(name).and_then(|bound| match bound {
        Bound::Instance(instance) => Some(instance.ty),
        _ => None,
    })
}

/// Collects the bounds of the type parameters and of their associated types (`I::Item`).
fn bounds(generics: &syn::Generics) -> HashMap<String, Bounds<'_>> {
    let mut all: HashMap<String, Bounds<'_>> = HashMap::new();
    for param in generics.type_params() {
        all.entry(plain(&param.ident)).or_default().extend(&param.bounds);
    }
    for predicate in generics.where_clause.iter().flat_map(|clause| &clause.predicates) {
        let syn::WherePredicate::Type(predicate) = predicate else { continue };
        let syn::Type::Path(syn::TypePath { qself: None, path, .. }) = &predicate.bounded_ty else { continue };
        let parts = Path::of(path).parts;
        if all.contains_key(&parts[0]) && parts.len() <= 2 {
            all.entry(parts.join("::")).or_default().extend(&predicate.bounds);
        }
    }
    all
}

/// The instance of an `impl Trait` parameter.
pub(super) fn of_bounds<'b>(
    lowering: &mut Lowering<'_, '_>,
    bounds: impl IntoIterator<Item = &'b syn::TypeParamBound>,
    env: &Env<'_>,
) -> Option<Instance> {
    of_list(lowering, bounds, env, None)
}

fn of_list<'b>(
    lowering: &mut Lowering<'_, '_>,
    bounds: impl IntoIterator<Item = &'b syn::TypeParamBound>,
    env: &Env<'_>,
    item: Option<Type>,
) -> Option<Instance> {
    let bounds: Vec<_> = bounds.into_iter().collect();
    let mut choices: Option<Vec<Type>> = None;
    let (mut may_be_unsized, mut is_copy, mut is_static) = (false, false, false);
    // What reads from bytes is the reference itself.
    let (mut is_stream, mut is_iterator) = (false, false);
    for &bound in &bounds {
        if let syn::TypeParamBound::Trait(bound) = bound {
            is_stream |= lowering.stream(bound, env).is_some();
            is_iterator |= lowering.is_iterator(bound, env);
        }
        let demanded = match demand(lowering, bound, env, item.as_ref()) {
            Demand::Sole(item, ty) => match lowering.sole_object(item, &bounds, env) {
                Some(ty) => return Some(Instance { ty, form: Form::StandIn }),
                None => Demand::OneOf(vec![ty]),
            },
            demanded => demanded,
        };
        match demanded {
            Demand::Nothing => {}
            Demand::Unsized => may_be_unsized = true,
            Demand::Copy => is_copy = true,
            Demand::Static => is_static = true,
            Demand::OneOf(types) => match &mut choices {
                Some(choices) => choices.retain(|choice| types.contains(choice)),
                None => choices = Some(types),
            },
            Demand::Object(item) => {
                return lowering.object_for(item, &bounds, env).map(|ty| Instance { ty, form: Form::StandIn });
            }
            Demand::Sole(..) | Demand::Other => return None,
        }
    }
    let fits = |ty: &Type| !(is_static && borrows(ty) || is_copy && owns(ty));
    let ty = choices?.into_iter().find(fits)?;
    let form = match may_be_unsized && !is_stream && is_borrowed(&ty) {
        _ if is_iterator => Form::Iterator,
        true => Form::Unsized,
        false => Form::Same,
    };
    Some(Instance { ty, form })
}

/// The `T` of `IntoIterator<Item = T>`, where the name is `Item`.
pub(crate) fn assoc<'p>(path: &'p syn::Path, name: &str) -> Option<&'p syn::Type> {
    super::generic_arguments(path).find_map(|argument| match argument {
        syn::GenericArgument::AssocType(assoc) if assoc.ident == name => Some(&assoc.ty),
        _ => None,
    })
}

pub(super) fn borrows(ty: &Type) -> bool {
    parts::all(ty).into_iter().any(is_borrowed)
}

pub(super) fn is_borrowed(ty: &Type) -> bool {
    match ty {
        Type::Str | Type::Slice(_) | Type::Mut(_) | Type::Handle(Access::Shared | Access::Exclusive, _) => true,
        Type::Standard(standard, _) => standard.is_borrowed(),
        Type::Callback(callback) => matches!(callback.mode, Mode::Shared | Mode::Exclusive),
        _ => false,
    }
}

fn owns(ty: &Type) -> bool {
    parts::all(ty).into_iter().any(|ty| match ty {
        Type::String | Type::Vec(_) | Type::Map(..) | Type::Set(..) | Type::Handle(..) => true,
        Type::Standard(standard, _) => matches!(
            standard,
            Standard::PathBuf | Standard::OsString | Standard::Range | Standard::RangeInclusive | Standard::RangeFrom
        ),
        _ => false,
    })
}
