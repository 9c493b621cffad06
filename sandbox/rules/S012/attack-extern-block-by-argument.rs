macro_rules! m { ($b:tt) => { extern "C" $b } }
m!({
    fn getpid() -> i32;
});
pub fn run() -> i64 {
    1
}
