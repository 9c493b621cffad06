extern crate self as plug;

pub mod numbers {
    pub fn one() -> u32 {
        1
    }
}

mod inner {
    pub fn two() -> u32 {
        plug::numbers::one() + 1
    }
}

pub fn run() -> u32 {
    plug::numbers::one() + inner::two()
}
