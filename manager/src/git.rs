//! Sources in git repositories.

mod address;

pub use address::{BadAddress, GitUrl, Revision, Transport};
