use std::path; pub fn f(path: &path::Path) -> String { format!("{}", path.display()) }
