use std::path::Path;

pub fn is_there(path: &str) -> bool {
    Path::exists(path.as_ref())
}
