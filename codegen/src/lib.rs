//! The build half's last stage: checked sources → [`Bridge`] → a library on disk. [`generate`] is pure; [`build()`] runs
//! the compiler, has its output audited and keeps it in a [`Cache`]. Nothing here loads what it builds.

#![forbid(unsafe_code)]

mod about;
mod adapter;
mod ahead;
mod bindings;
mod bridge;
mod build;
mod cache;
mod cargo;
mod code;
mod complete;
mod context;
mod definition;
mod dependency;
mod descriptor;
mod durable;
mod error;
mod expand;
mod header;
mod kept;
mod key;
mod manifest;
mod message;
mod opaque;
mod passing;
mod platform;
mod process;
mod profile;
mod reach;
mod rustc;
mod sdk;
mod skip;
mod stand_in;
mod stop;
mod toolchain;
mod types;
mod workspace;
mod wrapper;

pub use bindings::{BindingsOptions, BoundLibrary, bindings};
pub use bridge::{Bridge, generate};
pub use build::{BuildOptions, Built, BuiltFrom, Stage, Uncached, build};
pub use cache::{Cache, Entry};
pub use code::CODES;
pub use complete::{Checked, complete};
pub use error::Error;
pub use header::header;
pub use kept::Kept;
pub use key::Key;
pub use process::{Output, command, run};
pub use profile::Profile;
pub use skip::Skip;
pub use stop::{Cancel, Limit, Limits};
pub use toolchain::{
    Attendance, Found, Linker, Remedy, Survey, Tool, Toolchain, Tools, find_toolchain, find_tools, survey,
};
