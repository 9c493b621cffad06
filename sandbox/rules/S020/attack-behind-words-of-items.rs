macro_rules! item {
    (fn $value:expr) => { $value };
    (type $value:expr) => { $value };
    (mod $value:expr) => { $value };
    (macro_rules ! $value:expr) => { $value };
    (extern crate $value:expr) => { $value };
    (use other, $value:expr) => { $value };
    (use other ($($value:tt)*) ;) => { $($value)* };
}

pub fn run(which: u8) -> u32 {
    match which {
        0 => item!(fn std::process::id()),
        1 => item!(type std::process::id()),
        2 => item!(mod std::process::id()),
        3 => item!(macro_rules! std::process::id()),
        4 => item!(extern crate std::process::id()),
        5 => item!(use other, std::process::id()),
        _ => item!(use other (std::process::id()) ;),
    }
}
