//! [`Storable`]: a Rust type whose values a context can hold.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::time::{Duration, SystemTime};

use crate::Value;

/// A [`Value`] was of another kind than the type that it should become, or a number did not fit it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongKind {
    /// The Rust type that was wanted.
    pub wanted: String,
    /// What the value was, or the number that did not fit.
    pub found: String,
}

impl WrongKind {
    /// Reports a value that is none of `wanted`.
    #[must_use]
    pub fn new(wanted: impl Into<String>, found: &Value) -> Self {
        let found = match found {
            Value::Int(int) => int.to_string(),
            Value::Huge(int) => int.to_string(),
            other => other.kind().to_owned(),
        };
        Self { wanted: wanted.into(), found }
    }
}

impl fmt::Display for WrongKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found {}", self.wanted, self.found)
    }
}

impl std::error::Error for WrongKind {}

/// A type whose values a context can hold. A plugin implements it for its own types with [`Value::Record`] and
/// [`Value::Variant`]:
///
/// ```
/// use plugwright_plugin::{Storable, Value, WrongKind};
///
/// struct Point { x: f64, y: f64 }
///
/// impl Storable for Point {
///     fn into_value(self) -> Value {
///         Value::Record(vec![("x".into(), self.x.into_value()), ("y".into(), self.y.into_value())])
///     }
///
///     fn from_value(value: Value) -> Result<Self, WrongKind> {
///         match value {
///             Value::Record(fields) if fields.len() == 2 => {
///                 let mut fields = fields.into_iter().map(|(_, value)| f64::from_value(value));
///                 let mut next = || fields.next().unwrap_or(Ok(0.0));
///                 Ok(Self { x: next()?, y: next()? })
///             }
///             other => Err(WrongKind::new("Point", &other)),
///         }
///     }
/// }
/// ```
pub trait Storable: Sized {
    /// Turns the value into one that a context holds.
    fn into_value(self) -> Value;

    /// Turns it back.
    ///
    /// # Errors
    /// Where the value is of another kind, or a number does not fit.
    fn from_value(value: Value) -> Result<Self, WrongKind>;

    /// Turns a list of such values into one value; bytes have a form of their own.
    #[doc(hidden)]
    fn list_into_value(list: Vec<Self>) -> Value {
        Value::List(list.into_iter().map(Self::into_value).collect())
    }

    /// Turns it back.
    #[doc(hidden)]
    fn list_from_value(value: Value) -> Result<Vec<Self>, WrongKind> {
        match value {
            Value::List(items) => items.into_iter().map(Self::from_value).collect(),
            Value::Bytes(bytes) => bytes.into_iter().map(|byte| Self::from_value(Value::Int(byte.into()))).collect(),
            other => Err(WrongKind::new("a list", &other)),
        }
    }
}

impl Storable for Value {
    fn into_value(self) -> Value {
        self
    }

    fn from_value(value: Value) -> Result<Self, WrongKind> {
        Ok(value)
    }
}

macro_rules! storable_int {
    ($($int:ident)*) => {$(
        impl Storable for $int {
            fn into_value(self) -> Value {
                Value::Int(self as i128)
            }

            fn from_value(value: Value) -> Result<Self, WrongKind> {
                let fit = match &value {
                    Value::Int(int) => Self::try_from(*int).ok(),
                    _ => None,
                };
                fit.ok_or_else(|| WrongKind::new(stringify!($int), &value))
            }
        }
    )*};
}
storable_int! { i8 i16 i32 i64 i128 isize u16 u32 u64 usize }

impl Storable for u8 {
    fn into_value(self) -> Value {
        Value::Int(self.into())
    }

    fn from_value(value: Value) -> Result<Self, WrongKind> {
        let fit = match &value {
            Value::Int(int) => Self::try_from(*int).ok(),
            _ => None,
        };
        fit.ok_or_else(|| WrongKind::new("u8", &value))
    }

    fn list_into_value(list: Vec<Self>) -> Value {
        Value::Bytes(list)
    }

    fn list_from_value(value: Value) -> Result<Vec<Self>, WrongKind> {
        match value {
            Value::Bytes(bytes) => Ok(bytes),
            Value::List(items) => items.into_iter().map(Self::from_value).collect(),
            other => Err(WrongKind::new("bytes", &other)),
        }
    }
}

impl Storable for u128 {
    fn into_value(self) -> Value {
        i128::try_from(self).map_or(Value::Huge(self), Value::Int)
    }

    fn from_value(value: Value) -> Result<Self, WrongKind> {
        let fit = match &value {
            Value::Int(int) => Self::try_from(*int).ok(),
            Value::Huge(int) => Some(*int),
            _ => None,
        };
        fit.ok_or_else(|| WrongKind::new("u128", &value))
    }
}

macro_rules! storable_variant {
    ($($rust:ty: $variant:ident)*) => {$(
        impl Storable for $rust {
            fn into_value(self) -> Value {
                Value::$variant(self)
            }

            fn from_value(value: Value) -> Result<Self, WrongKind> {
                match value {
                    Value::$variant(inner) => Ok(inner),
                    other => Err(WrongKind::new(stringify!($rust), &other)),
                }
            }
        }
    )*};
}
storable_variant! { bool: Bool char: Char String: Text Duration: Duration SystemTime: Time }

/// A whole number is one too, since a config writes `5` for it.
impl Storable for f64 {
    fn into_value(self) -> Value {
        Value::Float(self)
    }

    fn from_value(value: Value) -> Result<Self, WrongKind> {
        match value {
            Value::Float(float) => Ok(float),
            Value::Int(int) => Ok(int as Self),
            other => Err(WrongKind::new("f64", &other)),
        }
    }
}

impl Storable for f32 {
    fn into_value(self) -> Value {
        Value::Float(self.into())
    }

    fn from_value(value: Value) -> Result<Self, WrongKind> {
        f64::from_value(value).map(|float| float as Self)
    }
}

impl Storable for () {
    fn into_value(self) -> Value {
        Value::Unit
    }

    fn from_value(value: Value) -> Result<Self, WrongKind> {
        match value {
            Value::Unit => Ok(()),
            other => Err(WrongKind::new("()", &other)),
        }
    }
}

/// Goes in as text; it comes back as a `String`.
impl Storable for &str {
    fn into_value(self) -> Value {
        Value::Text(self.to_owned())
    }

    fn from_value(value: Value) -> Result<Self, WrongKind> {
        Err(WrongKind::new("String, since a borrowed text has nothing to borrow from", &value))
    }
}

impl<T: Storable> Storable for Vec<T> {
    fn into_value(self) -> Value {
        T::list_into_value(self)
    }

    fn from_value(value: Value) -> Result<Self, WrongKind> {
        T::list_from_value(value)
    }
}

impl<T: Storable, const N: usize> Storable for [T; N] {
    fn into_value(self) -> Value {
        T::list_into_value(self.into())
    }

    fn from_value(value: Value) -> Result<Self, WrongKind> {
        let list = T::list_from_value(value)?;
        let wrong =
            |list: Vec<T>| WrongKind { wanted: format!("a list of {N}"), found: format!("a list of {}", list.len()) };
        list.try_into().map_err(wrong)
    }
}

impl<T: Storable> Storable for Option<T> {
    fn into_value(self) -> Value {
        Value::Option(self.map(|value| Box::new(value.into_value())))
    }

    fn from_value(value: Value) -> Result<Self, WrongKind> {
        match value {
            Value::Option(inner) => inner.map(|value| T::from_value(*value)).transpose(),
            // A setting that is there is its value itself.
            other => T::from_value(other).map(Some),
        }
    }
}

impl<T: Storable, E: Storable> Storable for Result<T, E> {
    fn into_value(self) -> Value {
        Value::Result(match self {
            Ok(ok) => Ok(Box::new(ok.into_value())),
            Err(err) => Err(Box::new(err.into_value())),
        })
    }

    fn from_value(value: Value) -> Result<Self, WrongKind> {
        match value {
            Value::Result(Ok(ok)) => T::from_value(*ok).map(Ok),
            Value::Result(Err(err)) => E::from_value(*err).map(Err),
            other => Err(WrongKind::new("a result", &other)),
        }
    }
}

macro_rules! storable_collections {
    ($($map:ident $set:ident ($($hasher:ident)?) $first:ident $(+ $bound:ident)*;)*) => {$(
        impl<K: Storable + $first $(+ $bound)*, V: Storable $(, $hasher: BuildHasher + Default)?> Storable
            for $map<K, V $(, $hasher)?>
        {
            fn into_value(self) -> Value {
                Value::Map(self.into_iter().map(|(key, value)| (key.into_value(), value.into_value())).collect())
            }

            fn from_value(value: Value) -> Result<Self, WrongKind> {
                match value {
                    Value::Map(pairs) => {
                        pairs.into_iter().map(|(key, value)| Ok((K::from_value(key)?, V::from_value(value)?))).collect()
                    }
                    Value::Record(fields) => {
                        let key = |name| K::from_value(Value::Text(name));
                        fields.into_iter().map(|(name, value)| Ok((key(name)?, V::from_value(value)?))).collect()
                    }
                    other => Err(WrongKind::new("a map", &other)),
                }
            }
        }

        impl<T: Storable + $first $(+ $bound)* $(, $hasher: BuildHasher + Default)?> Storable for $set<T $(, $hasher)?> {
            fn into_value(self) -> Value {
                T::list_into_value(self.into_iter().collect())
            }

            fn from_value(value: Value) -> Result<Self, WrongKind> {
                T::list_from_value(value).map(|list| list.into_iter().collect())
            }
        }
    )*};
}
storable_collections! {
    BTreeMap BTreeSet () Ord;
    HashMap HashSet (S) Hash + Eq;
}

macro_rules! storable_tuple {
    ($($len:literal ($($item:ident $index:tt)+))*) => {$(
        impl<$($item: Storable),+> Storable for ($($item,)+) {
            fn into_value(self) -> Value {
                Value::Tuple(vec![$(self.$index.into_value()),+])
            }

            fn from_value(value: Value) -> Result<Self, WrongKind> {
                let wanted = concat!("a tuple of ", $len);
                let items = match value {
                    Value::Tuple(items) | Value::List(items) => items,
                    other => return Err(WrongKind::new(wanted, &other)),
                };
                let found = items.len();
                match <[Value; $len]>::try_from(items) {
                    Ok(items) => {
                        let mut items = items.into_iter();
                        Ok(($($item::from_value(items.next().unwrap_or(Value::Unit))?,)+))
                    }
                    Err(_) => Err(WrongKind { wanted: wanted.to_owned(), found: format!("a tuple of {found}") }),
                }
            }
        }
    )*};
}
storable_tuple! {
    1 (A 0)
    2 (A 0 B 1)
    3 (A 0 B 1 C 2)
    4 (A 0 B 1 C 2 D 3)
    5 (A 0 B 1 C 2 D 3 E 4)
    6 (A 0 B 1 C 2 D 3 E 4 F 5)
}
