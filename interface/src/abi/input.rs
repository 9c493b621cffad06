//! [`Input`]: a type that goes into a plugin as a parameter, on either lane. One impl per type; what comes out of a
//! plugin is in `output.rs`.

use super::{
    Arena, ArrayRepr, Buffer, Invalid, OptionRepr, ResultRepr, Slice, Tuple1, Tuple2, Tuple3, Tuple4, Tuple5, Tuple6,
    Tuple7, Tuple8, Tuple9, Tuple10, Tuple11, Tuple12, Wide,
};
use crate::wire::{Kind, List, Number, Reader, name, tag};
use std::borrow::Cow;

/// A type that a parameter can have; `'a` is the length of the call.
///
/// The host made the forms. Lists have methods of their own because a list of plain data crosses as its memory and every
/// other list as the list of its items' forms.
pub trait Input<'a, Bridge>: Sized {
    /// How a value looks in the direct lane.
    type Repr: Copy;

    /// The type as the interface spells it. A bridge names it for every type that it calls a function with, so that a
    /// claim about the plugin that is not true does not compile, also where two types look alike on the way.
    type Contract: 'static;

    /// Brings a form back to a value.
    ///
    /// # Errors
    /// Where the form is of no value.
    ///
    /// # Safety
    /// `repr` is the form of a value of this type, is lifted once, and whatever it borrows lives for `'a`.
    unsafe fn lift(repr: Self::Repr, arena: &'a Arena) -> Result<Self, Invalid>;

    /// Reads a value from the wire.
    ///
    /// # Errors
    /// Where the next value is none of this type.
    fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid>;

    /// Lifts a list.
    ///
    /// # Errors
    /// Where one of the items is none of this type.
    ///
    /// # Safety
    /// As for [`Input::lift`], with the form of a list.
    unsafe fn lift_vec(buffer: Buffer, arena: &'a Arena) -> Result<Vec<Self>, Invalid> {
        // SAFETY: the host gave a list of forms away.
        let list = unsafe { buffer.own::<Self::Repr>() };
        // SAFETY: each item is the form of a value, as the caller promises for the whole list.
        lift_each(list, |item| unsafe { Self::lift(item, arena) })
    }

    /// Lifts a borrowed list.
    ///
    /// # Errors
    /// Where one of the items is none of this type.
    ///
    /// # Safety
    /// As for [`Input::lift`], with the form of a borrowed list.
    unsafe fn lift_slice(slice: Slice, arena: &'a Arena) -> Result<&'a [Self], Invalid>
    where
        Self: 'a,
    {
        // SAFETY: the host gave a boxed slice of forms away.
        let list = unsafe { slice.own::<Self::Repr>() };
        // SAFETY: each item is the form of a value, as the caller promises for the whole list.
        let list = lift_each(list.into_vec(), |item| unsafe { Self::lift(item, arena) })?;
        Ok(arena.keep(list))
    }

    /// Reads a list from the wire.
    ///
    /// # Errors
    /// Where the next value is no list of this type.
    fn decode_vec(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Vec<Self>, Invalid> {
        match reader.list()? {
            List::Items(count) => decode_each(count, || Self::decode(reader, arena)),
            List::Packed(..) => Err(Invalid::new("a list of another type", "a list of numbers")),
        }
    }

    /// Reads a borrowed list from the wire.
    ///
    /// # Errors
    /// Where the next value is no list of this type.
    fn decode_slice(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<&'a [Self], Invalid>
    where
        Self: 'a,
    {
        Ok(arena.keep(Self::decode_vec(reader, arena)?))
    }
}

fn lift_each<R, T>(list: Vec<R>, mut lift: impl FnMut(R) -> Result<T, Invalid>) -> Result<Vec<T>, Invalid> {
    let lifted = list.into_iter().enumerate();
    lifted.map(|(index, item)| lift(item).map_err(|fault| fault.at(format_args!("[{index}]")))).collect()
}

fn decode_each<T>(count: usize, mut decode: impl FnMut() -> Result<T, Invalid>) -> Result<Vec<T>, Invalid> {
    (0..count).map(|index| decode().map_err(|fault| fault.at(format_args!("[{index}]")))).collect()
}

/// The direct lane's methods on lists of a type whose memory crosses as it is, once `$check` has passed the raw items.
macro_rules! lists_as_memory {
    (|$list:ident: &[$raw:ty]| $check:expr) => {
        unsafe fn lift_vec(buffer: Buffer, _: &'a Arena) -> Result<Vec<Self>, Invalid> {
            // SAFETY: the host gave such a list away; the raw type has the same layout and no invalid values.
            let $list = unsafe { Slice { ptr: buffer.ptr, len: buffer.len }.read::<$raw>() };
            $check?;
            // SAFETY: as above, and each item is now known to be a value.
            Ok(unsafe { buffer.own() })
        }

        unsafe fn lift_slice(slice: Slice, _: &'a Arena) -> Result<&'a [Self], Invalid> {
            // SAFETY: the host borrowed such a list; the raw type has the same layout and no invalid values.
            let $list = unsafe { slice.read::<$raw>() };
            $check?;
            // SAFETY: as above, and each item is now known to be a value.
            Ok(unsafe { slice.read() })
        }
    };
}

/// Checks each raw item of a list.
fn check_each<R: Copy, T>(list: &[R], check: fn(R) -> Result<T, Invalid>) -> Result<(), Invalid> {
    list.iter().enumerate().try_for_each(|(index, &item)| match check(item) {
        Ok(_) => Ok(()),
        Err(fault) => Err(fault.at(format_args!("[{index}]"))),
    })
}

/// Reads a list of numbers, packed or not.
fn decode_numbers<'a, Bridge, T: Input<'a, Bridge>>(
    reader: &mut Reader<'a>,
    arena: &'a Arena,
    convert: fn(Number) -> Result<T, Invalid>,
    packed: fn(Kind, &[u8]) -> Option<Vec<T>>,
) -> Result<Vec<T>, Invalid> {
    let (kind, bytes) = match reader.list()? {
        List::Items(count) => return decode_each(count, || T::decode(reader, arena)),
        List::Packed(kind, bytes) => (kind, bytes),
    };
    if let Some(list) = packed(kind, bytes) {
        return Ok(list);
    }
    let numbers = bytes.chunks_exact(kind.size()).map(|item| kind.number(item)).enumerate();
    numbers.map(|(index, number)| convert(number).map_err(|fault| fault.at(format_args!("[{index}]")))).collect()
}

/// Converts a number to an integer type, named for the message.
fn int<T: TryFrom<i128> + TryFrom<u128>>(number: Number, name: &str) -> Result<T, Invalid> {
    let int = match number {
        Number::Int(int) => T::try_from(int).ok(),
        Number::Huge(int) => T::try_from(int).ok(),
        Number::Float(_) => None,
    };
    int.ok_or_else(|| Invalid::new(name, number))
}

/// Copies packed items whose kind is the type's own.
macro_rules! unpack {
    ($number:ident $kind:ident) => {
        |kind, bytes| {
            let (items, _) = bytes.as_chunks();
            (kind == Kind::$kind).then(|| items.iter().map(|&item| $number::from_ne_bytes(item)).collect())
        }
    };
    ($number:ident) => {
        |_, _| None
    };
}

/// What all integers of 64 bits or fewer share, and whatever `$more` adds.
macro_rules! int_input {
    ($($int:ident $($kind:ident)? $({ $($more:tt)* })?),* $(,)?) => {$(
        impl<'a, Bridge> Input<'a, Bridge> for $int {
            type Repr = Self;
            type Contract = Self;

            #[inline]
            unsafe fn lift(repr: Self, _: &'a Arena) -> Result<Self, Invalid> {
                Ok(repr)
            }

            fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
                match reader.short_int() {
                    Some(short) => Self::try_from(short).or_else(|_| Err(Invalid::new(stringify!($int), short))),
                    None => int(reader.number(stringify!($int))?, stringify!($int)),
                }
            }

            fn decode_vec(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Vec<Self>, Invalid> {
                let convert = |number| int(number, stringify!($int));
                decode_numbers::<Bridge, Self>(reader, arena, convert, unpack!($int $($kind)?))
            }

            lists_as_memory!(|_list: &[$int]| Ok::<(), Invalid>(()));

            $($($more)*)?
        }
    )*};
}
int_input! {
    i8 I8, i16 I16, i32 I32, i64 I64, isize, u16 U16, u32 U32, u64 U64, usize,
    u8 U8 {
        fn decode_slice(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<&'a [Self], Invalid> {
            // Bytes need no alignment, so they can stay where they are.
            match reader.clone().list()? {
                List::Packed(Kind::U8, bytes) => reader.list().map(|_| bytes),
                _ => Ok(arena.keep(<Self as Input<'a, Bridge>>::decode_vec(reader, arena)?)),
            }
        }
    }
}

macro_rules! wide_input {
    ($($int:ident)*) => {$(
        impl<'a, Bridge> Input<'a, Bridge> for $int {
            type Repr = Wide;
            type Contract = Self;

            #[inline]
            unsafe fn lift(repr: Wide, _: &'a Arena) -> Result<Self, Invalid> {
                Ok(u128::from(repr) as Self)
            }

            fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
                int(reader.number(stringify!($int))?, stringify!($int))
            }

            fn decode_vec(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Vec<Self>, Invalid> {
                decode_numbers::<Bridge, Self>(reader, arena, |number| int(number, stringify!($int)), unpack!($int))
            }
        }
    )*};
}
wide_input!(i128 u128);

macro_rules! float_input {
    ($($float:ident $kind:ident),*) => {$(
        impl<'a, Bridge> Input<'a, Bridge> for $float {
            type Repr = Self;
            type Contract = Self;

            #[inline]
            unsafe fn lift(repr: Self, _: &'a Arena) -> Result<Self, Invalid> {
                Ok(repr)
            }

            fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
                $kind(reader.number(stringify!($float))?)
            }

            fn decode_vec(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Vec<Self>, Invalid> {
                decode_numbers::<Bridge, Self>(reader, arena, $kind, unpack!($float $kind))
            }

            lists_as_memory!(|_list: &[$float]| Ok::<(), Invalid>(()));
        }

        /// Converts a number to the float type, to the nearest value; a finite one must stay finite.
        #[allow(non_snake_case, reason = "named for the kind of item that it converts to")]
        fn $kind(number: Number) -> Result<$float, Invalid> {
            let wide = match number {
                Number::Int(int) => int as f64,
                Number::Huge(int) => int as f64,
                Number::Float(float) => float,
            };
            match wide as $float {
                narrow if narrow.is_finite() || !wide.is_finite() => Ok(narrow),
                _ => Err(Invalid::new(stringify!($float), number)),
            }
        }
    )*};
}
float_input!(f32 F32, f64 F64);

impl<'a, Bridge> Input<'a, Bridge> for () {
    type Repr = u8;
    type Contract = Self;

    #[inline]
    unsafe fn lift(_: u8, _: &'a Arena) -> Result<Self, Invalid> {
        Ok(())
    }

    fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
        match reader.tag()? {
            tag::UNIT => Ok(()),
            other => Err(Invalid::new("unit", name(other))),
        }
    }
}

impl<'a, Bridge> Input<'a, Bridge> for bool {
    type Repr = u8;
    type Contract = Self;

    #[inline]
    unsafe fn lift(repr: u8, _: &'a Arena) -> Result<Self, Invalid> {
        bool_from(repr)
    }

    fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
        match reader.tag()? {
            tag::FALSE => Ok(false),
            tag::TRUE => Ok(true),
            other => Err(Invalid::new("a bool", name(other))),
        }
    }

    lists_as_memory!(|list: &[u8]| check_each(list, bool_from));
}

/// Reads a byte as a `bool`.
///
/// # Errors
/// Where it is neither 0 nor 1.
#[inline]
pub fn bool_from(repr: u8) -> Result<bool, Invalid> {
    match repr {
        0 => Ok(false),
        1 => Ok(true),
        other => Err(Invalid::new("a bool", format_args!("the byte {other}"))),
    }
}

impl<'a, Bridge> Input<'a, Bridge> for char {
    type Repr = u32;
    type Contract = Self;

    #[inline]
    unsafe fn lift(repr: u32, _: &'a Arena) -> Result<Self, Invalid> {
        char_from(repr)
    }

    fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
        reader.char()
    }

    lists_as_memory!(|list: &[u32]| check_each(list, char_from));
}

/// Reads a code as a `char`.
///
/// # Errors
/// Where it is no Unicode scalar value.
#[inline]
pub fn char_from(repr: u32) -> Result<char, Invalid> {
    char::from_u32(repr).ok_or_else(|| Invalid::new("a char", format_args!("the code {repr:#x}")))
}

impl<'a, Bridge> Input<'a, Bridge> for &'a str {
    type Repr = Slice;
    type Contract = &'static str;

    #[inline]
    unsafe fn lift(repr: Slice, _: &'a Arena) -> Result<Self, Invalid> {
        // SAFETY: the host borrowed a `str`, whose bytes are UTF-8.
        Ok(unsafe { std::str::from_utf8_unchecked(repr.read()) })
    }

    fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
        reader.text()
    }
}

impl<'a, Bridge> Input<'a, Bridge> for String {
    type Repr = Buffer;
    type Contract = Self;

    #[inline]
    unsafe fn lift(repr: Buffer, _: &'a Arena) -> Result<Self, Invalid> {
        // SAFETY: the host gave a `String` away, whose bytes are UTF-8.
        Ok(unsafe { Self::from_utf8_unchecked(repr.own()) })
    }

    fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
        reader.text().map(Self::from)
    }
}

/// A borrowed form goes in, whichever the function then makes of it.
impl<'a, Bridge> Input<'a, Bridge> for Cow<'a, str> {
    type Repr = Slice;
    type Contract = &'static str;

    unsafe fn lift(repr: Slice, arena: &'a Arena) -> Result<Self, Invalid> {
        // SAFETY: the form is that of `&str`.
        unsafe { <&str as Input<'a, Bridge>>::lift(repr, arena) }.map(Cow::Borrowed)
    }

    fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
        reader.text().map(Cow::Borrowed)
    }
}

impl<'a, Bridge, T: Input<'a, Bridge>> Input<'a, Bridge> for &'a [T] {
    type Repr = Slice;
    type Contract = &'static [T::Contract];

    #[inline]
    unsafe fn lift(repr: Slice, arena: &'a Arena) -> Result<Self, Invalid> {
        // SAFETY: the caller's promise.
        unsafe { T::lift_slice(repr, arena) }
    }

    fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
        T::decode_slice(reader, arena)
    }
}

impl<'a, Bridge, T: Input<'a, Bridge> + Clone> Input<'a, Bridge> for Cow<'a, [T]> {
    type Repr = Slice;
    type Contract = &'static [T::Contract];

    unsafe fn lift(repr: Slice, arena: &'a Arena) -> Result<Self, Invalid> {
        // SAFETY: the form is that of `&[T]`.
        unsafe { T::lift_slice(repr, arena) }.map(Cow::Borrowed)
    }

    fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
        T::decode_slice(reader, arena).map(Cow::Borrowed)
    }
}

impl<'a, Bridge, T: Input<'a, Bridge>> Input<'a, Bridge> for Vec<T> {
    type Repr = Buffer;
    type Contract = Vec<T::Contract>;

    #[inline]
    unsafe fn lift(repr: Buffer, arena: &'a Arena) -> Result<Self, Invalid> {
        // SAFETY: the caller's promise.
        unsafe { T::lift_vec(repr, arena) }
    }

    fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
        T::decode_vec(reader, arena)
    }
}

impl<'a, Bridge, T: Input<'a, Bridge>, const N: usize> Input<'a, Bridge> for [T; N] {
    type Repr = ArrayRepr<T::Repr, N>;
    type Contract = [T::Contract; N];

    unsafe fn lift(repr: Self::Repr, arena: &'a Arena) -> Result<Self, Invalid> {
        // SAFETY: each item is the form of a value, as the caller promises for the whole array.
        let list = lift_each(repr.0.into(), |item| unsafe { T::lift(item, arena) })?;
        into_array(list)
    }

    fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
        into_array(T::decode_vec(reader, arena)?)
    }
}

fn into_array<T, const N: usize>(list: Vec<T>) -> Result<[T; N], Invalid> {
    let expected = |list: Vec<T>| Invalid::new(format!("a list of {N}"), format_args!("a list of {}", list.len()));
    list.try_into().map_err(expected)
}

impl<'a, Bridge, T: Input<'a, Bridge>> Input<'a, Bridge> for Option<T> {
    type Repr = OptionRepr<T::Repr>;
    type Contract = Option<T::Contract>;

    #[inline]
    unsafe fn lift(repr: Self::Repr, arena: &'a Arena) -> Result<Self, Invalid> {
        match repr.tag {
            0 => Ok(None),
            // SAFETY: the tag says that the value is set, and it is a form as the caller promises.
            1 => unsafe { T::lift(repr.value.assume_init(), arena) }.map(Some),
            other => Err(Invalid::new("an option", format_args!("the tag {other}"))),
        }
    }

    fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
        match reader.tag()? {
            tag::NONE => Ok(None),
            tag::SOME => T::decode(reader, arena).map(Some),
            other => Err(Invalid::new("an option", name(other))),
        }
    }
}

impl<'a, Bridge, T: Input<'a, Bridge>, E: Input<'a, Bridge>> Input<'a, Bridge> for Result<T, E> {
    type Repr = ResultRepr<T::Repr, E::Repr>;
    type Contract = Result<T::Contract, E::Contract>;

    unsafe fn lift(repr: Self::Repr, arena: &'a Arena) -> Result<Self, Invalid> {
        match repr.tag {
            // SAFETY: the tag says which value is set, and it is a form as the caller promises.
            0 => unsafe { T::lift(repr.value.ok.assume_init(), arena) }.map(Ok),
            // SAFETY: as above.
            1 => unsafe { E::lift(repr.value.err.assume_init(), arena) }.map(Err),
            other => Err(Invalid::new("a result", format_args!("the tag {other}"))),
        }
    }

    fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
        match reader.tag()? {
            tag::OK => T::decode(reader, arena).map(Ok),
            tag::ERR => E::decode(reader, arena).map(Err),
            other => Err(Invalid::new("a result", name(other))),
        }
    }
}

macro_rules! tuple_input {
    ($($repr:ident $len:literal ($($item:ident $index:tt)+))*) => {$(
        impl<'a, Bridge, $($item: Input<'a, Bridge>),+> Input<'a, Bridge> for ($($item,)+) {
            type Repr = $repr<$($item::Repr),+>;
            type Contract = ($($item::Contract,)+);

            unsafe fn lift(repr: Self::Repr, arena: &'a Arena) -> Result<Self, Invalid> {
                // SAFETY: each item is the form of a value, as the caller promises for the whole tuple.
                Ok(unsafe { ($($item::lift(repr.$index, arena).map_err(|fault| fault.at(concat!(".", $index)))?,)+) })
            }

            fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
                reader.tuple($len)?;
                Ok(($($item::decode(reader, arena).map_err(|fault| fault.at(concat!(".", $index)))?,)+))
            }
        }
    )*};
}
tuple_input! {
    Tuple1 1 (A 0)
    Tuple2 2 (A 0 B 1)
    Tuple3 3 (A 0 B 1 C 2)
    Tuple4 4 (A 0 B 1 C 2 D 3)
    Tuple5 5 (A 0 B 1 C 2 D 3 E 4)
    Tuple6 6 (A 0 B 1 C 2 D 3 E 4 F 5)
    Tuple7 7 (A 0 B 1 C 2 D 3 E 4 F 5 G 6)
    Tuple8 8 (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7)
    Tuple9 9 (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8)
    Tuple10 10 (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9)
    Tuple11 11 (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10)
    Tuple12 12 (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11)
}
