//! [`Interface`]: what a plugin offers, as plain data. How it is found is the analyzer's business,
//! how it is called the loader's.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Constant, Definition, Deprecation, Type, Value, from_json};

/// Everything that can be called in one plugin crate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Interface {
    /// Name of the crate's library target, as Rust code spells it (`shell_words`).
    pub krate: String,
    /// Version of the package, or `0.0.0` where its manifest has none.
    pub version: String,
    /// The functions, sorted by path; no two share a path.
    pub functions: Vec<Function>,
    /// The constants that can be read, sorted by path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub constants: Vec<Constant>,
    /// The types that [`Type::Named`] and [`Type::Handle`] refer to in them and in each other, sorted by path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<Definition>,
    /// The types whose values go in where an object of a trait is asked for, by the path of the trait's objects without
    /// further bounds (`dyn Shape`), each sorted: those that the crate says implement it, whose values stay in the plugin.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub implementors: BTreeMap<String, Vec<String>>,
}

/// One callable function.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Function {
    /// Shortest public path inside the crate, without the crate's name (`cases::snakecase::to_snake_case`,
    /// `Hsl::from_rgb`).
    pub path: String,
    /// Every other public path of the same function, accepted wherever a name is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The parameters in order.
    pub params: Vec<Param>,
    /// The type that comes back; a borrowed result is described by its owned form.
    pub result: Type,
    /// The doc comment, lines joined by `\n`, without the leading space of each; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub docs: String,
    /// What `#[deprecated]` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<Deprecation>,
    /// The reason that `#[must_use]` gives, which may be empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub must_use: Option<String>,
}

/// One parameter of a [`Function`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Param {
    /// The author's name, or `arg0`, `arg1`, … where the author wrote a pattern.
    pub name: String,
    /// The type that goes in.
    pub ty: Type,
    /// What goes in where a call by name leaves it out, in the JSON form of values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<serde_json::Value>,
    /// Whether it is data that the function borrows, where the type does not say so: `&Point`, which crosses as a `Point`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_borrowed: bool,
}

impl Param {
    /// A parameter that is always given.
    #[must_use]
    pub fn new(name: impl Into<String>, ty: Type) -> Self {
        Self { name: name.into(), ty, default: None, is_borrowed: false }
    }

    /// Whether a call may leave it out, where it leaves out all behind it.
    fn is_optional(&self) -> bool {
        self.default.is_some() || matches!(self.ty, Type::Option(_))
    }
}

impl fmt::Display for Param {
    /// Writes the parameter as Rust does, and its default behind it: `times: u32 = 2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.ty)?;
        self.default.iter().try_for_each(|default| write!(f, " = {default}"))
    }
}

impl Interface {
    /// Forgets implementors that are not among the types, and those of traits whose objects are not.
    pub fn keep_implementors(&mut self) {
        let known: HashSet<&str> = self.types.iter().map(|definition| &*definition.path).collect();
        let unmarked: HashSet<&str> = known.iter().map(|path| crate::unmarked(path)).collect();
        self.implementors.retain(|object, paths| {
            paths.retain(|path| known.contains(&**path));
            !paths.is_empty() && unmarked.contains(&**object)
        });
    }

    /// Finds a function by its path or by one of its aliases.
    #[must_use]
    pub fn function(&self, name: &str) -> Option<&Function> {
        self.functions.iter().find(|func| func.answers_to(name))
    }

    /// Finds a constant by its path or by one of its aliases.
    #[must_use]
    pub fn constant(&self, name: &str) -> Option<&Constant> {
        self.constants.iter().find(|constant| constant.answers_to(name))
    }

    /// What the entries of a library's table are, in order: the functions, then the readers of the constants.
    pub fn entries(&self) -> impl Iterator<Item = Cow<'_, Function>> {
        let readers = self.constants.iter().map(|constant| Cow::Owned(constant.reader()));
        self.functions.iter().map(Cow::Borrowed).chain(readers)
    }
}

impl Function {
    /// Whether `name` is this function's path or one of its aliases.
    #[must_use]
    pub fn answers_to(&self, name: &str) -> bool {
        self.path == name || self.aliases.iter().any(|alias| alias == name)
    }

    /// Returns the parameters that a caller gives values for, each with its index: all but contexts, which the host
    /// supplies.
    pub fn arguments(&self) -> impl Iterator<Item = (usize, &Param)> {
        self.params.iter().enumerate().filter(|(_, param)| param.ty != Type::Context)
    }

    /// Returns how many values a call by name gives at least. Parameters at the end that have a default or are options may
    /// be left out; an option without a default is `None` then.
    #[must_use]
    pub fn required(&self) -> usize {
        let params: Vec<_> = self.arguments().map(|(_, param)| param).collect();
        params.iter().rposition(|param| !param.is_optional()).map_or(0, |last| last + 1)
    }

    /// Returns the values of the parameters behind the first [`Function::required`]; `types` are the interface's.
    ///
    /// # Errors
    /// Where a default is no value of its parameter's type.
    pub fn defaults(&self, types: &[Definition]) -> Result<Vec<Value>, serde_json::Error> {
        let omitted = self.arguments().skip(self.required());
        let value = |(_, param): (usize, &Param)| match &param.default {
            Some(default) => from_json(types, &param.ty, &default.to_string()),
            None => Ok(Value::Option(None)),
        };
        omitted.map(value).collect()
    }

    /// Returns a hash of the types that go in and come out, in order, and of the fields and variants of those among
    /// `types`. Names and defaults of parameters and docs do not count, so renaming a parameter keeps the hash.
    ///
    /// The hash is FNV-1a (Fowler, Noll, Vo) over the Rust spelling of the types and is the same on every machine.
    #[must_use]
    pub fn signature_hash(&self, types: &[Definition]) -> u64 {
        let mut text = self.signature();
        let mut named = Vec::new();
        self.params
            .iter()
            .map(|param| &param.ty)
            .chain([&self.result])
            .for_each(|ty| ty.collect_named(types, &mut named));
        named.into_iter().for_each(|definition| text.push_str(&definition.to_string()));
        text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }

    /// Returns those of `types` that go in or come out, or are part of one that does, in the order in which they are met.
    #[must_use]
    pub fn named<'d>(&self, types: &'d [Definition]) -> Vec<&'d Definition> {
        let mut named = Vec::new();
        let all = self.params.iter().map(|param| &param.ty).chain([&self.result]);
        all.for_each(|ty| ty.collect_named(types, &mut named));
        named
    }

    /// The types alone, as Rust spells a function pointer: `fn(i64, i64) -> i64`.
    #[must_use]
    pub fn signature(&self) -> String {
        Signature { params: self.params.iter().map(|param| &param.ty), result: &self.result }.to_string()
    }
}

impl fmt::Display for Function {
    /// Writes the signature as Rust does, with defaults: `greet(name: &str, times: u32 = 2) -> String`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.path)?;
        for (index, param) in self.params.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{param}")?;
        }
        f.write_str(")")?;
        write_result(f, &self.result)
    }
}

/// A function's types without its names.
struct Signature<'t, P> {
    params: P,
    result: &'t Type,
}

impl<'t, P: Iterator<Item = &'t Type> + Clone> fmt::Display for Signature<'t, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("fn(")?;
        for (index, ty) in self.params.clone().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{ty}")?;
        }
        f.write_str(")")?;
        write_result(f, self.result)
    }
}

fn write_result(f: &mut fmt::Formatter<'_>, result: &Type) -> fmt::Result {
    match result {
        Type::Unit => Ok(()),
        result => write!(f, " -> {result}"),
    }
}
