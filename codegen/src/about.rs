//! [`About`]: the keys of a manifest that describe a package to people. A plugin sees them as `env!("CARGO_PKG_…")`, and
//! nothing else depends on them.

use serde::Serialize;

/// The describing keys; a key that is inherited from a workspace counts as absent.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct About {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    homepage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repository: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<String>,
}

impl About {
    /// Reads the text of a manifest. What is not as expected is left out.
    pub(crate) fn read(manifest: &str) -> Self {
        let Ok(table) = manifest.parse::<toml::Table>() else { return Self::default() };
        let Some(package) = table.get("package").and_then(toml::Value::as_table) else { return Self::default() };
        let text = |key: &str| package.get(key).and_then(toml::Value::as_str).map(str::to_owned);
        let authors = package.get("authors").and_then(toml::Value::as_array).into_iter().flatten();
        Self {
            authors: authors.filter_map(|author| author.as_str().map(str::to_owned)).collect(),
            description: text("description"),
            homepage: text("homepage"),
            repository: text("repository"),
            license: text("license"),
        }
    }

    /// The variables that cargo sets for these keys.
    pub(crate) fn variables(&self) -> [(&'static str, String); 5] {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        [
            ("CARGO_PKG_AUTHORS", self.authors.join(":")),
            ("CARGO_PKG_DESCRIPTION", text(&self.description)),
            ("CARGO_PKG_HOMEPAGE", text(&self.homepage)),
            ("CARGO_PKG_REPOSITORY", text(&self.repository)),
            ("CARGO_PKG_LICENSE", text(&self.license)),
        ]
    }
}
