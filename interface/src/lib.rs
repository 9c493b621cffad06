//! The contract between the build half and the run half of plugwright: what a plugin offers
//! ([`Interface`], [`Function`], [`Type`]), the values that cross ([`Value`]) and how they cross
//! ([`abi`] in shared memory, [`wire`] as bytes). No parsing of Rust, no I/O.

pub mod abi;
mod artifact;
mod callback;
mod closure;
mod codec;
mod compare;
mod constant;
mod definition;
mod deprecation;
mod describe;
#[cfg(test)]
mod forms;
mod function;
mod handle;
mod json;
mod nearest;
mod recursion;
mod standard;
mod ty;
mod value;
pub mod wire;

pub use artifact::{Artifact, Stamp};
pub use callback::{Callback, Mode};
pub use closure::Closure;
pub use codec::{Objects, decode, decode_free, decode_with, encode, encode_free, encode_with};
pub use compare::{Difference, IsObject, Part, Way, compare, compare_with};
pub use constant::Constant;
pub use definition::{Definition, Field, Fields, INSTANT, Shape, Variant, find_definition, unmarked};
pub use deprecation::Deprecation;
pub use describe::{Describe, Known};
pub use function::{Function, Interface, Param};
pub use handle::{Handle, HandleId, NoHandle};
pub use json::{from_json, to_json};
pub use nearest::nearest;
pub use recursion::{holds, is_endless, is_limited, mark_recursive};
pub use standard::{Form, Standard};
pub use ty::{Access, Float, Int, Order, Type};
pub use value::{Value, WrongKind};

/// The files that codegen copies into every bridge, so that both sides share one text: path below `src/`, and text.
pub const BRIDGE_SOURCES: [(&str, &str); 36] = [
    ("abi.rs", include_str!("abi.rs")),
    ("abi/alloc.rs", include_str!("abi/alloc.rs")),
    ("abi/append.rs", include_str!("abi/append.rs")),
    ("abi/arena.rs", include_str!("abi/arena.rs")),
    ("abi/callback.rs", include_str!("abi/callback.rs")),
    ("abi/cast.rs", include_str!("abi/cast.rs")),
    ("abi/collection.rs", include_str!("abi/collection.rs")),
    ("abi/compound.rs", include_str!("abi/compound.rs")),
    ("abi/context.rs", include_str!("abi/context.rs")),
    ("abi/each.rs", include_str!("abi/each.rs")),
    ("abi/guard.rs", include_str!("abi/guard.rs")),
    ("abi/held.rs", include_str!("abi/held.rs")),
    ("abi/implements.rs", include_str!("abi/implements.rs")),
    ("abi/input.rs", include_str!("abi/input.rs")),
    ("abi/invalid.rs", include_str!("abi/invalid.rs")),
    ("abi/limit.rs", include_str!("abi/limit.rs")),
    ("abi/moment.rs", include_str!("abi/moment.rs")),
    ("abi/object.rs", include_str!("abi/object.rs")),
    ("abi/output.rs", include_str!("abi/output.rs")),
    ("abi/reference.rs", include_str!("abi/reference.rs")),
    ("abi/registry.rs", include_str!("abi/registry.rs")),
    ("abi/reply.rs", include_str!("abi/reply.rs")),
    ("abi/repr.rs", include_str!("abi/repr.rs")),
    ("abi/resident.rs", include_str!("abi/resident.rs")),
    ("abi/scalar.rs", include_str!("abi/scalar.rs")),
    ("abi/shown.rs", include_str!("abi/shown.rs")),
    ("abi/standard.rs", include_str!("abi/standard.rs")),
    ("abi/standard/address.rs", include_str!("abi/standard/address.rs")),
    ("abi/standard/nonzero.rs", include_str!("abi/standard/nonzero.rs")),
    ("abi/standard/path.rs", include_str!("abi/standard/path.rs")),
    ("abi/standard/range.rs", include_str!("abi/standard/range.rs")),
    ("abi/text.rs", include_str!("abi/text.rs")),
    ("abi/transparent.rs", include_str!("abi/transparent.rs")),
    ("abi/waker.rs", include_str!("abi/waker.rs")),
    ("wire.rs", include_str!("wire.rs")),
    ("wire/reader.rs", include_str!("wire/reader.rs")),
];
