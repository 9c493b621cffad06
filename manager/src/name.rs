//! [`Name`]: what a plugin is called. A name is also a folder, so it can be nothing that a file system reads another way.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// Longest name, as in cargo's registry.
const LONGEST: usize = 64;

/// Names that Windows gives to devices, whatever extension follows.
pub(crate) const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The name of a plugin, by cargo's rules: 1 to 64 ASCII letters, digits, `-` and `_`, with a letter first, and none of the
/// names that Windows gives to devices.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

/// Why a text cannot be the name of a plugin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadName {
    /// There is no text.
    #[error("a name cannot be empty")]
    Empty,
    /// The text is too long.
    #[error("a name has at most {LONGEST} characters, this one has {length}")]
    Long {
        /// How many characters there are.
        length: usize,
    },
    /// The first character is no letter.
    #[error("a name begins with a letter, not with `{}`", first.escape_default())]
    Start {
        /// The first character.
        first: char,
    },
    /// A character is no letter, digit, `-` or `_`.
    #[error("a name is made of ASCII letters, digits, `-` and `_`, without `{}`", character.escape_default())]
    Character {
        /// The first such character.
        character: char,
    },
    /// Windows gives the name to a device.
    #[error("`{name}` is the name of a device on Windows")]
    Device {
        /// The name.
        name: String,
    },
}

impl Name {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both would be the same package to cargo and the same folder to a file system that ignores case.
    #[must_use]
    pub fn is_twin_of(&self, other: &Self) -> bool {
        self.folded() == other.folded()
    }

    /// What twins have in common.
    pub(crate) fn folded(&self) -> String {
        self.0.to_ascii_lowercase().replace('-', "_")
    }
}

impl FromStr for Name {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let Some(first) = text.chars().next() else { return Err(BadName::Empty) };
        if !first.is_ascii_alphabetic() {
            return Err(BadName::Start { first });
        }
        let allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
        if let Some(character) = text.chars().find(|character| !allowed(*character)) {
            return Err(BadName::Character { character });
        }
        if text.len() > LONGEST {
            return Err(BadName::Long { length: text.len() });
        }
        if DEVICES.contains(&text.to_ascii_lowercase().as_str()) {
            return Err(BadName::Device { name: text.to_owned() });
        }
        Ok(Self(text.to_owned()))
    }
}

impl JsonSchema for Name {
    fn schema_name() -> Cow<'static, str> {
        "Name".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_-]*$", "maxLength": LONGEST })
    }

    fn inline_schema() -> bool {
        true
    }
}

impl TryFrom<String> for Name {
    type Error = BadName;

    fn try_from(text: String) -> Result<Self, BadName> {
        text.parse()
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

/// A map by name is asked with a text.
impl std::borrow::Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::Name;

    #[track_caller]
    fn check(text: &str, expect: Expect) {
        let shown = match text.parse::<Name>() {
            Ok(name) => format!("ok: {name}"),
            Err(error) => error.to_string(),
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn names_follow_the_rules_of_cargo() {
        check("greet", expect!["ok: greet"]);
        check("a-B_9", expect!["ok: a-B_9"]);
        check("", expect!["a name cannot be empty"]);
        check("9lives", expect!["a name begins with a letter, not with `9`"]);
        check("..", expect!["a name begins with a letter, not with `.`"]);
        check("a/b", expect!["a name is made of ASCII letters, digits, `-` and `_`, without `/`"]);
        check("größe", expect!["a name is made of ASCII letters, digits, `-` and `_`, without `\\u{f6}`"]);
        check(&"a".repeat(65), expect!["a name has at most 64 characters, this one has 65"]);
        check("Nul", expect!["`Nul` is the name of a device on Windows"]);
    }

    #[test]
    fn twins_differ_by_case_and_hyphens_alone() {
        let name = |text: &str| text.parse::<Name>().unwrap();
        assert!(name("my-plugin").is_twin_of(&name("My_Plugin")));
        assert!(!name("my-plugin").is_twin_of(&name("myplugin")));
    }
}
