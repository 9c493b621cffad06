use std::env;
macro_rules! m {
    ($b:ident $c:ident) => {
        $crate::$b::$c()
    };
}
mod c {
    pub fn f() -> usize {
        m!(env vars).count()
    }
}
pub fn run() -> i64 {
    let _ = env::consts::OS;
    c::f() as i64
}
