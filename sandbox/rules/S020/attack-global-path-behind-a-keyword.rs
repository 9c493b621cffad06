pub fn run() -> i64 {
    return ::std::process::id() as i64;
}

macro_rules! name {
    ($($word:tt)*) => {
        pub fn name() -> u32 { $($word)* }
    };
}

name!(return ::std::process::id());
