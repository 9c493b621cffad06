mod all {
    pub use std::io::*;
}

macro_rules! without_start {
    ($start:ident :: $($rest:tt)*) => {
        $($rest)*
    };
}
macro_rules! joined {
    ($module:ident $item:ident) => {
        $module::$item()
    };
}

pub mod inner {
    pub fn run() {
        drop(without_start!(other::crate::all::stdin()));
        drop(joined!(all stdin));
    }
    use crate::all;
}
