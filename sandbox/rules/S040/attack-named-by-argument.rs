macro_rules! make {
    ($name:ident) => {
        macro_rules! $name {
            ($x:ident $y:ident $z:ident) => {
                $x::$y::$z(0)
            };
        }
    };
}
mod decoy {
    macro_rules! foo {
        () => {};
    }
}
make!(foo);

pub fn run() {
    foo!(std process exit)
}
