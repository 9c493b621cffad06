macro_rules! make {
    ($name:ident) => {
        pub mod $name {
            pub fn run() -> u8 {
                1
            }
        }
    };
}

make!(elsewhere);

pub fn leave<T: Default>() -> u8 {
    let _ = T::default();
    elsewhere::run() + u8::MAX
}
