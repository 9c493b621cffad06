//! The `#[repr(C)]` twins of Rust types that have no layout of their own. How values get in and out of them is in
//! the files beside this one.

use std::mem::MaybeUninit;

/// A 128-bit integer as two halves, because C has no type for it everywhere.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Wide {
    low: u64,
    high: u64,
}

impl From<u128> for Wide {
    #[inline]
    fn from(int: u128) -> Self {
        Self { low: int as u64, high: (int >> 64) as u64 }
    }
}

impl From<Wide> for u128 {
    #[inline]
    fn from(wide: Wide) -> Self {
        Self::from(wide.high) << 64 | Self::from(wide.low)
    }
}

/// `[T; N]`, wrapped because C passes bare arrays as pointers.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ArrayRepr<R: Copy, const N: usize>(pub [R; N]);

/// `Option<T>`: `tag` is 0 for `None` and 1 for `Some`, the only case in which `value` is set.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct OptionRepr<R: Copy> {
    /// 0 or 1.
    pub tag: u8,
    /// The inner value.
    pub value: MaybeUninit<R>,
}

/// `Result<T, E>`: `tag` is 0 for `Ok` and 1 for `Err`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ResultRepr<T: Copy, E: Copy> {
    /// 0 or 1.
    pub tag: u8,
    /// The inner value.
    pub value: ResultValue<T, E>,
}

/// The payload of a [`ResultRepr`].
#[repr(C)]
#[derive(Clone, Copy)]
pub union ResultValue<T: Copy, E: Copy> {
    /// Set where the tag is 0.
    pub ok: MaybeUninit<T>,
    /// Set where the tag is 1.
    pub err: MaybeUninit<E>,
}

macro_rules! tuple_repr {
    ($($name:ident($($item:ident)+))*) => {$(
        /// A tuple, field by field.
        #[repr(C)]
        #[derive(Clone, Copy)]
        pub struct $name<$($item: Copy),+>($(pub $item),+);
    )*};
}
tuple_repr! {
    Tuple1(A)
    Tuple2(A B)
    Tuple3(A B C)
    Tuple4(A B C D)
    Tuple5(A B C D E)
    Tuple6(A B C D E F)
    Tuple7(A B C D E F G)
    Tuple8(A B C D E F G H)
    Tuple9(A B C D E F G H I)
    Tuple10(A B C D E F G H I J)
    Tuple11(A B C D E F G H I J K)
    Tuple12(A B C D E F G H I J K L)
}
