pub trait Visit<'a> {
    type Out;
    fn visit(&mut self, s: &'a str) -> Self::Out;
}
pub struct First;
impl<'a> Visit<'a> for First {
    type Out = &'a str;
    fn visit(&mut self, s: &'a str) -> &'a str {
        &s[..1]
    }
}
fn drive<'a, V: for<'b> Visit<'b, Out = &'b str>>(mut v: V, s: &'a str) -> &'a str {
    v.visit(s)
}
fn pick<'a, 'b: 'a>(x: &'a str, _y: &'b str) -> &'a str {
    x
}
pub fn run() -> String {
    pick(drive(First, "xyz"), "q").to_string()
}
