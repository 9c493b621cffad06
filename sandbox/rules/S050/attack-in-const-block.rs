pub fn run() -> i64 {
    const { include_bytes!("/etc/hostname").len() as i64 }
}
