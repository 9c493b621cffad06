//! [`Value`]: a value of a context whose Rust type nobody declared.

use std::time::{Duration, SystemTime};

/// What a context holds under a key. Most plugins never name it: [`crate::Storable`] turns Rust types into it and back.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// `()`.
    Unit,
    /// `bool`.
    Bool(bool),
    /// Any integer that an `i128` holds.
    Int(i128),
    /// An integer above `i128::MAX`.
    Huge(u128),
    /// `f32` or `f64`.
    Float(f64),
    /// `char`.
    Char(char),
    /// Text.
    Text(String),
    /// A list of `u8`.
    Bytes(Vec<u8>),
    /// A list or a set of anything else.
    List(Vec<Value>),
    /// A tuple.
    Tuple(Vec<Value>),
    /// `Option`.
    Option(Option<Box<Value>>),
    /// `Result`.
    Result(Result<Box<Value>, Box<Value>>),
    /// A struct: its fields with their names.
    Record(Vec<(String, Value)>),
    /// A variant of an enum, and what it holds.
    Variant(String, Box<Value>),
    /// A map, as its pairs.
    Map(Vec<(Value, Value)>),
    /// `Duration`.
    Duration(Duration),
    /// `SystemTime`.
    Time(SystemTime),
}

impl Value {
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
        }
    }
}
