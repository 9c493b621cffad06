struct Guard;

impl Drop for Guard {
    fn drop(&mut self) {
        panic!("again");
    }
}

pub fn run(_index: usize) -> u8 {
    let _guard = Guard;
    panic!("once")
}
