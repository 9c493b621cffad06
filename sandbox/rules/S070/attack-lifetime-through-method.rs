struct Z;
impl Z {
    fn foo<'a, 'b, T>(_: &'a &'b (), v: &'b T) -> &'a T {
        v
    }
}
fn bad<'a, T>(x: &'a T) -> &'static T {
    let f: fn(&'static &'static (), &'static T) -> &'static T;
    let g: for<'x> fn(_, &'x T) -> &'static T = Z::foo;
    let _ = &g;
    g(&&(), x)
}
pub fn run() -> i64 {
    let s = vec![1i64];
    *bad(&s[0])
}
