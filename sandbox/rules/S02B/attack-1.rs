use std::path as fine; pub fn f(p: &str) -> bool { fine::Path::new(p); fine::Path::is_dir(p.as_ref()) }
