//! Plugins as things to manage: what `plugin.json` says of one ([`Manifest`]), where it comes from, and where it is kept.
//! Building, opening and calling are the facade's business.

#![forbid(unsafe_code)]

mod acquire;
mod audit_log;
mod code;
mod condition;
mod configure;
mod depends;
mod diff;
mod digest;
mod discover;
mod disk;
mod error;
mod event;
mod execute;
mod git;
mod granted;
mod latency;
mod ledger;
mod lifecycle;
mod load;
mod locate;
mod make;
mod managed;
mod manager;
mod manifest;
mod metrics;
mod name;
mod options;
mod package;
mod profile;
mod progress;
mod prove;
mod quarantine;
mod rebuild;
mod residency;
mod restarts;
mod serving;
mod settings;
mod shared;
mod sign;
mod slot;
mod start;
mod state;
mod status;
mod stop;
mod store;
mod supervise;
mod track;
mod turn;
mod upgrade;
mod versions;
mod watch;
mod work;

pub use acquire::{AcquireOptions, Acquired, Origin, Unsigned, acquire};
pub use audit_log::{AUDIT_FILE, Action, AuditLog, Record, Verdict, user};
pub use code::CODES;
pub use configure::settings_text;
pub use depends::Unmet;
pub use diff::{Diff, compare};
pub use digest::{BadDigest, Digest};
pub use discover::Stray;
pub use error::{Error, GitError, ManageError, PackageError, SignatureError, SourceError, StoreError};
pub use event::Event;
pub use execute::Overdue;
pub use git::{BadAddress, GitOptions, GitSource, GitUrl, Revision, Transport};
pub use ledger::Tally;
pub use locate::KEYS_FILE;
pub use make::{Made, MakeOptions, make_package};
pub use managed::Managed;
pub use manager::Manager;
pub use manifest::{
    CallState, Config, Driver, HttpServices, MANIFEST_FILE, Manifest, Method, ParsedManifest, Route, Source,
    load_manifest, manifest_schema, parse_manifest,
};
pub use metrics::{Metrics, VersionTally};
pub use name::{BadName, Name};
pub use options::{Health, OnError, Options, RestartOptions, Start, TrialOptions};
pub use package::{
    BadEntry, Content, PolicyReport, REPORT_FILE, SUMS_FILE, Sums, UnpackLimits, read_package, write_package,
};
pub use profile::{Offer, Use};
pub use progress::{OnProgress, Progress};
pub use prove::{Proof, ProveOptions, prove};
pub use rebuild::{Rebuilt, rebuild};
pub use sign::{BadKeys, SIGNATURE_SUFFIX, Signed, Statement, TrustedKey, TrustedKeys, verify_package};
pub use state::State;
pub use status::PluginStatus;
pub use store::{AddOptions, Age, Installed, LOCK_FILE, LockFile, Locked, Locking, Provenance, Receipt, Store, Swept};
pub use turn::NoTurn;
pub use upgrade::{UpgradeOptions, Upgraded};
pub use versions::{BadWanted, Shelf, Wanted, find_version};
pub use watch::Watch;
