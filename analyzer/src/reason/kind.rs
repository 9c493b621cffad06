//! The kinds of reasons, for programs and for statistics: stable names in kebab-case, one per thing that would have to be
//! supported.

use super::{Flaw, Obstacle, Reason, TypePlace};

impl Reason {
    /// Returns the name of its kind, such as `mutable-reference`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Type { place: TypePlace::Value, .. } => "constant",
            Self::Type { why, .. } | Self::Receiver { why, .. } => why.kind(),
            Self::Generic(_) => "generic",
            Self::Async(_) => "async",
            Self::Unsafe => "unsafe",
            Self::Extern => "extern",
            Self::Never => "never-returns",
            Self::Variadic => "variadic",
            Self::Cfg(_) => "undecided-cfg",
            Self::Macro => "macro",
            Self::NoInstance => "no-instance",
            Self::Namesake => "namesake",
            Self::Foreign(_) => "foreign",
        }
    }
}

impl Obstacle {
    fn kind(&self) -> &'static str {
        match self {
            Self::Local(_, flaw) => flaw.kind(),
            Self::External(path) if path.starts_with("std::") || path.starts_with("core::") => "standard-type",
            Self::External(_) | Self::Unread(_) => "foreign-type",
            Self::Unresolved(_) | Self::Ambiguous(_) => "unresolved",
            Self::ParameterInside | Self::Parameter(_) => "generic",
            Self::MutableReference => "mutable-reference",
            Self::BorrowedObjects => "borrowed-objects",
            Self::Ungiven | Self::SameFunction { .. } | Self::HiddenSupertrait(_) => "trait-object",
            Self::NameTaken(_) => "opaque-type",
            Self::Static => "static-borrow",
            Self::Length => "array-length",
            Self::LongTuple => "long-tuple",
            Self::NoDisplay(_) | Self::NestedError(_) => "error-type",
            Self::Kind(_) => "kind-of-type",
            Self::Endless => "endless-type",
        }
    }
}

impl Flaw {
    fn kind(&self) -> &'static str {
        match self {
            Self::Kind(_) => "kind-of-type",
            Self::Hidden => "hidden-type",
            Self::PrivateField | Self::NonExhaustive | Self::Drop | Self::NoVariant => "opaque-type",
            Self::Packed => "packed-type",
            Self::Generic => "generic-type",
            Self::Lifetime => "lifetime",
            Self::Recursive => "recursive-type",
            Self::NotClone => "not-clone",
            Self::Undecided(_) => "undecided-cfg",
            Self::Field(_, why) => why.kind(),
        }
    }
}
