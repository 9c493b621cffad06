pub mod inner {
    pub use std::io as renamed;
    pub mod all {
        pub use std::io::*;
    }
}

macro_rules! named {
    ($name:ident) => {
        pub mod $name {
            pub use std::io::*;
        }
    };
}
macro_rules! nested {
    ($name:ident) => {
        pub mod $name {
            pub mod below {
                pub use std::io as renamed;
            }
        }
    };
}
macro_rules! filled {
    ($item:item) => {
        pub mod filled {
            $item
        }
    };
}
macro_rules! given_a_name {
    ($name:ident) => {
        use inner as $name;
    };
}
macro_rules! imported {
    ($name:ident) => {
        use inner::$name as taken;
    };
}
macro_rules! goes_on {
    ($name:ident) => {
        inner::$name::stdin()
    };
}

named!(one);
nested!(two);
filled!(pub use std::io as renamed;);
given_a_name!(four);
imported!(all);

pub fn run() {
    // A module of that name elsewhere is another.
    fn elsewhere() {
        mod one {}
    }
    elsewhere();
    drop(one::stdin());
    drop(two::below::renamed::stdin());
    drop(filled::renamed::stdin());
    drop(four::renamed::stdin());
    drop(taken::stdin());
    drop(goes_on!(all));
}
