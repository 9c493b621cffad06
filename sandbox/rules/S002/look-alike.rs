pub fn f(a: i64) -> i64 { //- repeat 60 (
a //- repeat 60 )
}
pub fn g(b: bool) -> bool { //- repeat 40 !
b }
