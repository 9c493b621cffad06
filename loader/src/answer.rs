//! [`Answer`]: a host type that a typed call can return. The other half of `plugwright_interface::abi::Output`: what was
//! lowered there is lifted here.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::Hash;
use std::time::{Duration, SystemTime};

use plugwright_interface::Describe;
use plugwright_interface::abi::{
    ArrayRepr, Buffer, DurationRepr, Invalid, OptionRepr, Out, ResultRepr, TimeRepr, Tuple1, Tuple2, Tuple3, Tuple4,
    Tuple5, Tuple6, Tuple7, Tuple8, Tuple9, Tuple10, Tuple11, Tuple12, Wide, bool_from, char_from, lift_each,
    ordering_from,
};

use plugwright_interface::wire::{duration_of, time_at};

use crate::heap::Heap;
use crate::private::Form;

/// A type of a result in a typed call, sealed: it is exactly the owned types that plugwright can bridge.
pub trait Answer: Describe + Sized {
    /// How a value looks in the direct lane: the `Repr` of the plugin's `Output`.
    #[doc(hidden)]
    type Repr: Copy;

    /// Whether a form's memory is that of its value, and any form is of a value, so that a list crosses as its memory.
    #[doc(hidden)]
    const PLAIN: bool = false;

    /// Brings a form back to a value.
    ///
    /// # Errors
    /// Where the form is of no value.
    ///
    /// # Safety
    /// `repr` was lowered by a plugin from a value of this type (or of a borrowed form of it), and is lifted once.
    #[doc(hidden)]
    #[inline]
    unsafe fn lift(repr: Self::Repr, heap: &Heap) -> Result<Self, Invalid> {
        Self::lift_form(Form(repr), heap)
    }

    /// What derived implementations have in place of [`Answer::lift`], because they hold no `unsafe`.
    ///
    /// # Errors
    /// Where the form is of no value.
    #[doc(hidden)]
    #[inline]
    fn lift_form(form: Form<Self>, heap: &Heap) -> Result<Self, Invalid> {
        // SAFETY: a form is made only of what a plugin lowered.
        unsafe { Self::lift(form.0, heap) }
    }

    /// Brings a form back to a value from where the plugin left it.
    ///
    /// # Errors
    /// Where the form is of no value.
    ///
    /// # Safety
    /// As for [`Answer::lift`]; `from` is valid for reading.
    #[doc(hidden)]
    #[inline]
    unsafe fn lift_from(from: *const Self::Repr, heap: &Heap) -> Result<Self, Invalid> {
        // SAFETY: the caller's promise.
        unsafe { Self::lift(from.read(), heap) }
    }

    /// Whether it is an `Err`.
    #[doc(hidden)]
    fn is_failure(&self) -> bool {
        false
    }

    /// Lifts a list.
    ///
    /// # Errors
    /// Where one of the items is of no value.
    ///
    /// # Safety
    /// As for [`Answer::lift`], for a list.
    #[doc(hidden)]
    unsafe fn lift_vec(buffer: Buffer, heap: &Heap) -> Result<Vec<Self>, Invalid> {
        if Self::PLAIN {
            // SAFETY: the plugin gave a list of forms away, and their memory is that of values.
            return Ok(unsafe { heap.take(buffer) });
        }
        // SAFETY: the plugin gave a list of forms away.
        let list = unsafe { heap.take::<Self::Repr>(buffer) };
        // SAFETY: each item is the form of a value, as the caller promises for the whole list.
        lift_each(list, |item| unsafe { Self::lift(item, heap) })
    }
}

/// Numbers: any bits are a value, and a list crosses as its memory.
macro_rules! number_answer {
    ($($number:ident)*) => {$(
        impl Answer for $number {
            type Repr = Self;
            const PLAIN: bool = true;

            #[inline]
            unsafe fn lift(repr: Self, _: &Heap) -> Result<Self, Invalid> {
                Ok(repr)
            }
        }
    )*};
}
number_answer!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64);

/// Scalars that not all bits are a value of: a list crosses as its memory, and is checked before it is used.
macro_rules! checked_answer {
    ($($scalar:ident $raw:ident $from:ident)*) => {$(
        impl Answer for $scalar {
            type Repr = $raw;

            #[inline]
            unsafe fn lift(repr: $raw, _: &Heap) -> Result<Self, Invalid> {
                $from(repr)
            }

            unsafe fn lift_vec(buffer: Buffer, heap: &Heap) -> Result<Vec<Self>, Invalid> {
                // SAFETY: the plugin gave such a list away, and any bits are a value of the raw type.
                let raw = unsafe { heap.take::<$raw>(buffer) };
                for (index, &item) in raw.iter().enumerate() {
                    $from(item).map_err(|fault: Invalid| fault.at(format_args!("[{index}]")))?;
                }
                // SAFETY: as above, and each item is now known to be a value.
                Ok(unsafe { Buffer::give(raw).own() })
            }
        }
    )*};
}
checked_answer!(bool u8 bool_from char u32 char_from);

impl Answer for () {
    type Repr = u8;

    #[inline]
    unsafe fn lift(_: u8, _: &Heap) -> Result<Self, Invalid> {
        Ok(())
    }
}

impl Answer for u128 {
    type Repr = Wide;

    #[inline]
    unsafe fn lift(repr: Wide, _: &Heap) -> Result<Self, Invalid> {
        Ok(repr.into())
    }
}

impl Answer for i128 {
    type Repr = Wide;

    #[inline]
    unsafe fn lift(repr: Wide, _: &Heap) -> Result<Self, Invalid> {
        Ok(u128::from(repr).cast_signed())
    }
}

impl Answer for String {
    type Repr = Buffer;

    #[inline]
    unsafe fn lift(repr: Buffer, heap: &Heap) -> Result<Self, Invalid> {
        // SAFETY: the plugin gave a text away, whose bytes are UTF-8.
        Ok(unsafe { Self::from_utf8_unchecked(heap.take(repr)) })
    }

    #[inline]
    unsafe fn lift_from(from: *const Buffer, heap: &Heap) -> Result<Self, Invalid> {
        // SAFETY: the caller's promise.
        unsafe { Self::lift(Buffer::read(from), heap) }
    }
}

impl<T: Answer> Answer for Vec<T> {
    type Repr = Buffer;

    #[inline]
    unsafe fn lift(repr: Buffer, heap: &Heap) -> Result<Self, Invalid> {
        // SAFETY: the caller's promise.
        unsafe { T::lift_vec(repr, heap) }
    }
}

impl<T: Answer, const N: usize> Answer for [T; N] {
    type Repr = ArrayRepr<T::Repr, N>;
    const PLAIN: bool = T::PLAIN;

    unsafe fn lift(repr: Self::Repr, heap: &Heap) -> Result<Self, Invalid> {
        // SAFETY: each item is the form of a value, as the caller promises for the whole array.
        let list = lift_each(repr.0.into(), |item| unsafe { T::lift(item, heap) })?;
        list.try_into().map_err(|list: Vec<T>| Invalid::new(format!("a list of {N}"), list.len()))
    }
}

impl<T: Answer> Answer for Option<T> {
    type Repr = OptionRepr<T::Repr>;

    #[inline]
    unsafe fn lift(repr: Self::Repr, heap: &Heap) -> Result<Self, Invalid> {
        match repr.tag {
            0 => Ok(None),
            // SAFETY: the tag says that the value is set, and it is a form as the caller promises.
            1 => unsafe { T::lift(repr.value.assume_init(), heap) }.map(Some),
            other => Err(Invalid::new("an option", format_args!("the tag {other}"))),
        }
    }
}

impl<T: Answer, E: Answer> Answer for Result<T, E> {
    type Repr = ResultRepr<T::Repr, E::Repr>;

    fn is_failure(&self) -> bool {
        self.is_err()
    }

    #[inline]
    unsafe fn lift(repr: Self::Repr, heap: &Heap) -> Result<Self, Invalid> {
        match repr.tag {
            // SAFETY: the tag says which value is set, and it is a form as the caller promises.
            0 => unsafe { T::lift(repr.value.ok.assume_init(), heap) }.map(Ok),
            // SAFETY: as above.
            1 => unsafe { E::lift(repr.value.err.assume_init(), heap) }.map(Err),
            other => Err(Invalid::new("a result", format_args!("the tag {other}"))),
        }
    }
}

impl Answer for Duration {
    type Repr = DurationRepr;

    unsafe fn lift(repr: DurationRepr, _: &Heap) -> Result<Self, Invalid> {
        duration_of(repr.secs, repr.nanos)
    }
}

impl Answer for SystemTime {
    type Repr = TimeRepr;

    unsafe fn lift(repr: TimeRepr, _: &Heap) -> Result<Self, Invalid> {
        time_at(repr.secs, repr.nanos)
    }
}

impl Answer for Ordering {
    type Repr = u8;

    unsafe fn lift(repr: u8, _: &Heap) -> Result<Self, Invalid> {
        ordering_from(repr.into())
    }
}

/// A set crosses as the list of its items, a map as the list of its pairs.
macro_rules! set_and_map_answer {
    ($($set:ident $map:ident: $first:ident $(+ $bound:ident)*;)*) => {$(
        impl<T: Answer + $first $(+ $bound)*> Answer for $set<T> {
            type Repr = Buffer;

            unsafe fn lift(repr: Buffer, heap: &Heap) -> Result<Self, Invalid> {
                // SAFETY: the plugin gave the list of the items away.
                Ok(unsafe { T::lift_vec(repr, heap) }?.into_iter().collect())
            }
        }

        impl<K: Answer + $first $(+ $bound)*, V: Answer> Answer for $map<K, V> {
            type Repr = Buffer;

            unsafe fn lift(repr: Buffer, heap: &Heap) -> Result<Self, Invalid> {
                // SAFETY: the form is that of a list of pairs.
                let pairs = unsafe { <(K, V) as Answer>::lift_vec(repr, heap) }?;
                // From a list of known length, so that the map need not grow.
                Ok(pairs.into_iter().collect())
            }
        }
    )*};
}
set_and_map_answer! {
    BTreeSet BTreeMap: Ord;
    HashSet HashMap: Eq + Hash;
}

macro_rules! tuple_answer {
    ($($repr:ident ($($item:ident $index:tt)+))*) => {$(
        impl<$($item: Answer),+> Answer for ($($item,)+) {
            type Repr = $repr<$($item::Repr),+>;

            #[inline]
            unsafe fn lift(repr: Self::Repr, heap: &Heap) -> Result<Self, Invalid> {
                // All are lifted before the first fault counts: each may own something.
                // SAFETY: each item is the form of a value, as the caller promises for the whole tuple.
                let items = unsafe { ($($item::lift(repr.$index, heap),)+) };
                Ok(($(items.$index.map_err(|fault| fault.at(concat!(".", $index)))?,)+))
            }
        }
    )*};
}
tuple_answer! {
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

const _: () = {
    // The forms of both halves are the same types, or this does not compile.
    const fn same<T: Answer<Repr = Out<(), T>> + plugwright_interface::abi::Output<()>>() {}
    same::<Vec<(Option<String>, [bool; 2], Result<i128, char>)>>();
};

#[cfg(test)]
mod tests;
