struct Guard;

impl Drop for Guard {
    fn drop(&mut self) {
        assert!(!std::thread::panicking());
    }
}

pub fn run(_index: usize) -> u8 {
    let _guard = Guard;
    1
}
