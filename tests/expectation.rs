//! `expect.toml`: what a fixture must do. The format is described in `fixtures/README.md`.

use std::path::Path;
use std::time::Duration;

use plugwright::BuildLimits;
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
    pub(crate) build_error: Option<String>,
    pub(crate) limits: Limits,
    pub(crate) needs: Vec<String>,
}

/// Limits of the build; the default ones where nothing is said.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Limits {
    wall_s: Option<u64>,
    cpu_s: Option<u64>,
    file_mib: Option<u64>,
    processes: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
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

impl Limits {
    pub(crate) fn to_build_limits(&self) -> BuildLimits {
        let default = BuildLimits::default();
        BuildLimits {
            wall: self.wall_s.map_or(default.wall, Duration::from_secs),
            cpu: self.cpu_s.map_or(default.cpu, Duration::from_secs),
            file_size: self.file_mib.map_or(default.file_size, |mib| mib << 20),
            processes: self.processes.unwrap_or(default.processes),
            ..default
        }
    }
}

impl Expectation {
    pub(crate) fn load(fixture: &Path) -> Self {
        let path = fixture.join("expect.toml");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}
