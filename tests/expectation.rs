//! `expect.toml`: what a fixture must do. The format is described in `fixtures/README.md`.

use std::path::Path;

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Expectation {
    pub(crate) grant: String,
    pub(crate) call: Vec<Call>,
    pub(crate) constant: Vec<Constant>,
    pub(crate) skipped: Vec<Skipped>,
    pub(crate) refused: Vec<Finding>,
    pub(crate) faulty: Vec<Finding>,
    pub(crate) nothing_to_call: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Call {
    pub(crate) function: String,
    pub(crate) args: String,
    #[serde(flatten)]
    pub(crate) outcome: Outcome,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    /// The result as JSON, to the letter.
    Result(String),
    /// Part of the message of the error.
    Error(String),
    /// Place and message of the panic.
    Panic(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Constant {
    pub(crate) path: String,
    /// As JSON, to the letter.
    pub(crate) value: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Skipped {
    pub(crate) path: String,
    pub(crate) line: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Finding {
    pub(crate) code: String,
    pub(crate) file: Option<String>,
    pub(crate) line: Option<usize>,
    pub(crate) column: Option<usize>,
    pub(crate) message: Option<String>,
}

impl Expectation {
    pub(crate) fn load(fixture: &Path) -> Self {
        let path = fixture.join("expect.toml");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}
