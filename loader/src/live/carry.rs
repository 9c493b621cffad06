//! Brings a value of one version's type into the form of the next version's, by the names of fields and variants.

use plugwright_interface::{Definition, Fields, Interface, Shape, Type, Value, find_definition};

/// A value does not fit the new type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place} {fault}")]
pub struct Misfit {
    /// Where in the value, as an expression: `state.items[].price`.
    pub place: String,
    /// What is wrong there.
    pub fault: MisfitKind,
}

/// Why a value does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MisfitKind {
    /// The type is another one.
    #[error("was of type `{before}` and is of type `{after}`")]
    Changed {
        /// The old type.
        before: String,
        /// The new type.
        after: String,
    },
    /// The value is a variant that the new enum lacks.
    #[error("is the variant `{variant}`, which is gone")]
    VariantGone {
        /// The variant's name.
        variant: String,
    },
    /// The field is new, and its type has no value that stands for nothing.
    #[error("is new, and `{ty}` has no default")]
    NoDefault {
        /// The field's type.
        ty: String,
    },
}

/// A type, and the interface that says what its names mean.
#[derive(Clone, Copy)]
pub(super) struct Typed<'t> {
    pub ty: &'t Type,
    pub interface: &'t Interface,
}

impl<'t> Typed<'t> {
    pub(super) const fn of(self, ty: &'t Type) -> Self {
        Self { ty, interface: self.interface }
    }

    pub(super) fn definition(self) -> Option<&'t Definition> {
        match self.ty {
            Type::Named(path) => find_definition(&self.interface.types, path),
            _ => None,
        }
    }
}

/// Carries `value` from the type `from` to the type `to`: a field that is new gets its type's default, one that is gone is
/// dropped.
pub(super) fn carry(value: Value, from: Typed<'_>, to: Typed<'_>, place: &str) -> Result<Value, Misfit> {
    if let (Some(old), Some(new)) = (from.definition(), to.definition()) {
        return carry_defined(value, (from, &old.shape), (to, &new.shape), place);
    }
    let changed = || Err(changed(from, to, place));
    let each = |items: Vec<Value>, old: &Type, new: &Type| -> Result<Vec<Value>, Misfit> {
        let place = format!("{place}[]");
        items.into_iter().map(|item| carry(item, from.of(old), to.of(new), &place)).collect()
    };
    match (from.ty, to.ty, value) {
        (Type::Vec(old), Type::Vec(new) | Type::Slice(new), Value::List(items))
        | (Type::Set(_, old), Type::Set(_, new), Value::List(items)) => Ok(Value::List(each(items, old, new)?)),
        (Type::Array(old, before), Type::Array(new, after), Value::List(items)) if before == after => {
            Ok(Value::List(each(items, old, new)?))
        }
        (Type::Option(old), Type::Option(new), Value::Option(value)) => {
            let value = value.map(|value| carry(*value, from.of(old), to.of(new), place)).transpose()?;
            Ok(Value::Option(value.map(Box::new)))
        }
        (Type::Map(_, old_key, old), Type::Map(_, new_key, new), Value::Map(pairs)) => {
            let place = format!("{place}[]");
            let pair = |(key, value)| {
                Ok((
                    carry(key, from.of(old_key), to.of(new_key), &place)?,
                    carry(value, from.of(old), to.of(new), &place)?,
                ))
            };
            Ok(Value::Map(pairs.into_iter().map(pair).collect::<Result<_, _>>()?))
        }
        (Type::Tuple(old), Type::Tuple(new), Value::Tuple(items)) if old.len() == new.len() => {
            carry_tuple(items, (from, old), (to, new), place).map(Value::Tuple)
        }
        (Type::String, Type::Str, value) => Ok(value),
        (old, new, value) if old == new && plain(old) => Ok(value),
        _ => changed(),
    }
}

fn carry_defined(
    value: Value,
    (from, old): (Typed<'_>, &Shape),
    (to, new): (Typed<'_>, &Shape),
    place: &str,
) -> Result<Value, Misfit> {
    match (old, new, value) {
        (Shape::Struct(old), Shape::Struct(new), value) => carry_fields(value, (from, old), (to, new), place),
        (Shape::Enum(old), Shape::Enum(new), Value::Variant(name, value)) => {
            let find = |name: &str| (old.iter().find(|old| old.name == name), new.iter().find(|new| new.name == name));
            let (Some(old), Some(new)) = find(&name) else {
                return Err(Misfit { place: place.to_owned(), fault: MisfitKind::VariantGone { variant: name } });
            };
            let value = carry_fields(*value, (from, &old.fields), (to, &new.fields), place)?;
            Ok(Value::Variant(name, Box::new(value)))
        }
        _ => Err(changed(from, to, place)),
    }
}

fn carry_fields(
    value: Value,
    (from, old): (Typed<'_>, &Fields),
    (to, new): (Typed<'_>, &Fields),
    place: &str,
) -> Result<Value, Misfit> {
    match (old, new, value) {
        (Fields::Named(old), Fields::Named(new), Value::Record(fields)) => {
            let mut fields: Vec<_> = fields.into_iter().map(|(name, value)| (name, Some(value))).collect();
            let mut field = |new: &plugwright_interface::Field| {
                let place = format!("{place}.{}", new.name);
                let found = fields.iter_mut().find(|(name, _)| *name == new.name).and_then(|(_, value)| value.take());
                let before = old.iter().find(|old| old.name == new.name);
                let value = match (found, before) {
                    (Some(value), Some(old)) => carry(value, from.of(&old.ty), to.of(&new.ty), &place)?,
                    _ => default(to.of(&new.ty), &place)?,
                };
                Ok((new.name.clone(), value))
            };
            Ok(Value::Record(new.iter().map(&mut field).collect::<Result<_, _>>()?))
        }
        (Fields::Tuple(old), Fields::Tuple(new), value) if old.len() == new.len() => match (old.as_slice(), value) {
            ([old], value) => carry(value, from.of(old), to.of(&new[0]), &format!("{place}.0")),
            (_, Value::Tuple(items)) => carry_tuple(items, (from, old), (to, new), place).map(Value::Tuple),
            _ => Err(changed(from, to, place)),
        },
        (Fields::Unit, Fields::Named(new), _) => {
            let field = |new: &plugwright_interface::Field| {
                Ok((new.name.clone(), default(to.of(&new.ty), &format!("{place}.{}", new.name))?))
            };
            Ok(Value::Record(new.iter().map(field).collect::<Result<_, _>>()?))
        }
        (Fields::Unit | Fields::Named(_), Fields::Unit, _) => Ok(Value::Unit),
        _ => Err(changed(from, to, place)),
    }
}

fn carry_tuple(
    items: Vec<Value>,
    (from, old): (Typed<'_>, &[Type]),
    (to, new): (Typed<'_>, &[Type]),
    place: &str,
) -> Result<Vec<Value>, Misfit> {
    let items = items.into_iter().zip(old.iter().zip(new)).enumerate();
    items
        .map(|(index, (item, (old, new)))| carry(item, from.of(old), to.of(new), &format!("{place}.{index}")))
        .collect()
}

/// Whether values of the type are alike in all versions: nothing in it is the plugin's own.
pub(super) fn plain(ty: &Type) -> bool {
    !matches!(ty, Type::Named(_) | Type::Context)
}

/// The value that `Default` gives, for the types whose default needs no code of the plugin's.
pub(super) fn default(to: Typed<'_>, place: &str) -> Result<Value, Misfit> {
    let none = || Err(Misfit { place: place.to_owned(), fault: MisfitKind::NoDefault { ty: to.ty.to_string() } });
    Ok(match to.ty {
        Type::Unit => Value::Unit,
        Type::Bool => Value::Bool(false),
        Type::Char => Value::Char('\0'),
        Type::Int(_) => Value::Int(0),
        Type::Float(_) => Value::Float(0.0),
        Type::Str | Type::String => Value::Text(String::new()),
        Type::Slice(_) | Type::Vec(_) | Type::Set(..) => Value::List(Vec::new()),
        Type::Map(..) => Value::Map(Vec::new()),
        Type::Option(_) => Value::Option(None),
        Type::Duration => Value::Duration(std::time::Duration::ZERO),
        Type::Array(item, count) => Value::List(vec![default(to.of(item), place)?; *count]),
        Type::Tuple(items) => {
            Value::Tuple(items.iter().map(|item| default(to.of(item), place)).collect::<Result<_, _>>()?)
        }
        Type::Named(_) => match to.definition().map(|definition| &definition.shape) {
            Some(Shape::Struct(Fields::Unit)) => Value::Unit,
            Some(Shape::Struct(Fields::Named(fields))) => {
                let field = |field: &plugwright_interface::Field| {
                    Ok((field.name.clone(), default(to.of(&field.ty), &format!("{place}.{}", field.name))?))
                };
                Value::Record(fields.iter().map(field).collect::<Result<_, _>>()?)
            }
            _ => return none(),
        },
        _ => return none(),
    })
}

pub(super) fn changed(from: Typed<'_>, to: Typed<'_>, place: &str) -> Misfit {
    let (before, after) = (from.ty.to_string(), to.ty.to_string());
    Misfit { place: place.to_owned(), fault: MisfitKind::Changed { before, after } }
}
