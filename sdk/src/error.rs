//! [`Error`]: why a plugin cannot go on, as far as its context is the reason.

use std::fmt;

/// The context has no such value, or tells the plugin to stop.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// There is no value of that name.
    Missing {
        /// `value` or `setting`.
        what: &'static str,
        /// The name.
        key: String,
    },
    /// The value of that name is of another type.
    Kind {
        /// `value` or `setting`.
        what: &'static str,
        /// The name.
        key: String,
        /// The Rust type that was wanted.
        wanted: String,
        /// What there is.
        found: String,
    },
    /// The host cancelled the call.
    Cancelled,
    /// The time that the host gave is over.
    Overdue,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { what, key } => write!(f, "the context has no {what} `{key}`"),
            Self::Kind { what, key, wanted, found } => {
                write!(f, "the {what} `{key}` of the context: expected {wanted}, found {found}")
            }
            Self::Cancelled => f.write_str("the call was cancelled"),
            Self::Overdue => f.write_str("the time of the call is over"),
        }
    }
}

impl std::error::Error for Error {}
