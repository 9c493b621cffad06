//! [`Shown`]: the text of an error that cannot cross itself.

use std::fmt;

/// An error that crosses as text: its `Display`, else its `Debug`, else the name of its type.
///
/// Which of the three a type has is known only where it is concrete, so the bridge writes
/// `(&&&abi::Shown(&error)).text()` with the three traits in scope and method look-up takes the first that applies.
pub struct Shown<'e, E>(pub &'e E);

/// First choice of [`Shown`].
pub trait DisplayText {
    /// Returns the error's text.
    fn text(&self) -> String;
}

impl<E: fmt::Display> DisplayText for &&Shown<'_, E> {
    fn text(&self) -> String {
        self.0.to_string()
    }
}

/// Second choice of [`Shown`].
pub trait DebugText {
    /// Returns the error's text.
    fn text(&self) -> String;
}

impl<E: fmt::Debug> DebugText for &Shown<'_, E> {
    fn text(&self) -> String {
        format!("{:?}", self.0)
    }
}

/// Last choice of [`Shown`].
pub trait TypeText {
    /// Returns the error's text.
    fn text(&self) -> String;
}

impl<E> TypeText for Shown<'_, E> {
    fn text(&self) -> String {
        std::any::type_name::<E>().to_owned()
    }
}
