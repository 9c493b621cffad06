pub static NOTE: [u8; 4] = *b"note";

thread_local! {
    pub static COUNT: std::cell::Cell<u8> = const { std::cell::Cell::new(0) };
}
