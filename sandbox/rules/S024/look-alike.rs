use std::cell::Cell;

thread_local! {
    static COUNT: Cell<u8> = const { Cell::new(0) };
}

pub fn count() -> u8 {
    COUNT.with(|count| count.replace(count.get() + 1))
}
