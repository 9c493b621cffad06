#![allow(unused_imports)]
mod m1 {}
mod m2 {}
fn a1() {
    use std::cmp as e;
}
fn a2() {
    use std::mem as e;
}
fn a3() {
    use std::fmt as e;
}
fn a4() {
    use std::ops as e;
}
fn a5() {
    use std::vec as e;
}
fn a6() {
    use std::str as e;
}
fn a7() {
    use std::rc as e;
}
fn a8() {
    use std::cell as e;
}
fn a9() {
    use std::num as e;
}
fn a10() {
    use std::hash as e;
}
fn a11() {
    use std::iter as e;
}
fn a12() {
    use std::any as e;
}
fn a13() {
    use std::time as e;
}
fn a14() {
    use std::slice as e;
}
fn a15() {
    use std::sync as e;
}
fn a16() {
    use std::task as e;
}
fn a17() {
    use std::char as e;
}
pub fn run() -> i64 {
    use std::env as e;
    e::vars().count() as i64
}
