//! [`Reason`]: why a public function cannot be called, or a public constant not be read.

mod kind;

use std::fmt;

/// Why a public function cannot be called, or a public constant not be read. `Display` is the text for people.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// A parameter, the result or the constant has a type that does not cross.
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
    /// It is an `async fn` whose parameter of that name is data that it changes, which goes back when the call returns.
    Async(String),
    /// It is an `unsafe fn`.
    Unsafe,
    /// It has another ABI, or stands in an `extern` block.
    Extern,
    /// It takes `self` in a form that does not cross.
    Receiver {
        /// As written: `&mut self`.
        receiver: String,
        /// What stands in the way.
        why: Obstacle,
    },
    /// It never returns.
    Never,
    /// It takes a number of arguments that varies.
    Variadic,
    /// Its cfg predicate cannot be decided before the build.
    Cfg(String),
    /// A macro whose items cannot be seen.
    Macro,
    /// An instance that is asked for, of which there is no public function, or one with other parameters.
    NoInstance,
    /// Another function has the same name.
    Namesake,
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
    /// The constant itself.
    Value,
    /// The type that a trait is implemented for.
    Receiver,
    /// A generic argument.
    Argument,
}

/// Why a type does not cross.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Obstacle {
    /// A type that the plugin defines, by its name, and what is wrong with it.
    Local(String, Flaw),
    /// A type of another crate, by its path.
    External(String),
    /// A type of another crate whose sources were not read, by its path.
    Unread(String),
    /// A name that leads nowhere.
    Unresolved(String),
    /// A name that may come from another crate's `*`.
    Ambiguous(String),
    /// A type parameter inside a type that crosses as another one.
    ParameterInside,
    /// A mutable reference.
    MutableReference,
    /// A borrow of something that holds values which stay in the plugin: it would have to be given away.
    BorrowedObjects,
    /// An object of a trait, which nothing gives and closures cannot make.
    Ungiven,
    /// The name of the function that would make a value is something else's, by that name: `Hooks::of`.
    NameTaken(String),
    /// Two traits that closures would implement have a function of the same name.
    SameFunction {
        /// The function.
        name: String,
        /// The traits.
        traits: [String; 2],
    },
    /// A supertrait without a public path, by its name.
    HiddenSupertrait(String),
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

/// Why the values of a type of the plugin cannot be made and taken apart from outside.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Flaw {
    /// It is neither a struct nor an enum.
    Kind(&'static str),
    /// It has no public path.
    Hidden,
    /// One of its fields at least is private.
    PrivateField,
    /// It, or one of its variants, is `#[non_exhaustive]`.
    NonExhaustive,
    /// It is packed, so that its fields cannot be borrowed.
    Packed,
    /// It has type or const parameters.
    Generic,
    /// It has lifetime parameters.
    Lifetime,
    /// It holds values of its own type.
    Recursive,
    /// It implements `Drop`.
    Drop,
    /// It is copied on its way out, but is not `Clone`.
    NotClone,
    /// An enum without variants.
    NoVariant,
    /// Part of it depends on a cfg predicate that cannot be decided before the build.
    Undecided(String),
    /// The type of that field does not cross.
    Field(String, Box<Obstacle>),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type { place, ty, why } => write!(f, "{place} has type `{ty}`: {why}"),
            Self::Generic(name) => write!(f, "it is generic over `{name}` without one obvious instance"),
            Self::Async(name) => write!(
                f,
                "it is async, so what it makes of `{name}` would go back before it is made; it may take and return the value"
            ),
            Self::Unsafe => f.write_str("it is unsafe to call"),
            Self::Extern => f.write_str("it is an extern function"),
            Self::Receiver { receiver, why } => write!(f, "it takes `{receiver}`: {why}"),
            Self::Never => f.write_str("it never returns"),
            Self::Variadic => f.write_str("it takes a varying number of arguments"),
            Self::Cfg(predicate) => write!(f, "`{predicate}` cannot be decided before the build"),
            Self::Namesake => f.write_str("another function has the same name"),
            Self::NoInstance => f.write_str("no public function has such an instance"),
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
            Self::Value => f.write_str("it"),
            Self::Receiver => f.write_str("`Self`"),
            Self::Argument => f.write_str("a generic argument"),
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local(name, flaw) => write_flaw(f, name, flaw),
            Self::External(path) => write!(f, "`{path}` cannot cross"),
            Self::Unread(path) => {
                write!(f, "`{path}` is of a dependency, which is read where the policy lets it be built (`dependencies`)")
            }
            Self::Unresolved(name) => write!(f, "`{name}` could not be resolved"),
            Self::Ambiguous(glob) => write!(f, "the name may come from `use {glob}::*`"),
            Self::ParameterInside => f.write_str("a type parameter behind a reference or in a box cannot cross"),
            Self::MutableReference => f.write_str("a mutable reference crosses only as a whole parameter, to data that borrows nothing or to a value that stays"),
            Self::BorrowedObjects => f.write_str("what holds values that stay in the plugin cannot be borrowed"),
            Self::Ungiven => f.write_str("nothing gives an object of this trait, and closures cannot make one"),
            Self::NameTaken(name) => write!(f, "what would make one has the name `{name}`, which is taken"),
            Self::SameFunction { name, traits: [one, other] } => {
                write!(f, "`{one}` and `{other}` both have a function `{name}`")
            }
            Self::HiddenSupertrait(name) => write!(f, "its supertrait `{name}` is not public"),
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

fn write_flaw(f: &mut fmt::Formatter<'_>, name: &str, flaw: &Flaw) -> fmt::Result {
    match flaw {
        Flaw::Kind(kind) => write!(f, "`{name}` is {kind} of the plugin"),
        Flaw::Hidden => write!(f, "`{name}` has no public path"),
        Flaw::PrivateField => write!(f, "`{name}` has private fields"),
        Flaw::NonExhaustive => write!(f, "`{name}` is `#[non_exhaustive]`"),
        Flaw::Packed => write!(f, "`{name}` is packed"),
        Flaw::Generic => write!(f, "`{name}` is generic"),
        Flaw::Lifetime => write!(f, "`{name}` has a lifetime"),
        Flaw::Recursive => write!(f, "`{name}` is recursive"),
        Flaw::Drop => write!(f, "`{name}` implements `Drop`"),
        Flaw::NotClone => write!(f, "`{name}` would be copied, but is not `Clone`"),
        Flaw::NoVariant => write!(f, "`{name}` has no variants"),
        Flaw::Undecided(predicate) => {
            write!(f, "`{name}` depends on `{predicate}`, which cannot be decided before the build")
        }
        Flaw::Field(field, why) => write!(f, "field `{field}` of `{name}`: {why}"),
    }
}
