//- x.txt hex 4243c0de35140000
//- src/lib.rs
pub fn run() -> i64 {
    1
}
