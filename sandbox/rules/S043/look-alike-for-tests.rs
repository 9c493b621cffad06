#[cfg(test)]
macro_rules! same {
    ($a:expr, $b:expr) => {
        assert_eq!($a, $b)
    };
}

macro_rules! tested {
    ($name:ident, $value:expr) => {
        pub fn $name() -> i64 {
            $value
        }
        #[cfg(test)]
        same!($name(), $value);
    };
}

tested!(forty_two, 42);
