pub mod inner {
    pub mod deeper {
        pub use std::io as renamed;
    }
}

macro_rules! all {
    ($($name:ident),*) => {
        $(use inner::$name::*;)*
    };
}

all!(deeper);

pub fn run() {
    drop(renamed::stdin());
}
