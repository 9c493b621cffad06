macro_rules! m { ($($t:tt)*) => { #[link(name="c")] $($t)* "C" { pub safe fn getpid() -> i32; } } }
m!(unsafe extern);
pub fn run() -> i32 {
    getpid()
}
