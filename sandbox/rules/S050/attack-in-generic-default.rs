pub struct S<const N: usize = { include_bytes!("/etc/hostname").len() }>;
pub fn run() -> i64 {
    1
}
