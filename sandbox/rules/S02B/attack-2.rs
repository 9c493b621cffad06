type P = std::path::PathBuf; pub fn f(p: &P) -> bool { P::exists(p) }
