use std::env;
macro_rules! m {
    ($a:ident $b:ident $c:ident) => {
        $a::$b::$c()
    };
}
mod c {
    pub fn f() -> usize {
        m!(super env vars).count()
    }
}
pub fn run() -> i64 {
    let _ = env::consts::OS;
    c::f() as i64
}
