use std::path::Path; pub fn f(p: &Path) -> bool { Path::exists(p) }
