mod holds {
    pub trait Object<U> {
        type Output;
    }
    impl<T: ?Sized, U> Object<U> for T {
        type Output = U;
    }
}
use holds::Object as Harmless;

fn foo<T: ?Sized, U>(x: <T as Harmless<U>>::Output) -> U {
    x
}
fn transmute<T, U>(x: T) -> U {
    foo::<dyn Harmless<U, Output = T>, U>(x)
}

pub fn run() -> u32 {
    transmute::<f32, u32>(1.0)
}
