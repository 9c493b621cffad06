//! Numbers that are not zero: as the number, checked.

use std::num::NonZero;

use super::{Standard, standard_input, standard_output};
use crate::abi::{Arena, Input, Invalid, Output};
use crate::wire::Reader;

macro_rules! nonzero {
    ($($int:ident)*) => {$(
        impl Standard for NonZero<$int> {
            type Form = $int;

            #[inline]
            fn into_form(self) -> $int {
                self.get()
            }

            #[inline]
            fn from_form(form: $int) -> Result<Self, Invalid> {
                Self::new(form).ok_or_else(|| Invalid::new(concat!("a ", stringify!($int), " other than 0"), 0))
            }
        }

        impl<'a, Bridge> Input<'a, Bridge> for NonZero<$int> {
            type Contract = Self;
            standard_input!();

            fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
                Self::from_form(<$int as Input<'a, Bridge>>::decode(reader, arena)?)
            }

            fn decode_vec(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Vec<Self>, Invalid> {
                let list = <$int as Input<'a, Bridge>>::decode_vec(reader, arena)?;
                crate::abi::lift_each(list, Self::from_form)
            }
        }

        impl<Bridge> Output<Bridge> for NonZero<$int> {
            type Contract = Self;
            standard_output!();

            fn encode(&self, out: &mut Vec<u8>) {
                Output::<Bridge>::encode(&self.get(), out);
            }
        }
    )*};
}
nonzero!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
