//! [`Reason`]: why a public function cannot be called.

use std::fmt;

/// Why a public function cannot be called. `Display` is the text for people.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// A parameter or the result has a type that does not cross.
    Type {
        /// Which one.
        place: TypePlace,
        /// The type as written.
        ty: String,
        /// What stands in the way.
        why: Obstacle,
    },
    /// It has type or const parameters without one obvious instance.
    Generic(String),
    /// It is an `async fn`.
    Async,
    /// It is an `unsafe fn`.
    Unsafe,
    /// It has another ABI, or stands in an `extern` block.
    Extern,
    /// It takes `self`.
    Method,
    /// It never returns.
    Never,
    /// It takes a number of arguments that varies.
    Variadic,
    /// Its cfg predicate cannot be decided before the build.
    Cfg(String),
    /// A macro whose items cannot be seen.
    Macro,
    /// It belongs to another crate and is only re-exported.
    Foreign(String),
}

/// Where in a signature a type stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TypePlace {
    /// The parameter of that name.
    Param(String),
    /// The result.
    Result,
}

/// Why a type does not cross.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Obstacle {
    /// A type that the plugin defines: its kind and name.
    Local(&'static str, String),
    /// A type of another crate, by its path.
    External(String),
    /// A name that leads nowhere.
    Unresolved(String),
    /// A name that may come from another crate's `*`.
    Ambiguous(String),
    /// A reference to something that does not cross by reference.
    Reference,
    /// A mutable reference.
    MutableReference,
    /// A borrow that must last for ever.
    Static,
    /// A type parameter.
    Parameter(String),
    /// An array whose length cannot be worked out.
    Length,
    /// A tuple of more than 12 elements.
    LongTuple,
    /// An error type without `Display` text.
    NoDisplay(String),
    /// A `Result` inside another type, with an error that does not cross.
    NestedError(String),
    /// A kind of type that never crosses, by its name.
    Kind(&'static str),
    /// A type alias that leads to itself, or types nested without end.
    Endless,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type { place, ty, why } => write!(f, "{place} has type `{ty}`: {why}"),
            Self::Generic(name) => write!(f, "it is generic over `{name}` without one obvious instance"),
            Self::Async => f.write_str("it is async"),
            Self::Unsafe => f.write_str("it is unsafe to call"),
            Self::Extern => f.write_str("it is an extern function"),
            Self::Method => f.write_str("it is a method"),
            Self::Never => f.write_str("it never returns"),
            Self::Variadic => f.write_str("it takes a varying number of arguments"),
            Self::Cfg(predicate) => write!(f, "`{predicate}` cannot be decided before the build"),
            Self::Macro => f.write_str("what this macro makes cannot be seen in the source"),
            Self::Foreign(path) => write!(f, "it belongs to another crate: `{path}`"),
        }
    }
}

impl fmt::Display for TypePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Param(name) => write!(f, "parameter `{name}`"),
            Self::Result => f.write_str("the result"),
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local(kind, name) => write!(f, "`{name}` is {kind} of the plugin, which cannot cross yet"),
            Self::External(path) => write!(f, "`{path}` cannot cross"),
            Self::Unresolved(name) => write!(f, "`{name}` could not be resolved"),
            Self::Ambiguous(glob) => write!(f, "the name may come from `use {glob}::*`"),
            Self::Reference => f.write_str("only references to text and lists cross"),
            Self::MutableReference => f.write_str("mutable references cannot cross yet"),
            Self::Static => f.write_str("a borrowed argument does not last for `'static`"),
            Self::Parameter(name) => write!(f, "`{name}` is a type parameter"),
            Self::Length => f.write_str("the length of the array could not be worked out"),
            Self::LongTuple => f.write_str("a tuple has at most 12 elements"),
            Self::NoDisplay(name) => write!(f, "the error `{name}` neither crosses nor has `Display` text"),
            Self::NestedError(name) => write!(f, "the error `{name}` of a `Result` inside another type cannot cross"),
            Self::Kind(kind) => write!(f, "{kind} cannot cross"),
            Self::Endless => f.write_str("the type has no end"),
        }
    }
}
