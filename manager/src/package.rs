//! Packages, the `.plg` files: a plugin as one file. This is the format; what is in the files beside this reads and writes
//! it.
//!
//! A package is a gzip of a ustar archive that holds regular files alone, in this order:
//!
//! | path | content |
//! |---|---|
//! | `SHA256SUMS` | one line for each other file, in order of their paths, as the program `sha256sum` writes them |
//! | `lib/<target>/<file>` | the library for that target, if there is one |
//! | `plugin.json` | the manifest, whose `source` says where in the package the code is |
//! | `policy-report.json` | what the plugin was built with and found to use: a [`PolicyReport`] |
//! | `src/…` | the Cargo package with its lock file, if there is one |
//!
//! Owner, time and permissions are the same in each, so that the same content gives the same bytes. The digest of a
//! package's content, packed or not, is that of its `SHA256SUMS`.

mod content;
mod entry;
mod lay_out;
mod limits;
mod pack;
mod report;
mod sums;
mod unpack;

pub use content::Content;
pub use entry::BadEntry;
pub(crate) use entry::Paths;
pub(crate) use lay_out::lay_out;
pub use limits::UnpackLimits;
pub use pack::write_package;
pub use report::{PolicyReport, REPORT_FILE};
pub use sums::{SUMS_FILE, Sums};
pub use unpack::read_package;
pub(crate) use unpack::read_package_told;
