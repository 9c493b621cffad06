//! What crosses as the value inside: boxes, references to data, and the wrappers of `std::num`. A list of them crosses as
//! the list of what is inside, which a host that knows only that may lend as its memory.

use std::ffi::{OsStr, OsString};
use std::marker::PhantomData;
use std::num::{Saturating, Wrapping};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use super::{Arena, Buffer, Input, Invalid, Output, Room, Scrap, Slice, check_items};
use crate::wire::Reader;

/// Writes `Input` for something that crosses as `T`, made by `$wrap` of the value and the arena.
macro_rules! transparent_input {
    (|$value:ident, $arena:pat_param| $wrap:expr) => {
        type Repr = T::Repr;
        type Contract = T::Contract;

        #[inline]
        unsafe fn lift(repr: Self::Repr, arena: &'a Arena) -> Result<Self, Invalid> {
            let $arena = arena;
            // SAFETY: the form is that of the content.
            unsafe { T::lift(repr, arena) }.map(|$value| $wrap)
        }

        fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
            let $arena = arena;
            T::decode(reader, arena).map(|$value| $wrap)
        }

        unsafe fn lift_vec(buffer: Buffer, arena: &'a Arena) -> Result<Vec<Self>, Invalid> {
            let $arena = arena;
            // SAFETY: the form is that of a list of the content.
            Ok(unsafe { T::lift_vec(buffer, arena) }?.into_iter().map(|$value| $wrap).collect())
        }

        unsafe fn lift_items(slice: Slice, arena: &'a Arena) -> Result<Vec<Self>, Invalid> {
            let $arena = arena;
            // SAFETY: the form is that of a borrowed list of the content.
            Ok(unsafe { T::lift_items(slice, arena) }?.into_iter().map(|$value| $wrap).collect())
        }

        fn decode_vec(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Vec<Self>, Invalid> {
            let $arena = arena;
            Ok(T::decode_vec(reader, arena)?.into_iter().map(|$value| $wrap).collect())
        }
    };
}

/// Writes `Output` for something that crosses as `T`, given how the value is taken out, how it is seen, and how the last one
/// is taken out.
macro_rules! transparent_output {
    (|$value:ident| $take:expr, |$seen:ident| $see:expr, |$last:ident| $open:expr) => {
        type Repr = T::Repr;
        type Contract = T::Contract;
        const LIMITED: bool = T::LIMITED;

        fn check(&self, room: Room) -> Result<(), Invalid> {
            let $seen = self;
            T::check($see, room)
        }

        fn scrap<'v>(self, scrap: &mut Scrap<'v>)
        where
            Self: 'v,
        {
            let $last = self;
            if let Some(value) = $open {
                T::scrap(value, scrap);
            }
        }

        #[inline]
        fn lower(self) -> Self::Repr {
            let $value = self;
            T::lower($take)
        }

        const HOLDS_OBJECTS: bool = T::HOLDS_OBJECTS;

        fn encode(&self, out: &mut Vec<u8>) {
            let $seen = self;
            T::encode($see, out);
        }

        fn encode_owned(self, out: &mut Vec<u8>) {
            if T::HOLDS_OBJECTS {
                let $value = self;
                T::encode_owned($take, out);
            } else {
                self.encode(out);
            }
        }

        fn lower_vec(list: Vec<Self>) -> Buffer {
            T::lower_vec(list.into_iter().map(|$value| $take).collect())
        }
    };
}

macro_rules! pointers {
    ($($pointer:ident)*) => {$(
        impl<'a, Bridge, T: Input<'a, Bridge>> Input<'a, Bridge> for $pointer<T> {
            transparent_input!(|value, _| Self::new(value));
        }
    )*};
}
pointers!(Box Rc Arc);

impl<Bridge, T: Output<Bridge>> Output<Bridge> for Box<T> {
    transparent_output!(|value| *value, |value| &**value, |value| Some(*value));
}

/// A shared box is taken apart where it is the last one, and copied where it is not.
macro_rules! shared_output {
    ($($pointer:ident)*) => {$(
        impl<Bridge, T: Output<Bridge> + Clone> Output<Bridge> for $pointer<T> {
            transparent_output!(|value| $pointer::unwrap_or_clone(value), |value| &**value, |value| $pointer::into_inner(value));
        }
    )*};
}
shared_output!(Rc Arc);

macro_rules! wrappers {
    ($($wrapper:ident)*) => {$(
        impl<'a, Bridge, T: Input<'a, Bridge>> Input<'a, Bridge> for $wrapper<T> {
            transparent_input!(|value, _| Self(value));
        }

        impl<Bridge, T: Output<Bridge>> Output<Bridge> for $wrapper<T> {
            transparent_output!(|value| value.0, |value| &value.0, |value| Some(value.0));
        }
    )*};
}
wrappers!(Wrapping Saturating);

impl<'a, Bridge, T: ?Sized> Input<'a, Bridge> for PhantomData<T> {
    type Repr = u8;
    type Contract = ();

    #[inline]
    unsafe fn lift(_: u8, _: &'a Arena) -> Result<Self, Invalid> {
        Ok(Self)
    }

    fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
        <() as Input<'a, Bridge>>::decode(reader, arena).map(|()| Self)
    }
}

impl<Bridge, T: ?Sized> Output<Bridge> for PhantomData<T> {
    type Repr = u8;
    type Contract = ();

    #[inline]
    fn lower(self) -> u8 {
        0
    }

    fn encode(&self, out: &mut Vec<u8>) {
        Output::<Bridge>::encode(&(), out);
    }
}

/// A pointer to something unsized crosses as the owned half of it.
macro_rules! unsized_pointers {
    ($([$($param:ident)?] $unsized:ty, $owned:ty;)*) => {$(
        unsized_pointers!(@one Box [$($param)?] $unsized, $owned);
        unsized_pointers!(@one Rc [$($param)?] $unsized, $owned);
        unsized_pointers!(@one Arc [$($param)?] $unsized, $owned);
    )*};
    (@one $pointer:ident [$($param:ident)?] $unsized:ty, $owned:ty) => {
        impl<'a, Bridge, $($param: Input<'a, Bridge>)?> Input<'a, Bridge> for $pointer<$unsized> {
            type Repr = <$owned as Input<'a, Bridge>>::Repr;
            type Contract = <$owned as Input<'a, Bridge>>::Contract;

            unsafe fn lift(repr: Self::Repr, arena: &'a Arena) -> Result<Self, Invalid> {
                // SAFETY: the form is that of the owned half.
                unsafe { <$owned as Input<'a, Bridge>>::lift(repr, arena) }.map(Self::from)
            }

            fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
                <$owned as Input<'a, Bridge>>::decode(reader, arena).map(Self::from)
            }
        }
    };
}
unsized_pointers! {
    [] str, String;
    [] Path, PathBuf;
    [] OsStr, OsString;
    [T] [T], Vec<T>;
}

/// What comes out of a box is moved where the box can be, and copied where it may be shared.
macro_rules! unsized_outputs {
    ($($pointer:ident [$($param:ident)?] $unsized:ty, $owned:ty;)*) => {$(
        impl<Bridge, $($param: Output<Bridge> + Clone)?> Output<Bridge> for $pointer<$unsized> {
            type Repr = Buffer;
            type Contract = <$owned as Output<Bridge>>::Contract;

            const LIMITED: bool = <$owned as Output<Bridge>>::LIMITED;

            fn check(&self, room: Room) -> Result<(), Invalid> {
                Output::<Bridge>::check(&&**self, room)
            }

            fn scrap<'v>(self, _: &mut Scrap<'v>)
            where
                Self: 'v,
            {
                // Nothing can be moved out of it, and its drop may be too deep.
                if Output::<Bridge>::check(&self, Room::WHOLE).is_err() {
                    std::mem::forget(self);
                }
            }

            fn lower(self) -> Buffer {
                Output::<Bridge>::lower(&*self)
            }

            const HOLDS_OBJECTS: bool = <$owned as Output<Bridge>>::HOLDS_OBJECTS;

            fn encode(&self, out: &mut Vec<u8>) {
                Output::<Bridge>::encode(&&**self, out);
            }

            fn encode_owned(self, out: &mut Vec<u8>) {
                Output::<Bridge>::encode_owned(&*self, out);
            }
        }
    )*};
}
unsized_outputs! {
    Rc [] str, String;
    Rc [] Path, PathBuf;
    Rc [] OsStr, OsString;
    Rc [T] [T], Vec<T>;
    Arc [] str, String;
    Arc [] Path, PathBuf;
    Arc [] OsStr, OsString;
    Arc [T] [T], Vec<T>;
}

macro_rules! boxed_outputs {
    ($([$($param:ident)?] $unsized:ty, $owned:ty, |$boxed:ident| $into:expr;)*) => {$(
        impl<Bridge, $($param: Output<Bridge>)?> Output<Bridge> for Box<$unsized> {
            type Repr = Buffer;
            type Contract = <$owned as Output<Bridge>>::Contract;

            const LIMITED: bool = <$owned as Output<Bridge>>::LIMITED;

            fn check(&self, room: Room) -> Result<(), Invalid> {
                boxed_outputs!(@check self room $($param)?)
            }

            fn scrap<'v>(self, scrap: &mut Scrap<'v>)
            where
                Self: 'v,
            {
                let $boxed = self;
                Output::<Bridge>::scrap($into, scrap);
            }

            fn lower(self) -> Buffer {
                let $boxed = self;
                Output::<Bridge>::lower($into)
            }

            const HOLDS_OBJECTS: bool = <$owned as Output<Bridge>>::HOLDS_OBJECTS;

            fn encode(&self, out: &mut Vec<u8>) {
                boxed_outputs!(@encode self out $($param)?);
            }

            fn encode_owned(self, out: &mut Vec<u8>) {
                let $boxed = self;
                Output::<Bridge>::encode_owned($into, out);
            }
        }
    )*};
    (@check $self:ident $room:ident) => {{
        let _ = $room;
        Ok(())
    }};
    (@check $self:ident $room:ident $param:ident) => {
        check_items($self.iter(), $param::LIMITED.then_some(|item: &$param| item.check($room)))
    };
    (@encode $self:ident $out:ident) => {
        Output::<Bridge>::encode(&&**$self, $out)
    };
    (@encode $self:ident $out:ident $param:ident) => {
        $param::encode_slice($self, $out)
    };
}
boxed_outputs! {
    [] str, String, |text| text.into_string();
    [] Path, PathBuf, |path| path.into_path_buf();
    [] OsStr, OsString, |text| text.into_os_string();
    [T] [T], Vec<T>, |list| list.into_vec();
}
