macro_rules! root {
    ($name:ident) => {
        use std as $name;
    };
}
macro_rules! krate {
    ($name:ident) => {
        extern crate std as $name;
    };
}
macro_rules! module {
    ($name:ident) => {
        use std::{env as $name, fmt};
    };
}
macro_rules! kind {
    ($name:ident) => {
        type $name = std::path::Path;
    };
}

root!(one);
krate!(two);
module!(three);
kind!(Four);

pub fn run(path: &str) -> usize {
    one::process::id() as usize
        + two::process::id() as usize
        + three::args().count()
        + usize::from(Four::new(path).exists())
        + fmt::format(format_args!("five")).len()
}
