//! How numbers, `bool`, `char` and `()` cross: as themselves, checked where not all bits are a value. A list of those
//! that need no more than 64 bits crosses as its memory.

use super::{Arena, Buffer, Changeable, Input, Invalid, Output, Slice, Wide, decode_each};
use crate::wire::{
    Kind, List, Number, Reader, put_char, put_f64, put_i64, put_int, put_packed, put_u128, tag, unexpected,
};

/// The direct lane's methods on lists of a type whose memory crosses as it is, once `$check` has passed the raw items.
macro_rules! lists_as_memory {
    (|$list:ident: &[$raw:ty]| $check:expr) => {
        unsafe fn lift_vec(buffer: Buffer, _: &'a Arena) -> Result<Vec<Self>, Invalid> {
            // SAFETY: the host gave such a list away; the raw type has the same layout and no invalid values.
            let raw = unsafe { buffer.own::<$raw>() };
            let $list = &raw[..];
            $check?;
            // SAFETY: as above, and each item is now known to be a value.
            Ok(unsafe { Buffer::give(raw).own() })
        }

        unsafe fn lift_slice(slice: Slice, _: &'a Arena) -> Result<&'a [Self], Invalid> {
            // SAFETY: the host borrowed such a list; the raw type has the same layout and no invalid values.
            let $list = unsafe { slice.read::<$raw>() };
            $check?;
            // SAFETY: as above, and each item is now known to be a value.
            Ok(unsafe { slice.read() })
        }

        unsafe fn lift_slice_mut(slice: Slice, _: &'a Arena) -> Result<&'a mut [Self], Invalid>
        where
            Self: Changeable<'a, Bridge> + 'a,
            Bridge: 'a,
        {
            // SAFETY: the host lent such a list; the raw type has the same layout and no invalid values.
            let $list = unsafe { slice.read::<$raw>() };
            $check?;
            // SAFETY: as above, to nobody else, and each item is now known to be a value.
            Ok(unsafe { slice.read_mut() })
        }

        unsafe fn lift_items(slice: Slice, arena: &'a Arena) -> Result<Vec<Self>, Invalid> {
            // SAFETY: the caller's promise.
            unsafe { <Self as Input<'a, Bridge>>::lift_slice(slice, arena) }.map(<[Self]>::to_vec)
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

/// An integer in one of the forms that few have.
trait LongInt: Sized {
    /// Reads it. Compiled here, once for each type, and not in every wrapper that takes one.
    fn read_long(reader: &mut Reader<'_>) -> Result<Self, Invalid>;
}

#[cold]
#[inline(never)]
fn out_of_range(expected: &str, found: i64) -> Invalid {
    Invalid::new(expected, found)
}

/// What all integers of 64 bits or fewer share, and whatever `$more` adds.
macro_rules! int_input {
    ($($int:ident $($kind:ident)? $({ $($more:tt)* })?),* $(,)?) => {$(
        impl LongInt for $int {
            #[cold]
            #[inline(never)]
            fn read_long(reader: &mut Reader<'_>) -> Result<Self, Invalid> {
                int(reader.number(stringify!($int))?, stringify!($int))
            }
        }

        impl<'a, Bridge> Input<'a, Bridge> for $int {
            type Repr = Self;
            type Contract = Self;
            const PLAIN: bool = true;

            #[inline]
            unsafe fn lift(repr: Self, _: &'a Arena) -> Result<Self, Invalid> {
                Ok(repr)
            }

            #[inline]
            fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
                match reader.short_int() {
                    Some(short) => Self::try_from(short).map_err(|_| out_of_range(stringify!($int), short)),
                    None => Self::read_long(reader),
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

            #[inline]
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
            const PLAIN: bool = true;

            #[inline]
            unsafe fn lift(repr: Self, _: &'a Arena) -> Result<Self, Invalid> {
                Ok(repr)
            }

            #[inline]
            fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
                match reader.float() {
                    Some(float) => $kind(Number::Float(float)),
                    None => $kind(reader.number(stringify!($float))?),
                }
            }

            fn decode_vec(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Vec<Self>, Invalid> {
                decode_numbers::<Bridge, Self>(reader, arena, $kind, unpack!($float $kind))
            }

            lists_as_memory!(|_list: &[$float]| Ok::<(), Invalid>(()));
        }

        /// Converts a number to the float type, to the nearest value; a finite one must stay finite.
        #[inline]
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

    #[inline]
    fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
        match reader.tag()? {
            tag::UNIT => Ok(()),
            other => Err(unexpected("unit", other)),
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

    #[inline]
    fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
        match reader.tag()? {
            tag::FALSE => Ok(false),
            tag::TRUE => Ok(true),
            other => Err(unexpected("a bool", other)),
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
        other => Err(no_bool(other)),
    }
}

#[cold]
#[inline(never)]
fn no_bool(byte: u8) -> Invalid {
    Invalid::new("a bool", format_args!("the byte {byte}"))
}

impl<'a, Bridge> Input<'a, Bridge> for char {
    type Repr = u32;
    type Contract = Self;

    #[inline]
    unsafe fn lift(repr: u32, _: &'a Arena) -> Result<Self, Invalid> {
        char_from(repr)
    }

    #[inline]
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
    char::from_u32(repr).ok_or_else(|| no_char(repr))
}

#[cold]
#[inline(never)]
fn no_char(code: u32) -> Invalid {
    Invalid::new("a char", format_args!("the code {code:#x}"))
}

/// The packed form of a list of numbers, for each number that has one.
macro_rules! pack {
    ($kind:ident) => {
        fn encode_slice(list: &[Self], out: &mut Vec<u8>) {
            // SAFETY: numbers have no padding, and any byte may be read as `u8`.
            let bytes = unsafe { std::slice::from_raw_parts(list.as_ptr().cast(), size_of_val(list)) };
            put_packed(out, Kind::$kind, bytes);
        }
    };
    () => {};
}

/// A type whose form is itself, and whose lists cross as their memory.
macro_rules! plain_output {
    ($($plain:ident $($kind:ident)? |$value:ident, $out:ident| $encode:expr;)*) => {$(
        impl<Bridge> Output<Bridge> for $plain {
            type Repr = Self;
            type Contract = Self;
            const PLAIN: bool = true;

            #[inline]
            fn lower(self) -> Self {
                self
            }

            #[inline]
            fn encode(&self, $out: &mut Vec<u8>) {
                let $value = *self;
                $encode;
            }

            pack!($($kind)?);
        }
    )*};
}
plain_output! {
    i8 I8 |int, out| put_i64(out, int.into());
    i16 I16 |int, out| put_i64(out, int.into());
    i32 I32 |int, out| put_i64(out, int.into());
    i64 I64 |int, out| put_i64(out, int);
    isize |int, out| put_i64(out, int as i64);
    u8 U8 |int, out| put_i64(out, int.into());
    u16 U16 |int, out| put_i64(out, int.into());
    u32 U32 |int, out| put_i64(out, int.into());
    u64 U64 |int, out| put_int(out, int.into());
    usize |int, out| put_int(out, int as i128);
    f32 F32 |float, out| put_f64(out, float.into());
    f64 F64 |float, out| put_f64(out, float);
}

/// A type whose form is another scalar of the same memory, so that its lists cross as they are.
macro_rules! scalar_output {
    ($($scalar:ty => $repr:ty, |$value:ident, $out:ident| $encode:expr;)*) => {$(
        impl<Bridge> Output<Bridge> for $scalar {
            type Repr = $repr;
            type Contract = Self;
            const PLAIN: bool = true;

            #[inline]
            fn lower(self) -> $repr {
                self.into()
            }

            #[inline]
            fn encode(&self, $out: &mut Vec<u8>) {
                let $value = *self;
                $encode;
            }
        }
    )*};
}
scalar_output! {
    bool => u8, |bool, out| out.push(if bool { tag::TRUE } else { tag::FALSE });
    char => u32, |char, out| put_char(out, char);
}

impl<Bridge> Output<Bridge> for i128 {
    type Repr = Wide;
    type Contract = Self;

    #[inline]
    fn lower(self) -> Wide {
        Wide::from(self as u128)
    }

    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        put_int(out, *self);
    }
}

impl<Bridge> Output<Bridge> for u128 {
    type Repr = Wide;
    type Contract = Self;

    #[inline]
    fn lower(self) -> Wide {
        Wide::from(self)
    }

    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        put_u128(out, *self);
    }
}

impl<Bridge> Output<Bridge> for () {
    type Repr = u8;
    type Contract = Self;

    #[inline]
    fn lower(self) -> u8 {
        0
    }

    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(tag::UNIT);
    }
}
