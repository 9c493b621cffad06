trait Object<U> {
    type Output;
}
trait Sub<U>: Object<U> {}
impl<T: ?Sized, U> Object<U> for T {
    type Output = U;
}
fn foo<T: ?Sized, U>(x: <T as Object<U>>::Output) -> U {
    x
}
fn transmute<T, U>(x: T) -> U {
    foo::<dyn Sub<U, Output = T>, U>(x)
}

pub fn run() -> u32 {
    transmute::<f32, u32>(1.0)
}
