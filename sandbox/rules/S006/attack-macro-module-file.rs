macro_rules! m {
    ($n:ident) => {
        mod $n;
    };
}
m!(a);
pub fn run() -> i64 {
    a::f()
}
//- src/a.rs
pub fn f() -> i64 {
    std::process::id() as i64
}
