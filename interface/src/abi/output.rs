//! [`Output`]: a type that comes out of a plugin as a result, on either lane. One impl per type; what goes into a
//! plugin is in `input.rs`.

use std::borrow::Cow;
use std::fmt;
use std::mem::MaybeUninit;

use super::repr::ResultValue;
use super::{
    ArrayRepr, Buffer, OptionRepr, ResultRepr, Tuple1, Tuple2, Tuple3, Tuple4, Tuple5, Tuple6, Tuple7, Tuple8, Tuple9,
    Tuple10, Tuple11, Tuple12, Wide,
};
use crate::wire::{Kind, put_char, put_f64, put_head, put_i64, put_int, put_packed, put_text, put_u128, tag};

/// A type that a result can have. Borrowed forms are copied to owned ones on the way, because the host outlives the
/// call.
pub trait Output<Bridge>: Sized {
    /// How a value looks in the direct lane. Whoever receives it owns what it points at.
    type Repr: Copy;

    /// The type as the interface spells it. A bridge names it for every type that it calls a function with, so that a
    /// claim about the plugin that is not true does not compile, also where two types look alike on the way.
    type Contract: 'static;

    /// Brings a value into its form.
    fn lower(self) -> Self::Repr;

    /// Brings a value into its form where the caller wants it.
    ///
    /// # Safety
    /// `out` is valid for writing.
    #[inline]
    unsafe fn lower_into(self, out: *mut Self::Repr) {
        // SAFETY: the caller's promise.
        unsafe { out.write(self.lower()) };
    }

    /// Writes a value to the wire.
    fn encode(&self, out: &mut Vec<u8>);

    /// Whether this is the `Err` of a `Result`.
    #[inline]
    fn is_err(&self) -> bool {
        false
    }

    /// Lowers a list.
    fn lower_vec(list: Vec<Self>) -> Buffer {
        Buffer::give(list.into_iter().map(Self::lower).collect())
    }

    /// Writes a list to the wire.
    fn encode_slice(list: &[Self], out: &mut Vec<u8>) {
        put_head(out, tag::LIST, list.len());
        list.iter().for_each(|item| item.encode(out));
    }
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

            #[inline]
            fn lower(self) -> Self {
                self
            }

            fn encode(&self, $out: &mut Vec<u8>) {
                let $value = *self;
                $encode;
            }

            fn lower_vec(list: Vec<Self>) -> Buffer {
                Buffer::give(list)
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

            #[inline]
            fn lower(self) -> $repr {
                self.into()
            }

            fn encode(&self, $out: &mut Vec<u8>) {
                let $value = *self;
                $encode;
            }

            fn lower_vec(list: Vec<Self>) -> Buffer {
                Buffer::give(list)
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

    fn encode(&self, out: &mut Vec<u8>) {
        out.push(tag::UNIT);
    }
}

impl<Bridge> Output<Bridge> for String {
    type Repr = Buffer;
    type Contract = Self;

    #[inline]
    fn lower(self) -> Buffer {
        Buffer::give(self.into_bytes())
    }

    #[inline]
    unsafe fn lower_into(self, out: *mut Buffer) {
        // SAFETY: the caller's promise.
        unsafe { Buffer::give_into(self.into_bytes(), out) };
    }

    fn encode(&self, out: &mut Vec<u8>) {
        put_text(out, self);
    }
}

impl<Bridge> Output<Bridge> for &str {
    type Repr = Buffer;
    type Contract = String;

    fn lower(self) -> Buffer {
        Output::<Bridge>::lower(self.to_owned())
    }

    fn encode(&self, out: &mut Vec<u8>) {
        put_text(out, self);
    }
}

impl<Bridge> Output<Bridge> for Cow<'_, str> {
    type Repr = Buffer;
    type Contract = String;

    fn lower(self) -> Buffer {
        Output::<Bridge>::lower(self.into_owned())
    }

    fn encode(&self, out: &mut Vec<u8>) {
        put_text(out, self);
    }
}

impl<Bridge, T: Output<Bridge>> Output<Bridge> for Vec<T> {
    type Repr = Buffer;
    type Contract = Vec<T::Contract>;

    #[inline]
    fn lower(self) -> Buffer {
        T::lower_vec(self)
    }

    fn encode(&self, out: &mut Vec<u8>) {
        T::encode_slice(self, out);
    }
}

impl<Bridge, T: Output<Bridge> + Clone> Output<Bridge> for &[T] {
    type Repr = Buffer;
    type Contract = Vec<T::Contract>;

    fn lower(self) -> Buffer {
        T::lower_vec(self.to_vec())
    }

    fn encode(&self, out: &mut Vec<u8>) {
        T::encode_slice(self, out);
    }
}

impl<Bridge, T: Output<Bridge> + Clone> Output<Bridge> for Cow<'_, [T]> {
    type Repr = Buffer;
    type Contract = Vec<T::Contract>;

    fn lower(self) -> Buffer {
        T::lower_vec(self.into_owned())
    }

    fn encode(&self, out: &mut Vec<u8>) {
        T::encode_slice(self, out);
    }
}

impl<Bridge, T: Output<Bridge>, const N: usize> Output<Bridge> for [T; N] {
    type Repr = ArrayRepr<T::Repr, N>;
    type Contract = [T::Contract; N];

    #[inline]
    fn lower(self) -> Self::Repr {
        ArrayRepr(self.map(T::lower))
    }

    fn encode(&self, out: &mut Vec<u8>) {
        T::encode_slice(self, out);
    }
}

impl<Bridge, T: Output<Bridge>> Output<Bridge> for Option<T> {
    type Repr = OptionRepr<T::Repr>;
    type Contract = Option<T::Contract>;

    #[inline]
    fn lower(self) -> Self::Repr {
        match self {
            None => OptionRepr { tag: 0, value: MaybeUninit::uninit() },
            Some(value) => OptionRepr { tag: 1, value: MaybeUninit::new(value.lower()) },
        }
    }

    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            None => out.push(tag::NONE),
            Some(value) => {
                out.push(tag::SOME);
                value.encode(out);
            }
        }
    }
}

impl<Bridge, T: Output<Bridge>, E: Output<Bridge>> Output<Bridge> for Result<T, E> {
    type Repr = ResultRepr<T::Repr, E::Repr>;
    type Contract = Result<T::Contract, E::Contract>;

    #[inline]
    fn lower(self) -> Self::Repr {
        match self {
            Ok(ok) => ResultRepr { tag: 0, value: ResultValue { ok: MaybeUninit::new(ok.lower()) } },
            Err(err) => ResultRepr { tag: 1, value: ResultValue { err: MaybeUninit::new(err.lower()) } },
        }
    }

    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Ok(ok) => {
                out.push(tag::OK);
                ok.encode(out);
            }
            Err(err) => {
                out.push(tag::ERR);
                err.encode(out);
            }
        }
    }

    #[inline]
    fn is_err(&self) -> bool {
        self.is_err()
    }
}

macro_rules! tuple_output {
    ($($repr:ident $len:literal ($($item:ident $index:tt)+))*) => {$(
        impl<Bridge, $($item: Output<Bridge>),+> Output<Bridge> for ($($item,)+) {
            type Repr = $repr<$($item::Repr),+>;
            type Contract = ($($item::Contract,)+);

            #[inline]
            fn lower(self) -> Self::Repr {
                $repr($(self.$index.lower()),+)
            }

            fn encode(&self, out: &mut Vec<u8>) {
                put_head(out, tag::TUPLE, $len);
                $(self.$index.encode(out);)+
            }
        }
    )*};
}
tuple_output! {
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

/// An error that crosses as text: its `Display`, else its `Debug`, else the name of its type.
///
/// Which of the three a type has is known only where it is concrete, so the bridge writes
/// `(&&&abi::Shown(&error)).text()` with the three traits in scope and method look-up takes the first that applies.
pub struct Shown<'e, E>(pub &'e E);

/// First choice of [`Shown`].
pub trait DisplayText {
    /// Returns the error's text.
    fn text(&self) -> String;
}

impl<E: fmt::Display> DisplayText for &&Shown<'_, E> {
    fn text(&self) -> String {
        self.0.to_string()
    }
}

/// Second choice of [`Shown`].
pub trait DebugText {
    /// Returns the error's text.
    fn text(&self) -> String;
}

impl<E: fmt::Debug> DebugText for &Shown<'_, E> {
    fn text(&self) -> String {
        format!("{:?}", self.0)
    }
}

/// Last choice of [`Shown`].
pub trait TypeText {
    /// Returns the error's text.
    fn text(&self) -> String;
}

impl<E> TypeText for Shown<'_, E> {
    fn text(&self) -> String {
        std::any::type_name::<E>().to_owned()
    }
}
