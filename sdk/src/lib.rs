//! What a plugin may know of its host. A plugin does without this crate unless it has something to say or to ask while
//! it runs: then it takes a [`Context`], and the host hands it one.
//!
//! ```
//! use plugwright_plugin::{Context, Error};
//!
//! pub fn execute(ctx: &Context) -> Result<(), Error> {
//!     let names: Vec<String> = ctx.get("names")?;
//!     for (done, name) in names.iter().enumerate() {
//!         ctx.check()?;
//!         ctx.info(format_args!("greeting {name}"));
//!         ctx.set("done", done + 1);
//!     }
//!     Ok(())
//! }
//!
//! let ctx = Context::local();
//! ctx.set("names", ["Ada", "Grace"]);
//! execute(&ctx)?;
//! assert_eq!(ctx.get::<usize>("done")?, 2);
//! # Ok::<(), Error>(())
//! ```
//!
//! The crate has no dependencies and no unsafe code. plugwright brings its source along, so that a plugin which depends
//! on nothing else is built without network and without a grant.

#![forbid(unsafe_code)]

mod context;
mod error;
mod local;
mod services;
mod state;
mod storable;
mod value;
mod wire;

pub use context::Context;
pub use error::Error;
pub use services::{Services, operation};
pub use state::{Level, State};
pub use storable::{Storable, WrongKind};
pub use value::Value;
pub use wire::{decode, encode};
