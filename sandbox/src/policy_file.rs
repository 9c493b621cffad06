//! The host's policy file, `plugwright.toml`: what each plugin may do, why, and until when. A mistake in it must not open
//! anything, so that all mistakes are errors and are reported at once.

mod code;
mod document;
mod meaning;
mod plugin;
mod shape;
#[cfg(test)]
mod tests;
mod unkept;

use std::path::Path;

use plugwright_analyzer::{Diagnostic, Severity};
use serde_json::Value;
use toml::de::DeTable;

use crate::Error;
use document::Document;
use shape::Shape;

pub use plugin::{Applied, PluginFacts};

/// The host's policy for all plugins.
#[derive(Debug)]
pub struct PolicyFile {
    /// How findings call the file.
    name: String,
    text: String,
    document: Document,
}

impl PolicyFile {
    /// The name that the command line looks for.
    pub const NAME: &str = "plugwright.toml";

    /// Reads the file, as of today.
    ///
    /// # Errors
    /// [`Error::ReadPolicy`] where it cannot be read, [`Error::PolicyFaults`] with everything that is wrong with it.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = read(path).map_err(|source| Error::ReadPolicy { path: path.to_owned(), source })?;
        Self::parse(&path.display().to_string(), &text, &Today::now())
    }

    /// Parses the text of a file that findings call `name`.
    ///
    /// # Errors
    /// [`Error::PolicyFaults`] with everything that is wrong with it.
    pub fn parse(name: &str, text: &str, today: &Today) -> Result<Self, Error> {
        let (table, broken) = DeTable::parse_recoverable(text);
        let schema = policy_schema();
        let definitions = schema.get("$defs").cloned().unwrap_or_default();
        let mut shape = Shape { file: name, text, definitions: &definitions, found: Vec::new() };
        for error in &broken {
            shape.report(code::UNPARSED, error.span().unwrap_or(0..0), error.message().to_string());
        }
        if broken.is_empty() {
            shape.table(table.get_ref(), 0..0, &schema, "");
        }
        let mut found = shape.found;
        if found.is_empty() {
            // What keeps to the schema has a form; should the two ever differ, that is a fault of ours and closes the file.
            match toml::from_str::<Document>(text) {
                Ok(document) => {
                    meaning::check(
                        &document,
                        &mut meaning::Places::new(name, text, table.get_ref(), &mut found),
                        today,
                    );
                    if found.iter().all(|finding| finding.severity != Severity::Error) {
                        return Ok(Self { name: name.to_string(), text: text.to_string(), document });
                    }
                }
                Err(error) => found.push(Diagnostic::error(code::WRONG_TYPE, error.message().to_string())),
            }
        }
        found.sort_by(|a, b| a.span.cmp(&b.span));
        Err(Error::PolicyFaults { file: name.to_string(), found })
    }
}

/// A day, against which exceptions are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Today {
    /// Year of our calendar.
    pub year: u16,
    /// Month, from 1.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

impl Today {
    /// The day by the clock of the system, in UTC.
    #[must_use]
    pub fn now() -> Self {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Self::of_day(since.as_secs() / 86_400)
    }

    /// The day so many days after 1970-01-01, by the arithmetic of the civil calendar.
    fn of_day(days: u64) -> Self {
        let shifted = days + 719_468;
        let (era, of_era) = (shifted / 146_097, shifted % 146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + 400 * era + u64::from(month <= 2);
        let small = |number: u64| u8::try_from(number).unwrap_or(1);
        Self { year: u16::try_from(year).unwrap_or(u16::MAX), month: small(month), day: small(day) }
    }
}

/// Reads a regular file: a pipe would be waited for.
fn read(path: &Path) -> std::io::Result<String> {
    if std::fs::metadata(path)?.is_file() {
        return std::fs::read_to_string(path);
    }
    Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "it is no regular file"))
}

/// The JSON schema of the policy file.
#[must_use]
pub fn policy_schema() -> Value {
    let mut schema = schemars::schema_for!(Document).to_value();
    schema["title"] = Value::from("plugwright.toml, the policy of a host");
    schema
}
