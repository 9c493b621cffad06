use std::ops::{Add, Sub};

macro_rules! for_all {
    ($callback:ident: $($ty:ident)*) => {
        $($callback!($ty);)*
    };
}

macro_rules! implement {
    ($ty:ident) => {
        impl Number for $ty {
            fn twice(self) -> i64 {
                self as i64 * 2
            }
        }
    };
}

macro_rules! check {
    ($assert:ident, $left:expr, $op:tt, $right:expr) => {
        $assert!($left $op $right, "the {} fails", "comparison")
    };
}

pub trait Number: Add + Sub {
    fn twice(self) -> i64;
}

for_all!(implement: u8 i32);

pub fn run() -> i64 {
    check!(assert, 2_u8.twice(), ==, 4);
    (-3_i32).twice()
}
