//! Plugins as things to manage: what `plugin.json` says of one ([`Manifest`]), where it comes from, and where it is kept.
//! Building, opening and calling are the facade's business.

#![forbid(unsafe_code)]

mod acquire;
mod code;
mod digest;
mod disk;
mod error;
mod git;
mod manifest;
mod name;
mod package;
mod sign;
mod store;

pub use acquire::{AcquireOptions, Acquired, Origin, Unsigned, acquire};
pub use code::CODES;
pub use digest::{BadDigest, Digest};
pub use error::{Error, GitError, PackageError, SignatureError, SourceError, StoreError};
pub use git::{BadAddress, GitOptions, GitSource, GitUrl, Revision, Transport};
pub use manifest::{
    Config, Driver, HttpServices, MANIFEST_FILE, Manifest, Method, ParsedManifest, Route, Source, load_manifest,
    manifest_schema, parse_manifest,
};
pub use name::{BadName, Name};
pub use package::{
    BadEntry, Content, PolicyReport, REPORT_FILE, SUMS_FILE, Sums, UnpackLimits, read_package, write_package,
};
pub use sign::{BadKeys, SIGNATURE_SUFFIX, Signed, Statement, TrustedKey, TrustedKeys, verify_package};
pub use store::{AddOptions, Age, Installed, LOCK_FILE, LockFile, Locked, Locking, Provenance, Receipt, Store, Swept};
