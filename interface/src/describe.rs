//! [`Describe`]: which [`Type`] a Rust type of the host is, so that a typed call can be checked before it is made.

use std::any::TypeId;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::{Definition, Float, Int, Order, Shape, Standard, Type};

/// A Rust type that a host can name in a typed call.
pub trait Describe {
    /// Returns the type's description, and defines the structs and enums in it.
    fn describe(known: &mut Known) -> Type;

    /// Returns the description of a mutable reference to the type.
    #[doc(hidden)]
    fn describe_mut(known: &mut Known) -> Type {
        Type::Mut(Box::new(Self::describe(known)))
    }
}

impl<T: Describe> Describe for &mut T {
    fn describe(known: &mut Known) -> Type {
        T::describe_mut(known)
    }
}

impl<T: Describe> Describe for &mut [T] {
    fn describe(known: &mut Known) -> Type {
        Type::Mut(Box::new(Type::Slice(Box::new(T::describe(known)))))
    }
}

/// The host's own structs and enums that descriptions have met.
#[derive(Debug, Default)]
pub struct Known {
    definitions: Vec<(TypeId, Definition)>,
}

impl Known {
    /// Describes a struct or enum, and defines it where it is met for the first time; `recursive` are the fields whose forms
    /// lie behind pointers, as in [`Definition::recursive`].
    pub fn define<T: 'static>(&mut self, recursive: &[usize], shape: impl FnOnce(&mut Self) -> Shape) -> Type {
        let id = TypeId::of::<T>();
        if let Some((_, definition)) = self.definitions.iter().find(|(known, _)| *known == id) {
            return Type::Named(definition.path.clone());
        }
        let index = self.definitions.len();
        let path = self.path_of::<T>();
        // It may be inside itself, so it is known before its fields are.
        let unknown = Definition::new(path.clone(), Shape::Enum(Vec::new()));
        self.definitions.push((id, Definition { recursive: recursive.to_vec(), ..unknown }));
        self.definitions[index].1.shape = shape(self);
        Type::Named(path)
    }

    /// The type's path in the host. Types inside functions can share one, and are told apart.
    fn path_of<T>(&self) -> String {
        let path = std::any::type_name::<T>();
        let namesakes = self.definitions.iter().filter(|(_, known)| known.path.starts_with(path)).count();
        if namesakes == 0 { path.to_owned() } else { format!("{path}#{namesakes}") }
    }

    /// Returns the definitions, sorted by path.
    #[must_use]
    pub fn into_definitions(self) -> Vec<Definition> {
        let mut definitions: Vec<_> = self.definitions.into_iter().map(|(_, definition)| definition).collect();
        definitions.sort_by(|one, other| one.path.cmp(&other.path));
        definitions
    }
}

macro_rules! describe {
    ($($rust:ty => $ty:expr;)*) => {$(
        impl Describe for $rust {
            fn describe(_known: &mut Known) -> Type {
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
            fn describe(known: &mut Known) -> Type {
                Type::Standard(Standard::$name, vec![T::describe(known)])
            }
        }
    )*};
}
macro_rules! describe_nonzero {
    ($($int:ident)*) => {
        $(
            impl Describe for NonZero<$int> {
                fn describe(known: &mut Known) -> Type {
                    Type::Standard(Standard::NonZero, vec![<$int>::describe(known)])
                }
            }
        )*
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
            fn describe(known: &mut Known) -> Type {
                Type::Map(Order::$order, Box::new(K::describe(known)), Box::new(V::describe(known)))
            }
        }

        impl<T: Describe> Describe for $set<T> {
            fn describe(known: &mut Known) -> Type {
                Type::Set(Order::$order, Box::new(T::describe(known)))
            }
        }
    )*};
}
describe_collections! {
    Sorted BTreeMap BTreeSet;
    Hashed HashMap HashSet;
}

impl<T: Describe> Describe for &[T] {
    fn describe(known: &mut Known) -> Type {
        Type::Slice(Box::new(T::describe(known)))
    }
}

impl<T: Describe> Describe for Vec<T> {
    fn describe(known: &mut Known) -> Type {
        Type::Vec(Box::new(T::describe(known)))
    }
}

macro_rules! describe_boxes {
    ($($pointer:ident)*) => {$(
        impl<T: Describe> Describe for $pointer<T> {
            fn describe(known: &mut Known) -> Type {
                T::describe(known)
            }
        }
    )*};
}
describe_boxes!(Box Rc Arc);

impl<T: Describe, const N: usize> Describe for [T; N] {
    fn describe(known: &mut Known) -> Type {
        Type::Array(Box::new(T::describe(known)), N)
    }
}

impl<T: Describe> Describe for Option<T> {
    fn describe(known: &mut Known) -> Type {
        Type::Option(Box::new(T::describe(known)))
    }
}

impl<T: Describe, E: Describe> Describe for Result<T, E> {
    fn describe(known: &mut Known) -> Type {
        Type::Result(Box::new(T::describe(known)), Box::new(E::describe(known)))
    }
}

macro_rules! describe_tuple {
    ($(($($item:ident)+))*) => {$(
        impl<$($item: Describe),+> Describe for ($($item,)+) {
            fn describe(known: &mut Known) -> Type {
                Type::Tuple(vec![$($item::describe(known)),+])
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
