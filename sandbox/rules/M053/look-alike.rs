#![warn(missing_docs)]
//! Says so itself.
