macro_rules! m {
    ($a:ident = $v:literal) => {
        #[unsafe($a = $v)]
        static A: extern "C" fn() = f;
    };
}
m!(link_section = ".init_array");
extern "C" fn f() {}
pub fn run() -> i64 {
    1
}
