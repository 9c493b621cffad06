//! The manifest as a table, for the rules that ask for more than the analyzer reads.

use super::Subject;

/// The whole manifest, where it can be read.
pub(crate) fn table(subject: &Subject<'_>) -> Option<toml::Table> {
    let sources = subject.krate.sources;
    let file = sources.file(sources.find("Cargo.toml")?);
    std::str::from_utf8(&file.bytes).ok()?.parse().ok()
}
