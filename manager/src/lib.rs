//! Plugins as things to manage: what `plugin.json` says of one ([`Manifest`]), where it comes from, and where it is kept.
//! Building, opening and calling are the facade's business.

#![forbid(unsafe_code)]

mod code;
mod error;
mod git;
mod manifest;
mod name;

pub use code::CODES;
pub use error::Error;
pub use git::{BadAddress, GitUrl, Revision, Transport};
pub use manifest::{
    Config, Driver, HttpServices, MANIFEST_FILE, Manifest, Method, ParsedManifest, Route, Source, load_manifest,
    manifest_schema, parse_manifest,
};
pub use name::{BadName, Name};
