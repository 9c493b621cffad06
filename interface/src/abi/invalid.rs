//! [`Invalid`]: that what crossed is no value of its type.
//!
//! Whatever makes one is compiled once, with this file: wrappers that make messages of their own would be most of the code
//! of a bridge, which the compiler has to go through for each plugin.

use std::fmt::{self, Display};
use std::ops::Deref;

/// Letters of a place that are kept while it grows: of a value that lies deep, where it begins.
const PLACE: usize = 80;

/// A value was not what its type allows. A pointer, so that a result that may be one fits two registers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid(Box<Fault>);

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What the type allows, in a few words: `u8`, `text`, `a list of 3`.
    pub expected: String,
    /// What came: `300`, `a bool`.
    pub found: String,
    /// Where inside the argument, as an expression: `[3].0`; empty for the argument itself.
    pub place: String,
    /// Index of the parameter, from 0, once it is known.
    pub argument: Option<u32>,
}

impl Invalid {
    /// Reports a fault of the value itself.
    #[inline]
    pub fn new(expected: impl Display, found: impl Display) -> Self {
        Self::of(&expected, &found)
    }

    #[cold]
    #[inline(never)]
    fn of(expected: &dyn Display, found: &dyn Display) -> Self {
        let (expected, found) = (expected.to_string(), found.to_string());
        Self(Box::new(Fault { expected, found, place: String::new(), argument: None }))
    }

    /// Moves the fault one level out: it lies at `place` of the value around it.
    #[inline]
    #[must_use]
    pub fn at(self, place: impl Display) -> Self {
        self.inside(&place)
    }

    #[cold]
    #[inline(never)]
    fn inside(mut self, place: &dyn Display) -> Self {
        if let Some((end, _)) = self.0.place.char_indices().nth(PLACE) {
            self.0.place.truncate(end);
            self.0.place.push('…');
        }
        self.0.place = format!("{place}{}", self.0.place);
        self
    }

    /// Moves the fault out of the value: it is that of the argument at `index`.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn of_argument(mut self, index: u32) -> Self {
        self.0.argument = Some(index);
        self
    }

    /// Returns what is wrong.
    #[must_use]
    pub fn into_fault(self) -> Fault {
        *self.0
    }
}

impl Deref for Invalid {
    type Target = Fault;

    fn deref(&self) -> &Fault {
        &self.0
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}

/// Stands for the variants of an enum that no bridge knows.
///
/// # Panics
/// Always.
#[cold]
pub fn unseen_variant(name: &str) -> ! {
    panic!("a variant of {name} that the bridge was made without")
}
