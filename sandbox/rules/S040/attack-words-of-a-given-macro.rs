macro_rules! join {
    ($a:ident $b:ident $c:ident) => {
        $a::$b::$c(0)
    };
}

macro_rules! apply {
    ($macro:ident) => {
        $macro!(std process exit)
    };
}

pub fn run() {
    apply!(join)
}
