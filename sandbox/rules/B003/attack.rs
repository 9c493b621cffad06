extern "C" {
    fn getpid() -> i32;
}

pub fn number() -> i32 {
    unsafe { getpid() }
}
