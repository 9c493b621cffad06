//- src/main.rs
fn main() {
    println!("{}", std::env::args().count());
}
//- src/lib.rs
pub fn run() -> i64 {
    42
}
