pub struct File { pub path: String, pub env: u8 } pub fn f(fs: &File) -> &str { &fs.path }
