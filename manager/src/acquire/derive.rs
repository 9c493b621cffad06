//! The manifest of a plain Cargo package: what `plugin.json` would say, taken from `Cargo.toml`.

use serde_json::{Map, Value, json};

/// Writes the `plugin.json` of a Cargo package. None where `Cargo.toml` does not say by itself what the package is called
/// and which version it has; the analyzer says what is wrong with it, and a workspace above is not part of a plugin.
pub(super) fn manifest_of(cargo: &str) -> Option<String> {
    let cargo: toml::Table = cargo.parse().ok()?;
    let package = cargo.get("package")?.as_table()?;
    let text = |field: &str| package.get(field).and_then(toml::Value::as_str);
    let mut manifest = Map::new();
    manifest.insert("name".to_owned(), json!(text("name")?));
    manifest.insert("version".to_owned(), json!(text("version").unwrap_or("0.0.0")));
    if package.get("version").is_some_and(|version| !version.is_str()) {
        return None;
    }
    if let Some(description) = text("description") {
        let words: Vec<_> = description.split_whitespace().collect();
        manifest.insert("description".to_owned(), json!(words.join(" ").chars().take(200).collect::<String>()));
    }
    let pages = [text("homepage"), text("repository")].into_iter().flatten();
    if let Some(home) = pages.into_iter().find(|page| page.starts_with("https://")) {
        manifest.insert("home".to_owned(), json!(home));
    }
    manifest.insert("source".to_owned(), json!({ "mode": "local_src", "path": "." }));
    serde_json::to_string_pretty(&Value::Object(manifest)).ok().map(|text| text + "\n")
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::manifest_of;

    #[track_caller]
    fn check(cargo: &str, expect: Expect) {
        expect.assert_eq(&manifest_of(cargo).unwrap_or_else(|| "none".to_owned()));
    }

    #[test]
    fn a_plain_package_needs_no_manifest() {
        check(
            "[package]\nname = \"a\"\nversion = \"1.0.0\"\ndescription = \"One\\n  two.\"\nrepository = \"https://example.org/a\"",
            expect![[r#"
                {
                  "description": "One two.",
                  "home": "https://example.org/a",
                  "name": "a",
                  "source": {
                    "mode": "local_src",
                    "path": "."
                  },
                  "version": "1.0.0"
                }
            "#]],
        );
        check("[package]\nname = \"a\"\nversion.workspace = true", expect!["none"]);
        check("[workspace]\nmembers = []", expect!["none"]);
        check("[package", expect!["none"]);
    }
}
