macro_rules! make {
    ($($rules:tt)*) => {
        macro_rules! opens {
            $($rules)*
        }
    };
}
make!(($x:ident $y:ident $z:ident) => { $x::$y::$z(0) });

pub fn run() {
    opens!(std process exit)
}
