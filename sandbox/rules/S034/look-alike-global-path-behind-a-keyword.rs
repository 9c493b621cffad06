pub struct Shown(u8);

impl ::std::fmt::Display for Shown {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        return ::std::fmt::Display::fmt(&self.0, f);
    }
}

macro_rules! shown {
    ($ty:ty) => {
        impl ::core::convert::From<$ty> for Shown {
            fn from(number: $ty) -> Self {
                let boxed: ::std::boxed::Box<dyn ::core::fmt::Debug> = ::std::boxed::Box::new(number);
                let _ = boxed;
                Shown(number as ::core::primitive::u8)
            }
        }
    };
}

shown!(i8);

pub fn run() -> i64 {
    for _ in ::core::iter::once(1) {}
    1
}
