macro_rules! env { ($($k:ident = $v:expr),*) => {{ let mut n = 0; $( let $k = $v; n += $k; )* n }} }
pub fn run() -> i64 {
    env!(a = 1, b = 2)
}
