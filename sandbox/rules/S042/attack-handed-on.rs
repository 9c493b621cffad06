macro_rules! apply {
    ($macro:ident $($rest:tt)*) => {
        $macro!($($rest)*)
    };
}

macro_rules! outer {
    ($($given:tt)*) => {
        apply!($($given)*)
    };
}

macro_rules! end {
    ($macro:ident $path:literal) => {
        $macro!($path)
    };
}

pub const TEXT: &str = outer!(apply end include_str "/etc/passwd");
