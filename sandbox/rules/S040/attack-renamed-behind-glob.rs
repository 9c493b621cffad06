mod a {
    macro_rules! opens {
        ($x:ident $y:ident $z:ident) => {
            $x::$y::$z(0)
        };
    }
    pub(crate) use opens as println;
}
mod b {
    use super::a::*;

    pub fn run() {
        crate::a::println!(std process exit);
        self::println!(std process exit)
    }
}

pub fn run() {
    b::run()
}
