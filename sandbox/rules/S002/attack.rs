pub fn f(a: u8) -> u8 { //- repeat 300 (
a //- repeat 300 )
}
