pub mod a { pub struct Id(pub u8); pub fn make() -> Id { Id(1) } pub use super::b::*; }
pub mod b { pub type Id = u32; pub use crate::a::make as made; pub enum E { A = 1, B { x: u8 }, C(String) } }
pub use a::Id as Name; use b::E::*;
type Result<T, E = String> = std::result::Result<T, E>;
pub fn f(x: &str, y: Option<Vec<(u8, &[u8])>>) -> Result<Name> { Err(String::new()) }
