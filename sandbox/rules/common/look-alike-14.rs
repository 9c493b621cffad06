pub fn f(path: &std::path::Path) -> Option<&std::ffi::OsStr> { path.file_name() }
