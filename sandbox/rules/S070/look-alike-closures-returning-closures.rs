pub trait Apply {
    type Out;
    fn apply(self) -> Self::Out;
}
impl<F: Fn() -> i64> Apply for F {
    type Out = i64;
    fn apply(self) -> i64 {
        self()
    }
}
pub fn run() -> i64 {
    let f = |x: i64| move || x;
    f(42).apply()
}
