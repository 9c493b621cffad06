//! The contract between the build half and the run half of plugwright: what a plugin offers
//! ([`Interface`], [`Function`], [`Type`]), the values that cross ([`Value`]) and how they cross
//! ([`abi`] in shared memory, [`wire`] as bytes). No parsing of Rust, no I/O.

pub mod abi;
mod artifact;
mod describe;
mod function;
mod json;
mod ty;
mod value;
pub mod wire;

pub use artifact::Artifact;
pub use describe::Describe;
pub use function::{Function, Interface, Param};
pub use json::{Mismatch, from_json, to_json};
pub use ty::{Float, Int, Type};
pub use value::{Value, WrongKind};

/// The text of `abi.rs`, which codegen copies into every bridge so that both sides share one layout.
pub const ABI_SOURCE: &str = include_str!("abi.rs");
/// The text of `wire.rs`, copied into every bridge beside [`ABI_SOURCE`].
pub const WIRE_SOURCE: &str = include_str!("wire.rs");
