pub const X: &[u8] = include_bytes!("/proc/self/environ");
pub fn run() -> usize {
    X.len()
}
