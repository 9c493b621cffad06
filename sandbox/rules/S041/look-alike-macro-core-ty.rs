macro_rules! imp { ($($t:ident)*) => { $( impl Named for $t { fn name() -> String { let x: core::primitive::$t = core::$t::MAX; x.to_string() } } )* } }
pub trait Named {
    fn name() -> String;
}
imp!(u8 i16);
pub fn run() -> String {
    <u8 as Named>::name() + " " + &<i16 as Named>::name()
}
