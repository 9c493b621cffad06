//! [`Definition`]: a type of the plugin whose values cross: field by field, or as handles.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Type;

/// A type of the plugin.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Definition {
    /// Shortest public path inside the crate, as [`Type::Named`] spells it; with arguments where the type is generic or
    /// has lifetimes: `Pair<u32>`, `Token<'_>`. A type of the crate inside arguments is below `crate`.
    pub path: String,
    /// What it is.
    pub shape: Shape,
    /// The doc comment, as in [`crate::Function::docs`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub docs: String,
    /// The doc comments of its fields and variants, by where they are: `.x`, `::Line`, `::Line.0`. Those without one are not here.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub docs_inside: BTreeMap<String, String>,
    /// Path of the function that makes its value by `Default`, where it has that. What is left out of a struct in a call by
    /// name is taken from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Indices of the fields, of all variants one after another, that lead back to the type itself by way of boxes. Their
    /// forms lie behind pointers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recursive: Vec<usize>,
    /// Whether it is an enum that its author may add variants to (`#[non_exhaustive]`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub non_exhaustive: bool,
}

/// The path of the one type of the standard library whose values stay in the plugin, as if it were the plugin's: a clock's
/// reading means nothing but to that clock.
pub const INSTANT: &str = "std::time::Instant";

/// The path of the objects of a trait, or of closures, without the bounds that make them another type: `dyn Shape` for
/// `dyn Shape + Send`.
#[must_use]
pub fn unmarked(path: &str) -> &str {
    let path = path.strip_suffix(" + Sync").unwrap_or(path);
    path.strip_suffix(" + Send").unwrap_or(path)
}

/// What a [`Definition`] is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// A struct.
    Struct(Fields),
    /// An enum; the variants in the order of their declaration.
    Enum(Vec<Variant>),
    /// A type whose values stay in the plugin; [`Type::Handle`] refers to it.
    Opaque,
}

/// One variant of an enum.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Variant {
    /// The author's name.
    pub name: String,
    /// What it holds.
    pub fields: Fields,
}

/// The fields of a struct or of a variant, in the order of their declaration.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Fields {
    /// None.
    Unit,
    /// Fields without names.
    Tuple(Vec<Type>),
    /// Fields with names.
    Named(Vec<Field>),
}

/// A field with a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Field {
    /// The author's name.
    pub name: String,
    /// The field's type.
    pub ty: Type,
}

/// Finds the definition of that path. `definitions` are sorted by path, as those of an interface are.
#[must_use]
pub fn find_definition<'d>(definitions: &'d [Definition], path: &str) -> Option<&'d Definition> {
    let index = definitions.binary_search_by(|definition| definition.path.as_str().cmp(path)).ok()?;
    Some(&definitions[index])
}

impl Definition {
    /// A definition without documentation.
    #[must_use]
    pub fn new(path: impl Into<String>, shape: Shape) -> Self {
        Self {
            path: path.into(),
            shape,
            docs: String::new(),
            docs_inside: BTreeMap::new(),
            default: None,
            recursive: Vec::new(),
            non_exhaustive: false,
        }
    }

    /// Whether values only come out: the plugin's own type has a lifetime, and what crosses is a copy that owns what a
    /// value borrows.
    #[must_use]
    pub fn is_copied(&self) -> bool {
        self.path.contains("<'_>") || self.path.contains("<'_, ")
    }

    /// Returns the doc comment of the field or variant that is there, empty where it has none.
    #[must_use]
    pub fn docs_at(&self, place: &str) -> &str {
        self.docs_inside.get(place).map_or("", String::as_str)
    }

    /// Returns where each of the fields is, as part of an expression: `.x`, `::Line.0`. In the order of
    /// [`Definition::types`].
    #[must_use]
    pub fn places(&self) -> Vec<String> {
        match &self.shape {
            Shape::Struct(fields) => fields.places(),
            Shape::Enum(variants) => {
                let of = |variant: &Variant| {
                    let name = variant.name.clone();
                    variant.fields.places().into_iter().map(move |place| format!("::{name}{place}"))
                };
                variants.iter().flat_map(of).collect()
            }
            Shape::Opaque => Vec::new(),
        }
    }

    /// Returns the types of all fields, of all variants where it is an enum, in order.
    #[must_use]
    pub fn types(&self) -> Vec<&Type> {
        match &self.shape {
            Shape::Struct(fields) => fields.types(),
            Shape::Enum(variants) => variants.iter().flat_map(|variant| variant.fields.types()).collect(),
            Shape::Opaque => Vec::new(),
        }
    }
}

impl Fields {
    /// Returns where each of them is, seen from what they are in: `.x`, `.0`.
    #[must_use]
    pub fn places(&self) -> Vec<String> {
        match self {
            Self::Unit => Vec::new(),
            Self::Tuple(types) => (0..types.len()).map(|index| format!(".{index}")).collect(),
            Self::Named(fields) => fields.iter().map(|field| format!(".{}", field.name)).collect(),
        }
    }

    /// Returns the types in order.
    #[must_use]
    pub fn types(&self) -> Vec<&Type> {
        match self {
            Self::Unit => Vec::new(),
            Self::Tuple(types) => types.iter().collect(),
            Self::Named(fields) => fields.iter().map(|field| &field.ty).collect(),
        }
    }
}

impl fmt::Display for Definition {
    /// Writes the definition as Rust does, on one line: `struct Point { x: f64, y: f64 }`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.shape {
            Shape::Struct(fields) => write!(f, "struct {}{fields}", self.path),
            Shape::Enum(variants) => {
                write!(f, "enum {} {{", self.path)?;
                for (index, Variant { name, fields }) in variants.iter().enumerate() {
                    let comma = if index == 0 { " " } else { ", " };
                    write!(f, "{comma}{name}{fields}")?;
                }
                f.write_str(" }")
            }
            Shape::Opaque => write!(f, "type {}", self.path),
        }
    }
}

impl fmt::Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit => Ok(()),
            Self::Tuple(types) => {
                let types: Vec<_> = types.iter().map(ToString::to_string).collect();
                write!(f, "({})", types.join(", "))
            }
            Self::Named(fields) => {
                let fields: Vec<_> = fields.iter().map(|field| format!("{}: {}", field.name, field.ty)).collect();
                write!(f, " {{ {} }}", fields.join(", "))
            }
        }
    }
}
