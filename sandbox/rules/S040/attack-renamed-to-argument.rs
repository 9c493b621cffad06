macro_rules! opens {
    ($x:ident $y:ident $z:ident) => {
        $x::$y::$z(0)
    };
}
mod decoy {
    macro_rules! harmless {
        () => {};
    }
}
macro_rules! rename {
    ($name:ident) => {
        pub(crate) use opens as $name;
    };
}
mod a {
    rename!(harmless);
}

pub fn run() {
    crate::a::harmless!(std process exit)
}
