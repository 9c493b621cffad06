macro_rules! largest {
    ($kind:ident) => {
        std::primitive::$kind::MAX
    };
}

pub fn top() -> u8 {
    largest!(u8)
}
