//! [`Standard`]: the types of the standard library that cross in the form of another one. A row in the table below says
//! all that the interface, the analyzer and the generated code need to know of one; what its values are on both lanes is
//! in `abi/standard.rs`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Field, Fields, Type};

/// How the values of a [`Standard`] type look where they are dynamic: on the wire, as a [`crate::Value`], as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form<'t> {
    /// `()`.
    Unit,
    /// Text, which the type reads by `FromStr` and writes by `Display`.
    Text,
    /// Text where it is UTF-8, bytes where it is not.
    Path,
    /// The type's only argument.
    Inner(&'t Type),
    /// A struct of these fields.
    Record(Fields),
}

/// What a row of the table says of the form, before the arguments are known.
#[derive(Clone, Copy)]
enum Dynamic {
    Unit,
    Text,
    Path,
    Inner,
    Record(&'static [&'static str]),
}

macro_rules! standard {
    ($($name:ident $shown:literal, $module:literal, $params:literal, $form:expr;)*) => {
        /// A type of the standard library that crosses in the form of another one, by its Rust name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "kebab-case")]
        #[allow(missing_docs, reason = "each variant is the Rust type of the same name")]
        pub enum Standard {
            $($name,)*
        }

        impl Standard {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns the Rust name, without module and arguments: `PathBuf`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }

            /// Returns the module of `std` that has it, such as `path`.
            #[must_use]
            pub const fn module(self) -> &'static str {
                match self {
                    $(Self::$name => $module,)*
                }
            }

            /// Returns the number of its type arguments.
            #[must_use]
            pub const fn params(self) -> usize {
                match self {
                    $(Self::$name => $params,)*
                }
            }

            const fn shown(self) -> &'static str {
                match self {
                    $(Self::$name => $shown,)*
                }
            }

            const fn dynamic(self) -> Dynamic {
                match self {
                    $(Self::$name => $form,)*
                }
            }
        }
    };
}
standard! {
    Path "&Path", "path", 0, Dynamic::Path;
    PathBuf "PathBuf", "path", 0, Dynamic::Path;
    OsStr "&OsStr", "ffi", 0, Dynamic::Path;
    OsString "OsString", "ffi", 0, Dynamic::Path;
    Ipv4Addr "Ipv4Addr", "net", 0, Dynamic::Text;
    Ipv6Addr "Ipv6Addr", "net", 0, Dynamic::Text;
    IpAddr "IpAddr", "net", 0, Dynamic::Text;
    SocketAddrV4 "SocketAddrV4", "net", 0, Dynamic::Text;
    SocketAddrV6 "SocketAddrV6", "net", 0, Dynamic::Text;
    SocketAddr "SocketAddr", "net", 0, Dynamic::Text;
    NonZero "NonZero", "num", 1, Dynamic::Inner;
    Range "Range", "ops", 1, Dynamic::Record(&["start", "end"]);
    RangeInclusive "RangeInclusive", "ops", 1, Dynamic::Record(&["start", "end"]);
    RangeFrom "RangeFrom", "ops", 1, Dynamic::Record(&["start"]);
    RangeTo "RangeTo", "ops", 1, Dynamic::Record(&["end"]);
    RangeToInclusive "RangeToInclusive", "ops", 1, Dynamic::Record(&["end"]);
    RangeFull "RangeFull", "ops", 0, Dynamic::Unit;
}

impl Standard {
    /// Finds the type by its module in `std` and its name there.
    #[must_use]
    pub fn at(module: &str, name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|standard| standard.name() == name && standard.module() == module)
    }

    /// Whether it is the unsized half of a pair, which only a reference to can cross.
    #[must_use]
    pub const fn is_borrowed(self) -> bool {
        matches!(self, Self::Path | Self::OsStr)
    }

    /// Returns the type that a borrowed one comes out as, and any other one itself.
    #[must_use]
    pub const fn owned(self) -> Self {
        match self {
            Self::Path => Self::PathBuf,
            Self::OsStr => Self::OsString,
            other => other,
        }
    }

    /// Returns the form of its dynamic values, given its arguments.
    #[must_use]
    pub fn form(self, arguments: &[Type]) -> Form<'_> {
        match (self.dynamic(), arguments) {
            (Dynamic::Text, _) => Form::Text,
            (Dynamic::Path, _) => Form::Path,
            (Dynamic::Inner, [only, ..]) => Form::Inner(only),
            (Dynamic::Record(names), [only, ..]) => {
                let field = |name: &&str| Field { name: (*name).to_owned(), ty: only.clone() };
                Form::Record(Fields::Named(names.iter().map(field).collect()))
            }
            (Dynamic::Unit | Dynamic::Inner | Dynamic::Record(_), _) => Form::Unit,
        }
    }

    /// Writes the type with its arguments as Rust does.
    pub(crate) fn write(self, f: &mut fmt::Formatter<'_>, arguments: &[Type]) -> fmt::Result {
        f.write_str(self.shown())?;
        for (index, argument) in arguments.iter().enumerate() {
            write!(f, "{}{argument}", if index == 0 { "<" } else { ", " })?;
        }
        if arguments.is_empty() { Ok(()) } else { f.write_str(">") }
    }
}

#[cfg(test)]
mod tests {
    use super::Standard;
    use crate::{Int, Type};

    #[test]
    fn is_found_and_shown_by_its_rust_name() {
        assert_eq!(Standard::at("path", "PathBuf"), Some(Standard::PathBuf));
        assert_eq!(Standard::at("path", "OsString"), None);
        let shown = |standard, arguments: &[Type]| Type::Standard(standard, arguments.to_vec()).to_string();
        assert_eq!(shown(Standard::Path, &[]), "&Path");
        assert_eq!(shown(Standard::Range, &[Type::Int(Int::U8)]), "Range<u8>");
    }
}
