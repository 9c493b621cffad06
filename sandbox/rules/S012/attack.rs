extern "C" {
    pub fn getpid() -> i32;
}
