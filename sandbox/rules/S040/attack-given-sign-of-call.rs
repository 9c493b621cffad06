macro_rules! opens {
    ($x:ident $y:ident $z:ident) => {
        $x::$y::$z(0)
    };
}
macro_rules! go {
    ($bang:tt $x:ident $y:ident $z:ident) => {
        opens $bang ($x $y $z)
    };
}
macro_rules! whole {
    ($arguments:tt) => {
        opens! $arguments
    };
}
macro_rules! maybe {
    ($($x:ident $y:ident $z:ident)?) => {
        opens! $(($x $y $z))?
    };
}

pub fn run(which: u8) {
    match which {
        0 => go!(! std process exit),
        1 => whole!((std process exit)),
        _ => maybe!(std process exit),
    }
}
