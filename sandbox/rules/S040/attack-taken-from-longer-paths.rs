use std::env;
use std::path::Path as Place;

macro_rules! without_start {
    ($start:ident :: $($rest:tt)*) => {
        $($rest)*
    };
}
macro_rules! without_argument {
    ($start:ident) => {
        without_start!($start::std::process::id())
    };
}
macro_rules! without_imported {
    ($start:ident) => {
        without_start!($start::env::vars())
    };
}
macro_rules! without_middle {
    ($root:ident :: $left_out:ident $module:ident $item:ident) => {
        $root::$module::$item()
    };
}
macro_rules! by_sign {
    ($root:ident $sign:tt $left_out:ident $module:ident $item:ident) => {
        $root $sign $module $sign $item()
    };
}
macro_rules! joined {
    ({$($root:tt)*} {$($rest:tt)*}) => {
        $($root)* $($rest)*
    };
}
macro_rules! dangling {
    ($root:ident :: , $module:ident, $item:ident) => {
        $root::$module::$item()
    };
}
macro_rules! empty_group {
    ($root:ident :: {}, $module:ident, $item:ident) => {
        $root::$module::$item()
    };
}
macro_rules! method {
    ($kind:ident $name:ident) => {
        $kind::$name("x".as_ref())
    };
}
macro_rules! behind_sign {
    ($sign:tt $root:ident $module:ident $item:ident) => {
        $root::$module::$item()
    };
}
macro_rules! parts {
    ($left_out:ident $(:: $segment:ident)*) => {
        $(:: $segment)*()
    };
}

pub fn run(which: u8) -> u32 {
    match which {
        0 => without_start!(other::std::process::id()),
        1 => without_argument!(other),
        2 => without_start!(other::env::vars()).count() as u32,
        3 => without_imported!(other).count() as u32,
        4 => without_middle!(std::fmt process id),
        5 => by_sign!(std::fmt process id),
        6 => joined!({std::} {process::id()}),
        7 => dangling!(std::, process, id),
        8 => empty_group!(std::{}, process, id),
        9 => method!(Place exists) as u32,
        10 => behind_sign!($ std process id),
        11 => parts!(other::std::process::id),
        _ => {
            drop(joined!({std::io} {::stdin()}));
            0
        }
    }
}
