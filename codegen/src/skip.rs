//! [`Skip`]: a function that a library does not offer, as plain data that is stored beside it.

use plugwright_analyzer::{Position, Skipped, Span};
use serde::{Deserialize, Serialize};

/// A public function that cannot be called, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Skip {
    /// Path of the function inside the crate.
    pub path: String,
    /// What kind of reason there is, in kebab-case.
    pub kind: String,
    /// Why, as one clause.
    pub reason: String,
    /// The author's file, relative to the plugin's folder.
    pub file: String,
    /// Line in that file, from 1.
    pub line: usize,
    /// Column in that line, in characters from 1.
    pub column: usize,
}

impl Skip {
    pub(crate) fn new(path: String, kind: &str, reason: String, span: &Span) -> Self {
        let Position { line, column } = span.start;
        Self { path, kind: kind.to_owned(), reason, file: span.file.clone(), line, column }
    }
}

impl From<&Skipped> for Skip {
    fn from(skipped: &Skipped) -> Self {
        Self::new(skipped.path.clone(), skipped.reason.kind(), skipped.reason.to_string(), &skipped.span)
    }
}
