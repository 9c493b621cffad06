pub fn probe(path: &std::path::Path) -> bool {
    path.is_dir()
}
