//! Plugins as things to manage: what `plugin.json` says of one ([`Manifest`]), where it comes from, and where it is kept.
//! Building, opening and calling are the facade's business.

#![forbid(unsafe_code)]

mod error;
mod manifest;
mod name;

pub use error::Error;
pub use manifest::{Config, Driver, HttpServices, Manifest, Method, Route, Source};
pub use name::{BadName, Name};
