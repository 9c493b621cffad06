//! [`Type`]: the types that cross, as the contract spells them. A type that is written in several ways in Rust but
//! crosses in one (`Cow<str>` goes in as `&str` and comes out as `String`) has one form here.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Callback, Definition, Standard, find_definition};

/// A type that crosses between host and plugin.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Type {
    /// `()`.
    #[default]
    Unit,
    /// `bool`.
    Bool,
    /// `char`: a Unicode scalar value.
    Char,
    /// Any integer.
    Int(Int),
    /// `f32` or `f64`.
    Float(Float),
    /// `&str`, and `Cow<str>` going in.
    Str,
    /// `String`, and every borrowed or shared text coming out.
    String,
    /// `&[T]`, and `Cow<[T]>` going in.
    Slice(Box<Type>),
    /// `Vec<T>`, and every borrowed list coming out.
    Vec(Box<Type>),
    /// `[T; N]`.
    Array(Box<Type>, usize),
    /// `Option<T>`.
    Option(Box<Type>),
    /// `Result<T, E>`.
    Result(Box<Type>, Box<Type>),
    /// A tuple of 1 to 12 elements.
    Tuple(Vec<Type>),
    /// `std::time::Duration`.
    Duration,
    /// `std::time::SystemTime`.
    SystemTime,
    /// `std::cmp::Ordering`.
    Ordering,
    /// `BTreeMap<K, V>` or `HashMap<K, V>`.
    Map(Order, Box<Type>, Box<Type>),
    /// `BTreeSet<T>` or `HashSet<T>`.
    Set(Order, Box<Type>),
    /// A type of the standard library that crosses in the form of another one, with its arguments.
    Standard(Standard, Vec<Type>),
    /// A struct or an enum of the plugin, by its path; the interface's list of types says what it is.
    Named(String),
    /// A type of the plugin whose values stay there, by its path, and how the function gets at one. Objects of a trait of
    /// the plugin's are a type of the path `dyn Shape`.
    Handle(Access, String),
    /// `&mut T` of data: what the call makes of it goes back. `&mut [T]` where the inner type is [`Type::Slice`]. Only as
    /// a parameter.
    Mut(Box<Type>),
    /// A future of that output, which the host polls. Only as a whole result.
    Future(Box<Type>),
    /// An iterator over such items, which crosses as a list or is pulled. Only as a whole result.
    Iterator(Box<Type>),
    /// A closure of the host's, in any of the forms in which Rust code takes one. Only as a parameter.
    Callback(Box<Callback>),
    /// `&Context` of the crate `plugwright-plugin`: what the host offers during the call. Only as a parameter.
    Context,
}

/// How a function gets at a value that stays in the plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// `T`: it changes hands.
    Owned,
    /// `&T`.
    Shared,
    /// `&mut T`.
    Exclusive,
}

/// Whether a map or set keeps its items in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// By `Ord`, as `BTreeMap` and `BTreeSet` do.
    Sorted,
    /// By chance, as `HashMap` and `HashSet` do.
    Hashed,
}

/// The integer types, by their Rust names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "each variant is the Rust type of the same name")]
pub enum Int {
    I8,
    I16,
    I32,
    I64,
    I128,
    Isize,
    U8,
    U16,
    U32,
    U64,
    U128,
    Usize,
}

/// The floating-point types, by their Rust names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "each variant is the Rust type of the same name")]
pub enum Float {
    F32,
    F64,
}

impl Type {
    /// Returns the types that this one is written with, in order: the items of a list, the parameters and the result of a
    /// closure. What a named type is made of is in its [`Definition`].
    #[must_use]
    pub fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Slice(item)
            | Self::Vec(item)
            | Self::Array(item, _)
            | Self::Option(item)
            | Self::Set(_, item)
            | Self::Future(item)
            | Self::Iterator(item)
            | Self::Mut(item) => vec![item],
            Self::Result(one, other) | Self::Map(_, one, other) => vec![one, other],
            Self::Tuple(items) | Self::Standard(_, items) => items.iter().collect(),
            Self::Callback(callback) => callback.types().collect(),
            _ => Vec::new(),
        }
    }

    /// Adds the definitions that this type is made of to `found`, each once, by the order in which they are met.
    pub fn collect_named<'d>(&self, definitions: &'d [Definition], found: &mut Vec<&'d Definition>) {
        match self {
            Self::Named(path) | Self::Handle(_, path) => {
                let definition = find_definition(definitions, path);
                if let Some(definition) = definition.filter(|definition| !found.contains(definition)) {
                    found.push(definition);
                    definition.types().into_iter().for_each(|ty| ty.collect_named(definitions, found));
                }
            }
            _ => self.parts().into_iter().for_each(|ty| ty.collect_named(definitions, found)),
        }
    }
}

impl Int {
    /// Finds the integer type of that Rust name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|int| int.name() == name)
    }

    /// Returns the Rust name, such as `u8`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::I128 => "i128",
            Self::Isize => "isize",
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
            Self::U128 => "u128",
            Self::Usize => "usize",
        }
    }

    /// Whether the type holds that integer.
    #[must_use]
    #[inline]
    pub fn holds(self, int: i128) -> bool {
        match self {
            Self::I8 => i8::try_from(int).is_ok(),
            Self::I16 => i16::try_from(int).is_ok(),
            Self::I32 => i32::try_from(int).is_ok(),
            Self::I64 => i64::try_from(int).is_ok(),
            Self::I128 => true,
            Self::Isize => isize::try_from(int).is_ok(),
            Self::U8 => u8::try_from(int).is_ok(),
            Self::U16 => u16::try_from(int).is_ok(),
            Self::U32 => u32::try_from(int).is_ok(),
            Self::U64 => u64::try_from(int).is_ok(),
            Self::U128 => u128::try_from(int).is_ok(),
            Self::Usize => usize::try_from(int).is_ok(),
        }
    }

    /// All integer types, signed ones first.
    pub const ALL: [Self; 12] = [
        Self::I8,
        Self::I16,
        Self::I32,
        Self::I64,
        Self::I128,
        Self::Isize,
        Self::U8,
        Self::U16,
        Self::U32,
        Self::U64,
        Self::U128,
        Self::Usize,
    ];
}

impl Float {
    /// Returns the Rust name, `f32` or `f64`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }
}

impl fmt::Display for Type {
    /// Writes the type as Rust spells it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit => f.write_str("()"),
            Self::Bool => f.write_str("bool"),
            Self::Char => f.write_str("char"),
            Self::Int(int) => f.write_str(int.name()),
            Self::Float(float) => f.write_str(float.name()),
            Self::Str => f.write_str("&str"),
            Self::String => f.write_str("String"),
            Self::Slice(item) => write!(f, "&[{item}]"),
            Self::Vec(item) => write!(f, "Vec<{item}>"),
            Self::Array(item, len) => write!(f, "[{item}; {len}]"),
            Self::Option(some) => write!(f, "Option<{some}>"),
            Self::Result(ok, err) => write!(f, "Result<{ok}, {err}>"),
            Self::Tuple(items) => write_tuple(f, items),
            Self::Duration => f.write_str("Duration"),
            Self::SystemTime => f.write_str("SystemTime"),
            Self::Ordering => f.write_str("Ordering"),
            Self::Map(Order::Sorted, key, value) => write!(f, "BTreeMap<{key}, {value}>"),
            Self::Map(Order::Hashed, key, value) => write!(f, "HashMap<{key}, {value}>"),
            Self::Set(Order::Sorted, item) => write!(f, "BTreeSet<{item}>"),
            Self::Set(Order::Hashed, item) => write!(f, "HashSet<{item}>"),
            Self::Standard(standard, arguments) => standard.write(f, arguments),
            // What has no size of its own is in a box.
            Self::Handle(Access::Owned, path) if path.starts_with("dyn ") => write!(f, "Box<{path}>"),
            Self::Named(path) | Self::Handle(Access::Owned, path) => f.write_str(path),
            Self::Future(output) => write!(f, "impl Future<Output = {output}>"),
            Self::Iterator(item) => write!(f, "impl Iterator<Item = {item}>"),
            Self::Callback(callback) => callback.fmt(f),
            Self::Mut(inner) => match &**inner {
                Self::Slice(item) => write!(f, "&mut [{item}]"),
                inner => write!(f, "&mut {inner}"),
            },
            Self::Handle(Access::Shared, path) if is_bounded(path) => write!(f, "&({path})"),
            Self::Handle(Access::Exclusive, path) if is_bounded(path) => write!(f, "&mut ({path})"),
            Self::Handle(Access::Shared, path) => write!(f, "&{path}"),
            Self::Handle(Access::Exclusive, path) => write!(f, "&mut {path}"),
            Self::Context => f.write_str("&Context"),
        }
    }
}

/// Whether a path is one of objects with more bounds than their trait.
fn is_bounded(path: &str) -> bool {
    path.starts_with("dyn ") && path.contains(" + ")
}

fn write_tuple(f: &mut fmt::Formatter<'_>, items: &[Type]) -> fmt::Result {
    f.write_str("(")?;
    for (index, item) in items.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        write!(f, "{comma}{item}")?;
    }
    f.write_str(if items.len() == 1 { ",)" } else { ")" })
}
