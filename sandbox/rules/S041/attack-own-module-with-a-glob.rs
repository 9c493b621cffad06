mod all {
    pub use std::io::*;
}

macro_rules! member {
    ($item:ident) => {
        crate::all::$item()
    };
}
macro_rules! rest {
    ($($rest:tt)*) => {
        crate::all $($rest)*
    };
}
macro_rules! imported {
    ($item:ident) => {
        use all::$item as read_from;
    };
}
imported!(stdin);

pub fn run() {
    drop(member!(stdin));
    drop(rest!(::stdin()));
    drop(read_from());
}
