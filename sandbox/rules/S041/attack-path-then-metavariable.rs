macro_rules! m {
    ($f:ident) => {
        std::path::$f("x")
    };
}
pub fn run() -> bool {
    m!(absolute).is_ok()
}
