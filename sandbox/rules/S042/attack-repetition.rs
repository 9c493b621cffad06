macro_rules! opens {
    ($x:ident $y:ident $z:ident) => {
        $x::$y::$z(0)
    };
}
macro_rules! go {
    ($x:ident $y:ident $z:ident $($m:tt)*) => {
        $($m)* !($x $y $z)
    };
}

pub fn run() {
    go!(std process exit opens)
}
