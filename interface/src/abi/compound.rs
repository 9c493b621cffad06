//! How lists, arrays, options, results and tuples cross: by the forms of what is in them.

use std::borrow::Cow;
use std::mem::MaybeUninit;

use super::{
    Arena, ArrayRepr, Buffer, Input, Invalid, OptionRepr, Output, ResultRepr, ResultValue, Room, Scrap, Slice, Tuple1,
    Tuple2, Tuple3, Tuple4, Tuple5, Tuple6, Tuple7, Tuple8, Tuple9, Tuple10, Tuple11, Tuple12, check_items, lift_each,
};
use crate::wire::{Reader, name, put_head, tag};

impl<'a, Bridge, T: Input<'a, Bridge>> Input<'a, Bridge> for &'a [T] {
    type Repr = Slice;
    type Contract = &'static [T::Contract];

    #[inline]
    unsafe fn lift(repr: Slice, arena: &'a Arena) -> Result<Self, Invalid> {
        // SAFETY: the caller's promise.
        unsafe { T::lift_slice(repr, arena) }
    }

    #[inline]
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

    #[inline]
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

    #[inline]
    fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
        T::decode_vec(reader, arena)
    }
}

impl<'a, Bridge, T: Input<'a, Bridge>, const N: usize> Input<'a, Bridge> for [T; N] {
    type Repr = ArrayRepr<T::Repr, N>;
    type Contract = [T::Contract; N];
    const PLAIN: bool = T::PLAIN;

    unsafe fn lift(repr: Self::Repr, arena: &'a Arena) -> Result<Self, Invalid> {
        // SAFETY: each item is the form of a value, as the caller promises for the whole array.
        let list = lift_each(repr.0.into(), |item| unsafe { T::lift(item, arena) })?;
        into_array(list)
    }

    #[inline]
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

    #[inline]
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

    #[inline]
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
                // All are lifted before the first fault counts: each may own something.
                // SAFETY: each item is the form of a value, as the caller promises for the whole tuple.
                let items = unsafe { ($($item::lift(repr.$index, arena),)+) };
                Ok(($(items.$index.map_err(|fault| fault.at(concat!(".", $index)))?,)+))
            }

            #[inline]
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

impl<Bridge, T: Output<Bridge>> Output<Bridge> for Vec<T> {
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

    #[inline]
    fn lower(self) -> Buffer {
        T::lower_vec(self)
    }

    const HOLDS_OBJECTS: bool = T::HOLDS_OBJECTS;

    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        T::encode_slice(self, out);
    }

    fn encode_owned(self, out: &mut Vec<u8>) {
        T::encode_vec(self, out);
    }
}

impl<Bridge, T: Output<Bridge> + Clone> Output<Bridge> for &[T] {
    type Repr = Buffer;
    type Contract = Vec<T::Contract>;

    const LIMITED: bool = T::LIMITED || size_of::<T>() == 0;

    fn check(&self, room: Room) -> Result<(), Invalid> {
        check_items(self.iter(), T::LIMITED.then_some(|item: &T| item.check(room)))
    }

    fn lower(self) -> Buffer {
        T::lower_vec(self.to_vec())
    }

    const HOLDS_OBJECTS: bool = T::HOLDS_OBJECTS;

    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        T::encode_slice(self, out);
    }

    fn encode_owned(self, out: &mut Vec<u8>) {
        match T::HOLDS_OBJECTS {
            true => T::encode_vec(self.to_vec(), out),
            false => self.encode(out),
        }
    }
}

impl<Bridge, T: Output<Bridge> + Clone> Output<Bridge> for Cow<'_, [T]> {
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
        if let Cow::Owned(list) = self {
            list.scrap(scrap);
        }
    }

    fn lower(self) -> Buffer {
        T::lower_vec(self.into_owned())
    }

    const HOLDS_OBJECTS: bool = T::HOLDS_OBJECTS;

    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        T::encode_slice(self, out);
    }

    fn encode_owned(self, out: &mut Vec<u8>) {
        match T::HOLDS_OBJECTS {
            true => T::encode_vec(self.into_owned(), out),
            false => self.encode(out),
        }
    }
}

impl<Bridge, T: Output<Bridge>, const N: usize> Output<Bridge> for [T; N] {
    type Repr = ArrayRepr<T::Repr, N>;
    type Contract = [T::Contract; N];
    const PLAIN: bool = T::PLAIN;

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

    #[inline]
    fn lower(self) -> Self::Repr {
        ArrayRepr(self.map(T::lower))
    }

    const HOLDS_OBJECTS: bool = T::HOLDS_OBJECTS;

    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        T::encode_slice(self, out);
    }

    fn encode_owned(self, out: &mut Vec<u8>) {
        match T::HOLDS_OBJECTS {
            true => T::encode_vec(self.into(), out),
            false => self.encode(out),
        }
    }
}

impl<Bridge, T: Output<Bridge>> Output<Bridge> for Option<T> {
    type Repr = OptionRepr<T::Repr>;
    type Contract = Option<T::Contract>;

    const LIMITED: bool = T::LIMITED;

    fn check(&self, room: Room) -> Result<(), Invalid> {
        self.as_ref().map_or(Ok(()), |value| value.check(room))
    }

    fn scrap<'v>(self, scrap: &mut Scrap<'v>)
    where
        Self: 'v,
    {
        if let Some(value) = self {
            value.scrap(scrap);
        }
    }

    #[inline]
    fn lower(self) -> Self::Repr {
        match self {
            None => OptionRepr { tag: 0, value: MaybeUninit::uninit() },
            Some(value) => OptionRepr { tag: 1, value: MaybeUninit::new(value.lower()) },
        }
    }

    const HOLDS_OBJECTS: bool = T::HOLDS_OBJECTS;

    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            None => out.push(tag::NONE),
            Some(value) => {
                out.push(tag::SOME);
                value.encode(out);
            }
        }
    }

    fn encode_owned(self, out: &mut Vec<u8>) {
        match self {
            None => out.push(tag::NONE),
            Some(value) => {
                out.push(tag::SOME);
                value.encode_owned(out);
            }
        }
    }
}

impl<Bridge, T: Output<Bridge>, E: Output<Bridge>> Output<Bridge> for Result<T, E> {
    type Repr = ResultRepr<T::Repr, E::Repr>;
    type Contract = Result<T::Contract, E::Contract>;

    const LIMITED: bool = T::LIMITED || E::LIMITED;

    fn check(&self, room: Room) -> Result<(), Invalid> {
        match self {
            Ok(ok) => ok.check(room),
            Err(err) => err.check(room),
        }
    }

    fn scrap<'v>(self, scrap: &mut Scrap<'v>)
    where
        Self: 'v,
    {
        match self {
            Ok(ok) => ok.scrap(scrap),
            Err(err) => err.scrap(scrap),
        }
    }

    #[inline]
    fn lower(self) -> Self::Repr {
        match self {
            Ok(ok) => ResultRepr { tag: 0, value: ResultValue { ok: MaybeUninit::new(ok.lower()) } },
            Err(err) => ResultRepr { tag: 1, value: ResultValue { err: MaybeUninit::new(err.lower()) } },
        }
    }

    const HOLDS_OBJECTS: bool = T::HOLDS_OBJECTS || E::HOLDS_OBJECTS;

    #[inline]
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

    fn encode_owned(self, out: &mut Vec<u8>) {
        match self {
            Ok(ok) => {
                out.push(tag::OK);
                ok.encode_owned(out);
            }
            Err(err) => {
                out.push(tag::ERR);
                err.encode_owned(out);
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

            const LIMITED: bool = $($item::LIMITED)||+;

            fn check(&self, room: Room) -> Result<(), Invalid> {
                $(self.$index.check(room).map_err(|fault| fault.at(concat!(".", $index)))?;)+
                Ok(())
            }

            fn scrap<'v>(self, scrap: &mut Scrap<'v>)
            where
                Self: 'v,
            {
                $(self.$index.scrap(scrap);)+
            }

            #[inline]
            fn lower(self) -> Self::Repr {
                $repr($(self.$index.lower()),+)
            }

            const HOLDS_OBJECTS: bool = $($item::HOLDS_OBJECTS)||+;

            #[inline]
            fn encode(&self, out: &mut Vec<u8>) {
                put_head(out, tag::TUPLE, $len);
                $(self.$index.encode(out);)+
            }

            fn encode_owned(self, out: &mut Vec<u8>) {
                put_head(out, tag::TUPLE, $len);
                $(self.$index.encode_owned(out);)+
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
