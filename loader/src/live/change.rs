//! [`Change`]: what became of a function from one version of a library to the next.

use std::fmt;

use crate::library::Opened;

/// A function that a new version lacks, or has with other types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The function's path.
    pub function: String,
    /// Its type before.
    pub before: String,
    /// Its type now, where it still exists.
    pub after: Option<String>,
}

impl Change {
    /// Holds `new` against `old`: all functions of the old one must be there with their types.
    pub(crate) fn between(old: &Opened, new: &Opened) -> Vec<Self> {
        let functions = old.interface.functions.iter().enumerate();
        let changed = functions.filter(|(index, func)| new.find(&func.path, old.entry(*index).signature).is_none());
        changed.map(|(_, func)| Self::of(&func.path, func.signature(), new)).collect()
    }

    /// Says what became in `new` of a function that was of the type `before`.
    pub(crate) fn of(function: &str, before: String, new: &Opened) -> Self {
        let after = new.interface.function(function).map(|func| func.signature());
        Self { function: function.to_owned(), before, after }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { function, before, after } = self;
        match after {
            None => write!(f, "`{function}` is gone"),
            Some(after) if after == before => write!(f, "`{function}` has other fields in the types of `{before}`"),
            Some(after) => write!(f, "`{function}` was `{before}` and is `{after}`"),
        }
    }
}
