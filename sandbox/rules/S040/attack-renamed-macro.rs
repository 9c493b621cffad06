mod a {
    macro_rules! opens {
        ($x:ident $y:ident $z:ident) => {
            $x::$y::$z(0)
        };
    }
    pub(crate) use opens as harmless;
    pub(crate) use opens as println;
}
mod decoy {
    macro_rules! harmless {
        () => {};
    }
}
macro_rules! hand {
    ($($word:ident)*) => {
        harmless!($($word)*)
    };
}
use a::{harmless, println};

pub fn run(which: u8) {
    match which {
        0 => println!(std process exit),
        1 => harmless!(std process exit),
        _ => hand!(std process exit),
    }
}
