macro_rules! join {
    ($a:ident $b:ident $c:ident) => {
        $a::$b::$c(3)
    };
}

pub fn leave() {
    join!(std process exit)
}
