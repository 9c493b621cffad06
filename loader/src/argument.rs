//! [`Argument`]: a host type that can be given to a plugin in a typed call. The other half of
//! `plugwright_interface::abi::Input`: what is lowered here is lifted there.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::mem::MaybeUninit;
use std::time::{Duration, SystemTime};

use plugwright_interface::Describe;
use plugwright_interface::abi::{
    ArrayRepr, Buffer, ContextRepr, DurationRepr, In, Invalid, OptionRepr, Pointer, ResultRepr, ResultValue, Room,
    Scrap, Slice, TimeRepr, Tuple1, Tuple2, Tuple3, Tuple4, Tuple5, Tuple6, Tuple7, Tuple8, Tuple9, Tuple10, Tuple11,
    Tuple12, Wide, check_items,
};

use plugwright_interface::wire::since_epoch;

use crate::Context;
use crate::heap::Heap;
use crate::place::{Changed, Places};

/// A type of an argument in a typed call, sealed: it is exactly the types that plugwright can bridge.
///
/// Lists have methods of their own because a list of plain data crosses as its memory and every other list as the list
/// of its items' forms.
pub trait Argument: Describe {
    /// The type itself with its lifetimes cut to one call, so that a function that takes `&str` can be called with a
    /// `&str` of any lifetime.
    type At<'a>: 'a;

    /// How a value looks in the direct lane: the `Repr` of the plugin's `Input`.
    #[doc(hidden)]
    type Repr: Copy;

    /// Whether a value's memory is that of its form, so that a list crosses as its memory.
    #[doc(hidden)]
    const PLAIN: bool = false;

    /// Whether a whole argument is lent. A call without one makes no [`Places`], which would cost more than all else of it.
    #[doc(hidden)]
    const LENDS: bool = false;

    /// Whether a mutable borrow of a value needs a [place](Places): data moves into the plugin and back.
    #[doc(hidden)]
    const MOVES_WHEN_LENT: bool = true;

    /// Whether a value can be more than can cross, so that it has to be asked.
    #[doc(hidden)]
    const LIMITED: bool = false;

    /// Checks that a value can cross.
    ///
    /// # Errors
    /// Where it is too deep, or a list in it too long.
    #[doc(hidden)]
    #[inline]
    fn check(_value: &Self::At<'_>, _room: Room) -> Result<(), Invalid> {
        Ok(())
    }

    /// Drops a value that is too deep for its own drop.
    #[doc(hidden)]
    fn scrap<'v>(_value: Self::At<'v>, _scrap: &mut Scrap<'v>) {}

    /// Brings a value into its form, giving it away.
    #[doc(hidden)]
    fn lower(value: Self::At<'_>, heap: &Heap) -> Self::Repr;

    /// Brings a whole argument into its form. What is borrowed mutably is given back when `places` end.
    #[doc(hidden)]
    #[inline]
    fn lower_whole<'a>(value: Self::At<'a>, heap: &Heap, _: &Places<'a>) -> Self::Repr {
        Self::lower(value, heap)
    }

    /// Brings a mutable borrow of what stays where it is into its form. Nothing would give data back; no function is of such
    /// a type.
    #[doc(hidden)]
    #[inline]
    fn lower_mut(_: &mut Self) -> Pointer
    where
        Self: Changed,
    {
        Pointer::NOTHING
    }

    /// Brings a mutable borrow of a list into its form.
    #[doc(hidden)]
    fn lower_slice_mut<'a>(list: &'a mut [Self], heap: &Heap, places: &Places<'a>) -> Slice
    where
        Self: Changed,
    {
        places.lend_list(list, heap)
    }

    /// Lowers a list.
    #[doc(hidden)]
    fn lower_vec(list: Vec<Self::At<'_>>, heap: &Heap) -> Buffer {
        if Self::PLAIN {
            return heap.give(list);
        }
        heap.give(list.into_iter().map(|item| Self::lower(item, heap)).collect())
    }

    /// Lowers a borrowed list.
    #[doc(hidden)]
    fn lower_slice<'a>(list: &'a [Self::At<'a>], heap: &Heap) -> Slice
    where
        Self::At<'a>: Clone,
    {
        heap.give_boxed(list.iter().map(|item| Self::lower(item.clone(), heap)).collect())
    }
}

/// Scalars, whose lists cross as their memory.
macro_rules! scalar_argument {
    ($($scalar:ident)*) => {$(
        impl Argument for $scalar {
            type At<'a> = Self;
            type Repr = In<(), Self>;
            const PLAIN: bool = true;

            #[inline]
            fn lower(value: Self, _: &Heap) -> Self::Repr {
                value.into()
            }

            fn lower_slice_mut<'a>(list: &'a mut [Self], _: &Heap, _: &Places<'a>) -> Slice {
                Slice::borrow_mut(list)
            }

            fn lower_vec(list: Vec<Self>, heap: &Heap) -> Buffer {
                heap.give(list)
            }

            fn lower_slice<'a>(list: &'a [Self], _: &Heap) -> Slice
            where
                Self::At<'a>: Clone,
            {
                Slice::borrow(list)
            }
        }
    )*};
}
scalar_argument!(bool char i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64);

impl Argument for () {
    type At<'a> = Self;
    type Repr = u8;

    #[inline]
    fn lower((): Self, _: &Heap) -> u8 {
        0
    }
}

impl<T: Changed> Argument for &mut T {
    type At<'a> = &'a mut T;
    type Repr = Pointer;
    const LENDS: bool = T::MOVES_WHEN_LENT;

    const LIMITED: bool = T::LIMITED;

    fn check(value: &&mut T, room: Room) -> Result<(), Invalid> {
        T::check(value, room)
    }

    #[inline]
    fn lower(value: &mut T, _: &Heap) -> Pointer {
        T::lower_mut(value)
    }

    #[inline]
    fn lower_whole<'a>(value: &'a mut T, heap: &Heap, places: &Places<'a>) -> Pointer {
        match T::MOVES_WHEN_LENT {
            true => places.lend(value, heap),
            false => T::lower_mut(value),
        }
    }
}

impl<T: Changed> Argument for &mut [T] {
    type At<'a> = &'a mut [T];
    type Repr = Slice;
    const LENDS: bool = true;

    const LIMITED: bool = T::LIMITED || size_of::<T>() == 0;

    fn check(list: &&mut [T], room: Room) -> Result<(), Invalid> {
        check_items(list.iter(), T::LIMITED.then_some(|item: &T| T::check(item, room)))
    }

    fn lower(_: &mut [T], _: &Heap) -> Slice {
        Pointer::NOTHING.into_slice()
    }

    #[inline]
    fn lower_whole<'a>(list: &'a mut [T], heap: &Heap, places: &Places<'a>) -> Slice {
        T::lower_slice_mut(list, heap, places)
    }
}

impl Argument for u128 {
    type At<'a> = Self;
    type Repr = Wide;

    #[inline]
    fn lower(value: Self, _: &Heap) -> Wide {
        Wide::from(value)
    }
}

impl Argument for i128 {
    type At<'a> = Self;
    type Repr = Wide;

    #[inline]
    fn lower(value: Self, _: &Heap) -> Wide {
        Wide::from(value.cast_unsigned())
    }
}

impl Argument for &str {
    type At<'a> = &'a str;
    type Repr = Slice;

    #[inline]
    fn lower(value: &str, _: &Heap) -> Slice {
        Slice::borrow(value.as_bytes())
    }
}

impl Argument for String {
    type At<'a> = Self;
    type Repr = Buffer;

    #[inline]
    fn lower(value: Self, heap: &Heap) -> Buffer {
        heap.give(value.into_bytes())
    }
}

impl<T: Argument> Argument for &[T]
where
    for<'a> T::At<'a>: Clone,
{
    type At<'a> = &'a [T::At<'a>];
    type Repr = Slice;

    const LIMITED: bool = T::LIMITED || size_of::<T>() == 0;

    fn check(list: &Self::At<'_>, room: Room) -> Result<(), Invalid> {
        check_items(list.iter(), T::LIMITED.then_some(|item: &T::At<'_>| T::check(item, room)))
    }

    #[inline]
    fn lower<'a>(value: &'a [T::At<'a>], heap: &Heap) -> Slice {
        T::lower_slice(value, heap)
    }
}

impl<T: Argument> Argument for Vec<T> {
    type At<'a> = Vec<T::At<'a>>;
    type Repr = Buffer;

    const LIMITED: bool = T::LIMITED || size_of::<T>() == 0;

    fn check(list: &Self::At<'_>, room: Room) -> Result<(), Invalid> {
        check_items(list.iter(), T::LIMITED.then_some(|item: &T::At<'_>| T::check(item, room)))
    }

    fn scrap<'v>(list: Self::At<'v>, scrap: &mut Scrap<'v>) {
        if T::LIMITED {
            list.into_iter().for_each(|item| T::scrap(item, scrap));
        }
    }

    #[inline]
    fn lower(value: Vec<T::At<'_>>, heap: &Heap) -> Buffer {
        T::lower_vec(value, heap)
    }
}

impl<T: Argument, const N: usize> Argument for [T; N] {
    type At<'a> = [T::At<'a>; N];
    type Repr = ArrayRepr<T::Repr, N>;
    const PLAIN: bool = T::PLAIN;

    const LIMITED: bool = T::LIMITED;

    fn check(list: &Self::At<'_>, room: Room) -> Result<(), Invalid> {
        check_items(list.iter(), T::LIMITED.then_some(|item: &T::At<'_>| T::check(item, room)))
    }

    fn scrap<'v>(list: Self::At<'v>, scrap: &mut Scrap<'v>) {
        if T::LIMITED {
            list.into_iter().for_each(|item| T::scrap(item, scrap));
        }
    }

    #[inline]
    fn lower(value: [T::At<'_>; N], heap: &Heap) -> Self::Repr {
        ArrayRepr(value.map(|item| T::lower(item, heap)))
    }
}

impl<T: Argument> Argument for Option<T> {
    type At<'a> = Option<T::At<'a>>;
    type Repr = OptionRepr<T::Repr>;

    const LIMITED: bool = T::LIMITED;

    fn check(value: &Self::At<'_>, room: Room) -> Result<(), Invalid> {
        value.as_ref().map_or(Ok(()), |some| T::check(some, room))
    }

    fn scrap<'v>(value: Self::At<'v>, scrap: &mut Scrap<'v>) {
        if let Some(some) = value {
            T::scrap(some, scrap);
        }
    }

    #[inline]
    fn lower(value: Option<T::At<'_>>, heap: &Heap) -> Self::Repr {
        match value {
            None => OptionRepr { tag: 0, value: MaybeUninit::uninit() },
            Some(some) => OptionRepr { tag: 1, value: MaybeUninit::new(T::lower(some, heap)) },
        }
    }
}

impl<T: Argument, E: Argument> Argument for Result<T, E> {
    type At<'a> = Result<T::At<'a>, E::At<'a>>;
    type Repr = ResultRepr<T::Repr, E::Repr>;

    const LIMITED: bool = T::LIMITED || E::LIMITED;

    fn check(value: &Self::At<'_>, room: Room) -> Result<(), Invalid> {
        match value {
            Ok(ok) => T::check(ok, room),
            Err(err) => E::check(err, room),
        }
    }

    fn scrap<'v>(value: Self::At<'v>, scrap: &mut Scrap<'v>) {
        match value {
            Ok(ok) => T::scrap(ok, scrap),
            Err(err) => E::scrap(err, scrap),
        }
    }

    #[inline]
    fn lower(value: Result<T::At<'_>, E::At<'_>>, heap: &Heap) -> Self::Repr {
        match value {
            Ok(ok) => ResultRepr { tag: 0, value: ResultValue { ok: MaybeUninit::new(T::lower(ok, heap)) } },
            Err(err) => ResultRepr { tag: 1, value: ResultValue { err: MaybeUninit::new(E::lower(err, heap)) } },
        }
    }
}

impl Argument for Duration {
    type At<'a> = Self;
    type Repr = DurationRepr;

    fn lower(value: Self, _: &Heap) -> DurationRepr {
        DurationRepr { secs: value.as_secs(), nanos: value.subsec_nanos() }
    }
}

impl Argument for SystemTime {
    type At<'a> = Self;
    type Repr = TimeRepr;

    fn lower(value: Self, _: &Heap) -> TimeRepr {
        let (secs, nanos) = since_epoch(value);
        TimeRepr { secs, nanos }
    }
}

impl Argument for Ordering {
    type At<'a> = Self;
    type Repr = u8;

    fn lower(value: Self, _: &Heap) -> u8 {
        (value as i8 + 1).cast_unsigned()
    }
}

/// The address is good for the call, since the borrow is.
impl Argument for &Context {
    type At<'a> = &'a Context;
    type Repr = *const ContextRepr;

    fn lower(value: &Context, _: &Heap) -> *const ContextRepr {
        value.repr()
    }
}

/// A set crosses as the list of its items, a map as the list of its pairs.
macro_rules! set_and_map_argument {
    ($($set:ident $map:ident;)*) => {$(
        impl<T: Argument> Argument for $set<T> {
            type At<'a> = $set<T::At<'a>>;
            type Repr = Buffer;

            const LIMITED: bool = T::LIMITED;

            fn check(list: &Self::At<'_>, room: Room) -> Result<(), Invalid> {
                check_items(list.iter(), T::LIMITED.then_some(|item: &T::At<'_>| T::check(item, room)))
            }

            fn scrap<'v>(list: Self::At<'v>, scrap: &mut Scrap<'v>) {
                if T::LIMITED {
                    list.into_iter().for_each(|item| T::scrap(item, scrap));
                }
            }

            fn lower(value: Self::At<'_>, heap: &Heap) -> Buffer {
                T::lower_vec(value.into_iter().collect(), heap)
            }
        }

        impl<K: Argument, V: Argument> Argument for $map<K, V> {
            type At<'a> = $map<K::At<'a>, V::At<'a>>;
            type Repr = Buffer;

            const LIMITED: bool = K::LIMITED || V::LIMITED;

            fn check(map: &Self::At<'_>, room: Room) -> Result<(), Invalid> {
                map.iter().enumerate().try_for_each(|(index, (key, value))| {
                    K::check(key, room).map_err(|fault| fault.at(format_args!("[{index}].0")))?;
                    V::check(value, room).map_err(|fault| fault.at(format_args!("[{index}].1")))
                })
            }

            fn scrap<'v>(map: Self::At<'v>, scrap: &mut Scrap<'v>) {
                map.into_iter().for_each(|(key, value)| {
                    K::scrap(key, scrap);
                    V::scrap(value, scrap);
                });
            }

            fn lower(value: Self::At<'_>, heap: &Heap) -> Buffer {
                let pairs = value.into_iter().map(|(key, value)| Tuple2(K::lower(key, heap), V::lower(value, heap)));
                heap.give(pairs.collect())
            }
        }
    )*};
}
set_and_map_argument! {
    BTreeSet BTreeMap;
    HashSet HashMap;
}

macro_rules! tuple_argument {
    ($($repr:ident ($($item:ident $index:tt)+))*) => {$(
        impl<$($item: Argument),+> Argument for ($($item,)+) {
            type At<'a> = ($($item::At<'a>,)+);
            type Repr = $repr<$($item::Repr),+>;

            const LIMITED: bool = $($item::LIMITED)||+;

            fn check(value: &Self::At<'_>, room: Room) -> Result<(), Invalid> {
                $($item::check(&value.$index, room).map_err(|fault| fault.at(concat!(".", $index)))?;)+
                Ok(())
            }

            fn scrap<'v>(value: Self::At<'v>, scrap: &mut Scrap<'v>) {
                $($item::scrap(value.$index, scrap);)+
            }

            #[inline]
            fn lower(value: Self::At<'_>, heap: &Heap) -> Self::Repr {
                $repr($($item::lower(value.$index, heap)),+)
            }
        }
    )*};
}
tuple_argument! {
    Tuple1 (A 0)
    Tuple2 (A 0 B 1)
    Tuple3 (A 0 B 1 C 2)
    Tuple4 (A 0 B 1 C 2 D 3)
    Tuple5 (A 0 B 1 C 2 D 3 E 4)
    Tuple6 (A 0 B 1 C 2 D 3 E 4 F 5)
    Tuple7 (A 0 B 1 C 2 D 3 E 4 F 5 G 6)
    Tuple8 (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7)
    Tuple9 (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8)
    Tuple10 (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9)
    Tuple11 (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10)
    Tuple12 (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11)
}
