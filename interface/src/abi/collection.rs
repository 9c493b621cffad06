//! How lists, maps, sets and boxes of the standard library cross: as what they hold.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::Hash;
use std::rc::Rc;
use std::sync::Arc;

use super::{Arena, Buffer, Input, Invalid, Output, Tuple2};
use crate::wire::{Reader, put_head, tag};

/// A box of data crosses as the data.
macro_rules! boxes {
    ($($pointer:ident)*) => {$(
        impl<'a, Bridge, T: Input<'a, Bridge>> Input<'a, Bridge> for $pointer<T> {
            type Repr = T::Repr;
            type Contract = T::Contract;

            unsafe fn lift(repr: Self::Repr, arena: &'a Arena) -> Result<Self, Invalid> {
                // SAFETY: the form is that of the content.
                unsafe { T::lift(repr, arena) }.map($pointer::new)
            }

            fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
                T::decode(reader, arena).map($pointer::new)
            }
        }
    )*};
}
boxes!(Box Rc Arc);

impl<Bridge, T: Output<Bridge>> Output<Bridge> for Box<T> {
    type Repr = T::Repr;
    type Contract = T::Contract;

    fn lower(self) -> Self::Repr {
        (*self).lower()
    }

    fn encode(&self, out: &mut Vec<u8>) {
        (**self).encode(out);
    }
}

/// A shared box is taken apart where it is the last one, and copied where it is not.
macro_rules! shared_output {
    ($($pointer:ident)*) => {$(
        impl<Bridge, T: Output<Bridge> + Clone> Output<Bridge> for $pointer<T> {
            type Repr = T::Repr;
            type Contract = T::Contract;

            fn lower(self) -> Self::Repr {
                $pointer::unwrap_or_clone(self).lower()
            }

            fn encode(&self, out: &mut Vec<u8>) {
                (**self).encode(out);
            }
        }
    )*};
}
shared_output!(Rc Arc);

/// A parameter that borrows data borrows what the host gave away.
impl<'a, Bridge, T: Input<'a, Bridge>> Input<'a, Bridge> for &'a T {
    type Repr = T::Repr;
    type Contract = T::Contract;

    unsafe fn lift(repr: Self::Repr, arena: &'a Arena) -> Result<Self, Invalid> {
        // SAFETY: the form is that of what is borrowed.
        unsafe { T::lift(repr, arena) }.map(|value| arena.keep(value))
    }

    fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
        T::decode(reader, arena).map(|value| arena.keep(value))
    }
}

impl<Bridge, T: Output<Bridge> + Clone> Output<Bridge> for &T {
    type Repr = T::Repr;
    type Contract = T::Contract;

    fn lower(self) -> Self::Repr {
        self.clone().lower()
    }

    fn encode(&self, out: &mut Vec<u8>) {
        (**self).encode(out);
    }
}

impl<'a, Bridge> Input<'a, Bridge> for Box<str> {
    type Repr = Buffer;
    type Contract = String;

    unsafe fn lift(repr: Buffer, arena: &'a Arena) -> Result<Self, Invalid> {
        // SAFETY: the form is that of `String`.
        unsafe { <String as Input<'a, Bridge>>::lift(repr, arena) }.map(String::into_boxed_str)
    }

    fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
        reader.text().map(Self::from)
    }
}

impl<Bridge> Output<Bridge> for Box<str> {
    type Repr = Buffer;
    type Contract = String;

    fn lower(self) -> Buffer {
        Output::<Bridge>::lower(String::from(self))
    }

    fn encode(&self, out: &mut Vec<u8>) {
        crate::wire::put_text(out, self);
    }
}

/// A list in another container than `Vec` crosses as a `Vec`.
macro_rules! list {
    ($list:ty) => {
        impl<'a, Bridge, T: Input<'a, Bridge>> Input<'a, Bridge> for $list {
            type Repr = Buffer;
            type Contract = Vec<T::Contract>;

            unsafe fn lift(repr: Buffer, arena: &'a Arena) -> Result<Self, Invalid> {
                // SAFETY: the form is that of `Vec<T>`.
                unsafe { T::lift_vec(repr, arena) }.map(Self::from)
            }

            fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
                T::decode_vec(reader, arena).map(Self::from)
            }
        }
    };
}
list!(VecDeque<T>);
list!(Box<[T]>);

impl<Bridge, T: Output<Bridge>> Output<Bridge> for VecDeque<T> {
    type Repr = Buffer;
    type Contract = Vec<T::Contract>;

    fn lower(self) -> Buffer {
        T::lower_vec(self.into())
    }

    fn encode(&self, out: &mut Vec<u8>) {
        put_head(out, tag::LIST, self.len());
        self.iter().for_each(|item| item.encode(out));
    }
}

impl<Bridge, T: Output<Bridge>> Output<Bridge> for Box<[T]> {
    type Repr = Buffer;
    type Contract = Vec<T::Contract>;

    fn lower(self) -> Buffer {
        T::lower_vec(self.into_vec())
    }

    fn encode(&self, out: &mut Vec<u8>) {
        T::encode_slice(self, out);
    }
}

/// A set crosses as the list of its items, a map as the list of its pairs.
macro_rules! set_and_map {
    ($($set:ident $map:ident: $first:ident $(+ $bound:ident)*;)*) => {$(
        impl<'a, Bridge, T: Input<'a, Bridge> + $first $(+ $bound)*> Input<'a, Bridge> for $set<T> {
            type Repr = Buffer;
            type Contract = $set<T::Contract>;

            unsafe fn lift(repr: Buffer, arena: &'a Arena) -> Result<Self, Invalid> {
                // SAFETY: the form is that of `Vec<T>`.
                Ok(unsafe { T::lift_vec(repr, arena) }?.into_iter().collect())
            }

            fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
                Ok(T::decode_vec(reader, arena)?.into_iter().collect())
            }
        }

        impl<Bridge, T: Output<Bridge>> Output<Bridge> for $set<T> {
            type Repr = Buffer;
            type Contract = $set<T::Contract>;

            fn lower(self) -> Buffer {
                T::lower_vec(self.into_iter().collect())
            }

            fn encode(&self, out: &mut Vec<u8>) {
                put_head(out, tag::LIST, self.len());
                self.iter().for_each(|item| item.encode(out));
            }
        }

        impl<'a, Bridge, K: Input<'a, Bridge> + $first $(+ $bound)*, V: Input<'a, Bridge>> Input<'a, Bridge>
            for $map<K, V>
        {
            type Repr = Buffer;
            type Contract = $map<K::Contract, V::Contract>;

            unsafe fn lift(repr: Buffer, arena: &'a Arena) -> Result<Self, Invalid> {
                // SAFETY: the host gave a list of the pairs' forms away.
                let pairs = unsafe { repr.own::<Tuple2<K::Repr, V::Repr>>() }.into_iter();
                // SAFETY: each pair is that of a key and a value, as the caller promises for the whole map.
                pairs.map(|Tuple2(key, value)| unsafe { Ok((K::lift(key, arena)?, V::lift(value, arena)?)) }).collect()
            }

            fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
                (0..reader.map()?).map(|_| Ok((K::decode(reader, arena)?, V::decode(reader, arena)?))).collect()
            }
        }

        impl<Bridge, K: Output<Bridge>, V: Output<Bridge>> Output<Bridge> for $map<K, V> {
            type Repr = Buffer;
            type Contract = $map<K::Contract, V::Contract>;

            fn lower(self) -> Buffer {
                Buffer::give(self.into_iter().map(|(key, value)| Tuple2(key.lower(), value.lower())).collect())
            }

            fn encode(&self, out: &mut Vec<u8>) {
                put_head(out, tag::MAP, self.len());
                self.iter().for_each(|(key, value)| {
                    key.encode(out);
                    value.encode(out);
                });
            }
        }
    )*};
}
set_and_map! {
    HashSet HashMap: Eq + Hash;
    BTreeSet BTreeMap: Ord;
}
