//! Ranges: their ends in the direct lane, a struct of their ends on the wire.

use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

use super::{Standard, standard_input, standard_output};
use crate::abi::{Arena, Input, Invalid, Output, Room, Scrap, decode_field};
use crate::wire::{Reader, put_head, tag};

macro_rules! range {
    (
        $($range:ident as $form:ty, |$value:ident| $into:expr, |$parts:pat_param| $from:expr,
        $count:literal of |$reader:ident, $arena:ident| $decode:expr, |$borrowed:ident| [$($end:expr),*];)*
    ) => {$(
        impl<T> Standard for $range<T> {
            type Form = $form;

            #[inline]
            fn into_form(self) -> Self::Form {
                let $value = self;
                $into
            }

            #[inline]
            fn from_form($parts: Self::Form) -> Result<Self, Invalid> {
                Ok($from)
            }
        }

        impl<'a, Bridge, T: Input<'a, Bridge>> Input<'a, Bridge> for $range<T> {
            type Contract = $range<T::Contract>;
            standard_input!();

            fn decode($reader: &mut Reader<'a>, $arena: &'a Arena) -> Result<Self, Invalid> {
                $reader.record($count, stringify!($range))?;
                Self::from_form($decode)
            }
        }

        impl<Bridge, T: Output<Bridge>> Output<Bridge> for $range<T> {
            type Contract = $range<T::Contract>;
            standard_output!();

            const LIMITED: bool = T::LIMITED;

            fn check(&self, room: Room) -> Result<(), Invalid> {
                let $borrowed = self;
                $($end.check(room)?;)*
                Ok(())
            }

            fn scrap<'v>(self, scrap: &mut Scrap<'v>)
            where
                Self: 'v,
            {
                Output::<Bridge>::scrap(self.into_form(), scrap);
            }

            fn encode(&self, out: &mut Vec<u8>) {
                let $borrowed = self;
                put_head(out, tag::RECORD, $count);
                $($end.encode(out);)*
            }
        }
    )*};
}

/// Decodes one end.
macro_rules! end {
    ($reader:ident $arena:ident $place:literal) => {
        decode_field::<Bridge, T>($reader, $arena, $place)?
    };
}
range! {
    Range as (T, T), |range| (range.start, range.end), |(start, end)| start..end,
        2 of |reader, arena| (end!(reader arena ".start"), end!(reader arena ".end")), |range| [range.start, range.end];
    RangeInclusive as (T, T), |range| range.into_inner(), |(start, end)| start..=end,
        2 of |reader, arena| (end!(reader arena ".start"), end!(reader arena ".end")),
        |range| [range.start(), range.end()];
    RangeFrom as T, |range| range.start, |start| start..,
        1 of |reader, arena| end!(reader arena ".start"), |range| [range.start];
    RangeTo as T, |range| range.end, |end| ..end,
        1 of |reader, arena| end!(reader arena ".end"), |range| [range.end];
    RangeToInclusive as T, |range| range.end, |end| ..=end,
        1 of |reader, arena| end!(reader arena ".end"), |range| [range.end];
}

impl Standard for RangeFull {
    type Form = ();

    fn into_form(self) {}

    fn from_form((): ()) -> Result<Self, Invalid> {
        Ok(..)
    }
}

impl<'a, Bridge> Input<'a, Bridge> for RangeFull {
    type Contract = Self;
    standard_input!();

    fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
        Self::from_form(<() as Input<'a, Bridge>>::decode(reader, arena)?)
    }
}

impl<Bridge> Output<Bridge> for RangeFull {
    type Contract = Self;
    standard_output!();

    fn encode(&self, out: &mut Vec<u8>) {
        Output::<Bridge>::encode(&(), out);
    }
}
