use std::path;
macro_rules! m {
    ($a:ident $f:ident) => {
        $a::$f("x")
    };
}
pub fn run() -> bool {
    m!(path absolute).is_ok()
}
