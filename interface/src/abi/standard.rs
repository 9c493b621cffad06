//! How the types of the standard library cross that have the form of another one. A type of a family that is here needs
//! one row in that family's file, one in [`for_each_standard`](crate::for_each_standard) and one in `standard.rs`.

mod address;
mod nonzero;
mod path;
mod range;

use super::Invalid;

/// A type that crosses in the direct lane as another one, in both directions.
pub trait Standard: Sized {
    /// What crosses in its place.
    type Form;

    /// Returns what crosses.
    fn into_form(self) -> Self::Form;

    /// Returns the value that crossed.
    ///
    /// # Errors
    /// Where the form is of no value.
    fn from_form(form: Self::Form) -> Result<Self, Invalid>;
}

/// Calls one macro with the types above that have no type argument, one with those that have one, and one with the
/// integers that `NonZero` has.
#[macro_export]
#[doc(hidden)]
macro_rules! for_each_standard {
    ($plain:ident, $generic:ident, $nonzero:ident) => {
        $plain! {
            net Ipv4Addr;
            net Ipv6Addr;
            net IpAddr;
            net SocketAddrV4;
            net SocketAddrV6;
            net SocketAddr;
            ops RangeFull;
        }
        $generic! {
            ops Range;
            ops RangeInclusive;
            ops RangeFrom;
            ops RangeTo;
            ops RangeToInclusive;
        }
        $nonzero! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize }
    };
}

/// Writes the direct lane's half of `Input` for a [`Standard`] type: all but `decode`.
macro_rules! standard_input {
    () => {
        type Repr = <<Self as super::Standard>::Form as crate::abi::Input<'a, Bridge>>::Repr;

        #[inline]
        unsafe fn lift(repr: Self::Repr, arena: &'a crate::abi::Arena) -> Result<Self, crate::abi::Invalid> {
            let lift = <<Self as super::Standard>::Form as crate::abi::Input<'a, Bridge>>::lift;
            // SAFETY: the form is that of what crosses in place of this type, as the caller promises.
            unsafe { lift(repr, arena) }.and_then(super::Standard::from_form)
        }
    };
}

/// Writes the direct lane's half of `Output` for a [`Standard`] type: all but `encode`.
macro_rules! standard_output {
    () => {
        type Repr = <<Self as super::Standard>::Form as crate::abi::Output<Bridge>>::Repr;

        #[inline]
        fn lower(self) -> Self::Repr {
            crate::abi::Output::<Bridge>::lower(super::Standard::into_form(self))
        }
    };
}

use {standard_input, standard_output};
