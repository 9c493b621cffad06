//! The part of `expect.toml` that a host without sources can hold a library against. The format is described in
//! `fixtures/README.md`.

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Expectation {
    pub(crate) call: Vec<Call>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Call {
    pub(crate) function: String,
    pub(crate) args: String,
    /// The family of systems that give this result, where others give another.
    pub(crate) only: Option<String>,
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
