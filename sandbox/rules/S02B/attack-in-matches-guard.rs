pub fn run(x: i64) -> bool {
    matches!(x, n if std::path::Path::new("/etc").is_dir() && n > 0)
}
