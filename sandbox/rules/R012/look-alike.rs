use std::cell::Cell;

thread_local! {
    static CALLS: Cell<u8> = const { Cell::new(0) };
}

pub fn run(_index: usize) -> u8 {
    CALLS.set(CALLS.get() + 1);
    CALLS.get()
}
