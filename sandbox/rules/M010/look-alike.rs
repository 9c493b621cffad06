/// Describes `build.rs`.
pub mod build;

//- src/build.rs
pub fn script() -> &'static str {
    "build.rs"
}
//- docs/build.rs.txt
fn main() {}
