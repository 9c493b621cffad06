macro_rules! hide { ($($t:tt)*) => { $($t)* } }
hide! {
trait Object<U> { type Output; }
impl<T: ?Sized, U> Object<U> for T { type Output = U; }
fn foo<T: ?Sized, U>(x: <T as Object<U>>::Output) -> U { x }
fn transmute<T, U>(x: T) -> U { foo::<dyn Object<U, Output = T>, U>(x) }
}
pub fn run() -> i64 {
    transmute::<f64, i64>(1.5)
}
