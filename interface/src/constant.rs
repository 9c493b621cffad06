//! [`Constant`]: a value that a plugin offers under a name. Reading it is a call without arguments.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Deprecation, Function, Type};

/// One readable `const` or `static`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Constant {
    /// Shortest public path inside the crate (`limits::MAX`, `Color::RED`).
    pub path: String,
    /// Every other public path of the same constant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The type of the value, in its owned form.
    pub ty: Type,
    /// The doc comment, as in [`Function::docs`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub docs: String,
    /// What `#[deprecated]` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<Deprecation>,
}

impl Constant {
    /// Whether `name` is this constant's path or one of its aliases.
    #[must_use]
    pub fn answers_to(&self, name: &str) -> bool {
        self.path == name || self.aliases.iter().any(|alias| alias == name)
    }

    /// The function that returns the value.
    #[must_use]
    pub fn reader(&self) -> Function {
        Function {
            path: self.path.clone(),
            aliases: self.aliases.clone(),
            result: self.ty.clone(),
            docs: self.docs.clone(),
            deprecated: self.deprecated.clone(),
            ..Function::default()
        }
    }
}

impl fmt::Display for Constant {
    /// Writes the declaration as Rust does: `const MAX: usize`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "const {}: {}", self.path, self.ty)
    }
}
