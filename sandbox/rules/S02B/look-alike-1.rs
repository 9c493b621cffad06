use std::path::{Path, PathBuf}; pub fn f(p: &Path) -> PathBuf { p.join("x").with_extension("txt") }
