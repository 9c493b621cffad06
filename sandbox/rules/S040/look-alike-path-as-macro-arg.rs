use std::path;
macro_rules! show {
    ($p:expr) => {
        $p.display().to_string()
    };
}
pub fn run() -> String {
    let p = path::Path::new("a/b");
    show!(p)
}
