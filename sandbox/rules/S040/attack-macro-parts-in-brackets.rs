macro_rules! m {
    ([$a:ident] [$b:ident] [$c:ident]) => {
        $a::$b::$c(1)
    };
}
pub fn run() {
    m!([std][process][exit])
}
