//! Plugins as things to manage: what `plugin.json` says of one ([`Manifest`]), where it comes from, and where it is kept.
//! Building, opening and calling are the facade's business.

#![forbid(unsafe_code)]

mod code;
mod digest;
mod error;
mod git;
mod manifest;
mod name;
mod package;
mod sign;

pub use code::CODES;
pub use digest::{BadDigest, Digest};
pub use error::{Error, PackageError, SignatureError};
pub use git::{BadAddress, GitUrl, Revision, Transport};
pub use manifest::{
    Config, Driver, HttpServices, MANIFEST_FILE, Manifest, Method, ParsedManifest, Route, Source, load_manifest,
    manifest_schema, parse_manifest,
};
pub use name::{BadName, Name};
pub use package::{
    BadEntry, Content, PolicyReport, REPORT_FILE, SUMS_FILE, Sums, UnpackLimits, read_package, write_package,
};
pub use sign::{BadKeys, SIGNATURE_SUFFIX, Signed, Statement, TrustedKey, TrustedKeys, verify_package};
