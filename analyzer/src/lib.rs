//! Sources of a plain Rust crate to the interface that can be called: [`load()`] reads a folder, [`parse()`] makes a
//! [`Crate`] of it, [`extract()`] finds what a host can call; [`extract_in_parts()`] does
//! both on all cores. Nothing here runs anything of the plugin's.

#![forbid(unsafe_code)]

mod bodies;
mod cfg;
mod code;
mod diagnostic;
mod docs;
mod edition;
mod error;
mod extract;
mod file;
mod impls;
mod import;
mod krate;
mod load;
mod lower;
mod manifest;
mod nesting;
mod outline;
mod package;
mod parse;
mod part;
mod prelude;
mod reach;
mod reason;
mod resolve;
mod scan;
mod scope;
mod shebang;
mod skeleton;
mod source;
mod traits;
mod tree;

pub use cfg::{Features, Predicate, State, Target};
pub use code::CODES;
pub use diagnostic::{Code, Diagnostic, Position, Severity, Span};
pub use error::Error;
pub use extract::{
    Adapter, Argument, Export, ExportKind, Extraction, Implemented, Literal, MacroCall, Own, Passing, Returning,
    Skipped, Via, extract, extract_with,
};
pub use import::{Import, ImportName, imports};
pub use krate::{Crate, ItemId, Module, ModuleId, Visibility};
pub use load::load;
pub use lower::{Holder, Method, PassedOn, StandIn};
pub use manifest::{Activation, Defaults, Dependency, DependencyKind, Edition, Library, Located, Manifest, Origin};
pub use package::{Package, PackageId};
pub use parse::parse;
pub use part::extract_in_parts;
pub use reason::{Flaw, Obstacle, Reason, TypePlace};
pub use resolve::{Lens, Meaning, Path, Query, Resolution, Step};
pub use scope::Namespace;
pub use shebang::without_shebang;
pub use source::{FileId, FileKind, SourceFile, Sources};
