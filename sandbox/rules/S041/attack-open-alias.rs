use std::env;

macro_rules! call {
    ($($rest:tt)*) => {
        env $($rest)*
    };
}

pub fn count() -> usize {
    call!(::vars().count())
}
