pub fn run(f: i64) -> i64 {
    let x: Option<std::fs::File> = None;
    if let Some(f) = x {
        f.lock().unwrap();
    }
    f
}
