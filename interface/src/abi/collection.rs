//! How deques, maps and sets of the standard library cross: as the list of what they hold.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::Hash;

use super::{Arena, Buffer, Input, Invalid, Output, Room, Scrap, Tuple2, check_items, decode_each};
use crate::wire::{Reader, put_head, tag};

impl<'a, Bridge, T: Input<'a, Bridge>> Input<'a, Bridge> for VecDeque<T> {
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

impl<Bridge, T: Output<Bridge>> Output<Bridge> for VecDeque<T> {
    type Repr = Buffer;
    type Contract = Vec<T::Contract>;

    const LIMITED: bool = T::LIMITED || size_of::<T>() == 0;

    fn check(&self, room: Room) -> Result<(), Invalid> {
        check_items(self.iter(), T::LIMITED.then_some(|item: &T| item.check(room)))
    }

    fn scrap<'v>(self, scrap: &mut Scrap<'v>)
    where
        Self: 'v,
    {
        if T::LIMITED {
            self.into_iter().for_each(|item| item.scrap(scrap));
        }
    }

    fn lower(self) -> Buffer {
        T::lower_vec(self.into())
    }

    const HOLDS_OBJECTS: bool = T::HOLDS_OBJECTS;

    fn encode(&self, out: &mut Vec<u8>) {
        put_head(out, tag::LIST, self.len());
        self.iter().for_each(|item| item.encode(out));
    }

    fn encode_owned(self, out: &mut Vec<u8>) {
        T::encode_vec(self.into(), out);
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

            const LIMITED: bool = T::LIMITED;

            fn check(&self, room: Room) -> Result<(), Invalid> {
                check_items(self.iter(), T::LIMITED.then_some(|item: &T| item.check(room)))
            }

            fn scrap<'v>(self, scrap: &mut Scrap<'v>)
            where
                Self: 'v,
            {
                if T::LIMITED {
                    self.into_iter().for_each(|item| item.scrap(scrap));
                }
            }

            fn lower(self) -> Buffer {
                T::lower_vec(self.into_iter().collect())
            }

            const HOLDS_OBJECTS: bool = T::HOLDS_OBJECTS;

            fn encode(&self, out: &mut Vec<u8>) {
                put_head(out, tag::LIST, self.len());
                self.iter().for_each(|item| item.encode(out));
            }

            fn encode_owned(self, out: &mut Vec<u8>) {
                put_head(out, tag::LIST, self.len());
                self.into_iter().for_each(|item| item.encode_owned(out));
            }
        }

        impl<'a, Bridge, K: Input<'a, Bridge> + $first $(+ $bound)*, V: Input<'a, Bridge>> Input<'a, Bridge>
            for $map<K, V>
        {
            type Repr = Buffer;
            type Contract = $map<K::Contract, V::Contract>;

            unsafe fn lift(repr: Buffer, arena: &'a Arena) -> Result<Self, Invalid> {
                // SAFETY: the form is that of a list of pairs.
                let pairs = unsafe { <(K, V) as Input<'a, Bridge>>::lift_vec(repr, arena) }?;
                // From a list of known length, so that the map need not grow.
                Ok(pairs.into_iter().collect())
            }

            fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
                let pairs = decode_each(reader.map()?, || {
                    let key = K::decode(reader, arena).map_err(|fault| fault.at(".0"))?;
                    Ok((key, V::decode(reader, arena).map_err(|fault| fault.at(".1"))?))
                })?;
                // From a list of known length, so that the map need not grow.
                Ok(pairs.into_iter().collect())
            }
        }

        impl<Bridge, K: Output<Bridge>, V: Output<Bridge>> Output<Bridge> for $map<K, V> {
            type Repr = Buffer;
            type Contract = $map<K::Contract, V::Contract>;

            const LIMITED: bool = K::LIMITED || V::LIMITED;

            fn check(&self, room: Room) -> Result<(), Invalid> {
                self.iter().enumerate().try_for_each(|(index, (key, value))| {
                    key.check(room).map_err(|fault| fault.at(format_args!("[{index}].0")))?;
                    value.check(room).map_err(|fault| fault.at(format_args!("[{index}].1")))
                })
            }

            fn scrap<'v>(self, scrap: &mut Scrap<'v>)
            where
                Self: 'v,
            {
                self.into_iter().for_each(|(key, value)| {
                    key.scrap(scrap);
                    value.scrap(scrap);
                });
            }

            fn lower(self) -> Buffer {
                Buffer::give(self.into_iter().map(|(key, value)| Tuple2(key.lower(), value.lower())).collect())
            }

            const HOLDS_OBJECTS: bool = K::HOLDS_OBJECTS || V::HOLDS_OBJECTS;

            fn encode(&self, out: &mut Vec<u8>) {
                put_head(out, tag::MAP, self.len());
                self.iter().for_each(|(key, value)| {
                    key.encode(out);
                    value.encode(out);
                });
            }

            fn encode_owned(self, out: &mut Vec<u8>) {
                put_head(out, tag::MAP, self.len());
                self.into_iter().for_each(|(key, value)| {
                    key.encode_owned(out);
                    value.encode_owned(out);
                });
            }
        }
    )*};
}
set_and_map! {
    HashSet HashMap: Eq + Hash;
    BTreeSet BTreeMap: Ord;
}
