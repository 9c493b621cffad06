//! The contract between the build half and the run half of plugwright: what a plugin offers
//! ([`Interface`], [`Function`], [`Type`]) and the values that cross ([`Value`]). No parsing of Rust, no I/O.

mod artifact;
mod function;
mod ty;
mod value;

pub use artifact::Artifact;
pub use function::{Function, Interface, Param};
pub use ty::{Float, Int, Type};
pub use value::{Value, WrongKind};
