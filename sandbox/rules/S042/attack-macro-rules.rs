macro_rules! make {
    ($keyword:ident) => {
        $keyword! opens {
            ($x:ident $y:ident $z:ident) => {
                $x::$y::$z(0)
            };
        }
    };
}
mod decoy {
    macro_rules! opens {
        () => {};
    }
}
make!(macro_rules);

pub fn run() {
    opens!(std process exit)
}
