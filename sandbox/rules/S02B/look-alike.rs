use std::path::{Path, PathBuf};

pub fn name(path: &Path) -> PathBuf {
    path.with_extension("txt").components().collect()
}
