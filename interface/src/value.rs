//! [`Value`]: an argument or a result whose Rust type is known only while the program runs.

use std::fmt;
use std::time::{Duration, SystemTime};

use crate::{Closure, Handle};

/// A value that crosses dynamically.
///
/// What a plugin returns, and what is read from JSON, is of a limited depth. A value that a host builds of what it does not know
/// may be of any; it is refused, and then [`Value::discard`] drops it.
///
/// Integers of every width are one variant: the plugin checks the range against its own parameter. Conversions from
/// Rust values are `From` impls; conversions back are `TryFrom`.
///
/// ```
/// use plugwright_interface::Value;
/// let list = Value::from(vec![1_u8, 2, 3]);
/// assert_eq!(list, Value::Bytes(vec![1, 2, 3]));
/// assert_eq!(i64::try_from(Value::from(7_u32)).unwrap(), 7);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `()`.
    Unit,
    /// `bool`.
    Bool(bool),
    /// Any integer that an `i128` holds.
    Int(i128),
    /// An integer above `i128::MAX`; smaller ones are always [`Value::Int`].
    Huge(u128),
    /// A float; an `f32` is widened without loss.
    Float(f64),
    /// `char`.
    Char(char),
    /// Text in any Rust form (`&str`, `String`, `Cow<str>`).
    Text(String),
    /// A list of `u8` in any Rust form.
    Bytes(Vec<u8>),
    /// A list or array of anything else. Where bytes are wanted, a list of small integers is accepted too.
    List(Vec<Value>),
    /// A tuple.
    Tuple(Vec<Value>),
    /// `Option`.
    Option(Option<Box<Value>>),
    /// `Result`.
    Result(Result<Box<Value>, Box<Value>>),
    /// A struct with named fields, each with its name; the order does not count going in. There, options may be left out,
    /// and where the plugin's type is `Default`, other fields as well: they are what they are in that value. A struct of one unnamed field
    /// is that field's value, one of more is a [`Value::Tuple`], one of none is [`Value::Unit`].
    Record(Vec<(String, Value)>),
    /// A variant of an enum, and what it holds: [`Value::Unit`] for nothing, the value itself for one unnamed field, a
    /// [`Value::Tuple`] for more, a [`Value::Record`] for named ones.
    Variant(String, Box<Value>),
    /// A map, as its pairs. A set is a [`Value::List`].
    Map(Vec<(Value, Value)>),
    /// `Duration`.
    Duration(Duration),
    /// `SystemTime`.
    Time(SystemTime),
    /// A value that stays in the plugin.
    Handle(Handle),
    /// A closure of the host's. Only as an argument.
    Closure(Closure),
}

/// A [`Value`] was of another kind than the Rust type that it should become, or an integer did not fit it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongKind {
    /// The Rust type that was wanted.
    pub wanted: &'static str,
    /// What the value was, as [`Value::kind`] names it, or the number that did not fit.
    pub found: String,
}

impl fmt::Display for WrongKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found {}", self.wanted, self.found)
    }
}

impl std::error::Error for WrongKind {}

impl Value {
    /// Returns a variant that holds nothing.
    #[must_use]
    pub fn unit_variant(name: &str) -> Self {
        Self::Variant(name.to_owned(), Box::new(Self::Unit))
    }

    /// Drops a value of any depth. Its own drop calls itself for each level, which one of a hundred thousand has no stack for.
    /// It has no other drop, as nothing could be moved out of it by a pattern then.
    pub fn discard(self) {
        let mut left = vec![self];
        while let Some(value) = left.pop() {
            match value {
                Self::List(items) | Self::Tuple(items) => left.extend(items),
                Self::Option(Some(inner)) | Self::Result(Ok(inner) | Err(inner)) | Self::Variant(_, inner) => {
                    left.push(*inner);
                }
                Self::Record(fields) => left.extend(fields.into_iter().map(|(_, value)| value)),
                Self::Map(pairs) => left.extend(pairs.into_iter().flat_map(|(key, value)| [key, value])),
                _ => {}
            }
        }
    }

    /// Returns the word for this kind of value in messages, such as `text` or `an integer`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Bool(_) => "a bool",
            Self::Int(_) | Self::Huge(_) => "an integer",
            Self::Float(_) => "a float",
            Self::Char(_) => "a char",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
            Self::List(_) => "a list",
            Self::Tuple(_) => "a tuple",
            Self::Option(_) => "an option",
            Self::Result(_) => "a result",
            Self::Record(_) => "a struct",
            Self::Variant(..) => "a variant",
            Self::Map(_) => "a map",
            Self::Duration(_) => "a duration",
            Self::Time(_) => "a time",
            Self::Handle(_) => "a handle",
            Self::Closure(_) => "a closure",
        }
    }
}

macro_rules! from_int {
    ($($int:ty)*) => {$(
        impl From<$int> for Value {
            fn from(int: $int) -> Self {
                Self::Int(int as i128)
            }
        }

        impl TryFrom<Value> for $int {
            type Error = WrongKind;

            fn try_from(value: Value) -> Result<Self, WrongKind> {
                let wrong = |found| WrongKind { wanted: stringify!($int), found };
                match value {
                    Value::Int(int) => Self::try_from(int).ok().ok_or_else(|| wrong(int.to_string())),
                    other => Err(wrong(other.kind().to_owned())),
                }
            }
        }
    )*};
}
from_int! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 usize }

impl From<u128> for Value {
    fn from(int: u128) -> Self {
        i128::try_from(int).map_or(Self::Huge(int), Self::Int)
    }
}

impl TryFrom<Value> for u128 {
    type Error = WrongKind;

    fn try_from(value: Value) -> Result<Self, WrongKind> {
        let wrong = |found| WrongKind { wanted: "u128", found };
        match value {
            Value::Int(int) => Self::try_from(int).ok().ok_or_else(|| wrong(int.to_string())),
            Value::Huge(int) => Ok(int),
            other => Err(wrong(other.kind().to_owned())),
        }
    }
}

macro_rules! from_variant {
    ($($rust:ty => $variant:ident),* $(,)?) => {$(
        impl From<$rust> for Value {
            fn from(value: $rust) -> Self {
                Self::$variant(value.into())
            }
        }

        impl TryFrom<Value> for $rust {
            type Error = WrongKind;

            fn try_from(value: Value) -> Result<Self, WrongKind> {
                match value {
                    Value::$variant(inner) => Ok(inner),
                    other => Err(WrongKind { wanted: stringify!($rust), found: other.kind().to_owned() }),
                }
            }
        }
    )*};
}
from_variant! { bool => Bool, f64 => Float, char => Char, String => Text, Vec<u8> => Bytes, Vec<Value> => List, Duration => Duration, SystemTime => Time, Handle => Handle, Closure => Closure }

impl From<f32> for Value {
    fn from(float: f32) -> Self {
        Self::Float(float.into())
    }
}

impl From<()> for Value {
    fn from((): ()) -> Self {
        Self::Unit
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

macro_rules! from_list {
    ($($item:ty)*) => {$(
        impl From<Vec<$item>> for Value {
            fn from(list: Vec<$item>) -> Self {
                Self::List(list.into_iter().map(Self::from).collect())
            }
        }

        impl From<&[$item]> for Value {
            fn from(list: &[$item]) -> Self {
                Self::List(list.iter().cloned().map(Self::from).collect())
            }
        }
    )*};
}
from_list! { i8 i16 i32 i64 i128 isize u16 u32 u64 u128 usize f32 f64 bool char String &str }

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(option: Option<T>) -> Self {
        Self::Option(option.map(|some| Box::new(some.into())))
    }
}

impl<T: Into<Value>, E: Into<Value>> From<Result<T, E>> for Value {
    fn from(result: Result<T, E>) -> Self {
        Self::Result(match result {
            Ok(ok) => Ok(Box::new(ok.into())),
            Err(err) => Err(Box::new(err.into())),
        })
    }
}
