//! [`Argument`] and [`Answer`] of the types of the standard library that cross in the form of another one.

use std::ffi::{OsStr, OsString};
use std::num::NonZero;
use std::ops::{Bound, RangeBounds as _};
use std::path::{Path, PathBuf};

use plugwright_interface::abi::{Buffer, Invalid, Room, Scrap, Slice, Standard};
use plugwright_interface::for_each_standard;

use crate::heap::Heap;
use crate::{Answer, Argument};

/// The form of a type.
type FormOf<T> = <T as Standard>::Form;

macro_rules! plain {
    ($($module:ident $name:ident;)*) => {$(both!(std::$module::$name);)*};
}

macro_rules! nonzero {
    ($($int:ident)*) => {$(both!(NonZero<$int>);)*};
}

/// Both halves of a type without type arguments.
macro_rules! both {
    ($ty:ty) => {
        impl Argument for $ty {
            type At<'a> = Self;
            type Repr = <FormOf<Self> as Argument>::Repr;

            #[inline]
            fn lower(value: Self, heap: &Heap) -> Self::Repr {
                <FormOf<Self> as Argument>::lower(value.into_form(), heap)
            }
        }

        impl Answer for $ty {
            type Repr = <FormOf<Self> as Answer>::Repr;

            #[inline]
            unsafe fn lift(repr: Self::Repr, heap: &Heap) -> Result<Self, Invalid> {
                // SAFETY: the form is that of what crosses in place of this type, as the caller promises.
                Self::from_form(unsafe { <FormOf<Self> as Answer>::lift(repr, heap) }?)
            }
        }
    };
}

macro_rules! generic {
    ($($module:ident $name:ident;)*) => {$(
        impl<T: Argument> Argument for std::$module::$name<T> {
            type At<'a> = std::$module::$name<T::At<'a>>;
            type Repr = <FormOf<Self> as Argument>::Repr;

            const LIMITED: bool = T::LIMITED;

            fn check(value: &Self::At<'_>, room: Room) -> Result<(), Invalid> {
                [value.start_bound(), value.end_bound()].into_iter().try_for_each(|bound| match bound {
                    Bound::Included(end) | Bound::Excluded(end) => T::check(end, room),
                    Bound::Unbounded => Ok(()),
                })
            }

            fn scrap<'v>(value: Self::At<'v>, scrap: &mut Scrap<'v>) {
                <FormOf<Self> as Argument>::scrap(value.into_form(), scrap);
            }

            #[inline]
            fn lower(value: Self::At<'_>, heap: &Heap) -> Self::Repr {
                <FormOf<Self> as Argument>::lower(value.into_form(), heap)
            }
        }

        impl<T: Answer> Answer for std::$module::$name<T> {
            type Repr = <FormOf<Self> as Answer>::Repr;

            #[inline]
            unsafe fn lift(repr: Self::Repr, heap: &Heap) -> Result<Self, Invalid> {
                // SAFETY: as for the types without arguments.
                Self::from_form(unsafe { <FormOf<Self> as Answer>::lift(repr, heap) }?)
            }
        }
    )*};
}
for_each_standard!(plain, generic, nonzero);

/// Paths and strings of the system cross as their encoded bytes.
macro_rules! path {
    ($($borrowed:ident $owned:ident)*) => {$(
        impl Argument for &$borrowed {
            type At<'a> = &'a $borrowed;
            type Repr = Slice;

            #[inline]
            fn lower(value: &$borrowed, _: &Heap) -> Slice {
                Slice::borrow(AsRef::<OsStr>::as_ref(value).as_encoded_bytes())
            }
        }

        impl Argument for $owned {
            type At<'a> = Self;
            type Repr = Buffer;

            #[inline]
            fn lower(value: Self, heap: &Heap) -> Buffer {
                heap.give(OsString::from(value).into_encoded_bytes())
            }
        }

        impl Answer for $owned {
            type Repr = Buffer;

            #[inline]
            unsafe fn lift(repr: Buffer, heap: &Heap) -> Result<Self, Invalid> {
                // SAFETY: the plugin gave such a string away, and these are its encoded bytes.
                Ok(unsafe { OsString::from_encoded_bytes_unchecked(heap.take(repr)) }.into())
            }
        }
    )*};
}
path! {
    Path PathBuf
    OsStr OsString
}
