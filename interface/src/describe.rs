//! [`Describe`]: which [`Type`] a Rust type of the host is, so that a typed call can be checked before it is made.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::{Float, Int, Order, Standard, Type};

/// A Rust type that a host can name in a typed call.
pub trait Describe {
    /// Returns the type's description.
    fn describe() -> Type;
}

macro_rules! describe {
    ($($rust:ty => $ty:expr;)*) => {$(
        impl Describe for $rust {
            fn describe() -> Type {
                $ty
            }
        }
    )*};
}
describe! {
    () => Type::Unit;
    bool => Type::Bool;
    char => Type::Char;
    i8 => Type::Int(Int::I8);
    i16 => Type::Int(Int::I16);
    i32 => Type::Int(Int::I32);
    i64 => Type::Int(Int::I64);
    i128 => Type::Int(Int::I128);
    isize => Type::Int(Int::Isize);
    u8 => Type::Int(Int::U8);
    u16 => Type::Int(Int::U16);
    u32 => Type::Int(Int::U32);
    u64 => Type::Int(Int::U64);
    u128 => Type::Int(Int::U128);
    usize => Type::Int(Int::Usize);
    f32 => Type::Float(Float::F32);
    f64 => Type::Float(Float::F64);
    &str => Type::Str;
    String => Type::String;
    Duration => Type::Duration;
    SystemTime => Type::SystemTime;
    Ordering => Type::Ordering;
}

macro_rules! describe_standard {
    ($($module:ident $name:ident;)*) => {
        describe! { $(std::$module::$name => Type::Standard(Standard::$name, Vec::new());)* }
    };
}
macro_rules! describe_standard_of {
    ($($module:ident $name:ident;)*) => {$(
        impl<T: Describe> Describe for std::$module::$name<T> {
            fn describe() -> Type {
                Type::Standard(Standard::$name, vec![T::describe()])
            }
        }
    )*};
}
macro_rules! describe_nonzero {
    ($($int:ident)*) => {
        describe! { $(NonZero<$int> => Type::Standard(Standard::NonZero, vec![<$int>::describe()]);)* }
    };
}
crate::for_each_standard!(describe_standard, describe_standard_of, describe_nonzero);
describe! {
    &Path => Type::Standard(Standard::Path, Vec::new());
    PathBuf => Type::Standard(Standard::PathBuf, Vec::new());
    &OsStr => Type::Standard(Standard::OsStr, Vec::new());
    OsString => Type::Standard(Standard::OsString, Vec::new());
}

macro_rules! describe_collections {
    ($($order:ident $map:ident $set:ident;)*) => {$(
        impl<K: Describe, V: Describe> Describe for $map<K, V> {
            fn describe() -> Type {
                Type::Map(Order::$order, Box::new(K::describe()), Box::new(V::describe()))
            }
        }

        impl<T: Describe> Describe for $set<T> {
            fn describe() -> Type {
                Type::Set(Order::$order, Box::new(T::describe()))
            }
        }
    )*};
}
describe_collections! {
    Sorted BTreeMap BTreeSet;
    Hashed HashMap HashSet;
}

impl<T: Describe> Describe for &[T] {
    fn describe() -> Type {
        Type::Slice(Box::new(T::describe()))
    }
}

impl<T: Describe> Describe for Vec<T> {
    fn describe() -> Type {
        Type::Vec(Box::new(T::describe()))
    }
}

impl<T: Describe, const N: usize> Describe for [T; N] {
    fn describe() -> Type {
        Type::Array(Box::new(T::describe()), N)
    }
}

impl<T: Describe> Describe for Option<T> {
    fn describe() -> Type {
        Type::Option(Box::new(T::describe()))
    }
}

impl<T: Describe, E: Describe> Describe for Result<T, E> {
    fn describe() -> Type {
        Type::Result(Box::new(T::describe()), Box::new(E::describe()))
    }
}

macro_rules! describe_tuple {
    ($(($($item:ident)+))*) => {$(
        impl<$($item: Describe),+> Describe for ($($item,)+) {
            fn describe() -> Type {
                Type::Tuple(vec![$($item::describe()),+])
            }
        }
    )*};
}
describe_tuple! {
    (A)
    (A B)
    (A B C)
    (A B C D)
    (A B C D E)
    (A B C D E F)
    (A B C D E F G)
    (A B C D E F G H)
    (A B C D E F G H I)
    (A B C D E F G H I J)
    (A B C D E F G H I J K)
    (A B C D E F G H I J K L)
}
