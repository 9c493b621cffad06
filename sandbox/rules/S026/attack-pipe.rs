pub fn run() -> i64 {
    let (r, w) = std::io::pipe().unwrap();
    drop((r, w));
    1
}
