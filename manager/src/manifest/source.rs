//! [`Source`]: where a plugin's code is, and the checks of what the manifest says about that.

use std::borrow::Cow;
use std::path::PathBuf;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde_json::Value;

use super::findings::Findings;
use super::path;
use crate::code::{BAD_SOURCE, PATH_OUTSIDE, UNKNOWN_FIELD};
use crate::git::{GitUrl, Revision};

/// Where a plugin's code is. Paths are relative to the plugin's folder and never leave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum Source {
    /// A library that was built before.
    LocalSo {
        /// The library.
        path: PathBuf,
    },
    /// A Cargo package.
    LocalSrc {
        /// The folder of the package; `.` where the manifest lies beside `Cargo.toml`.
        path: PathBuf,
    },
    /// A Cargo package in a git repository.
    RemoteGit {
        /// Address of the repository.
        #[serde(rename = "path")]
        url: GitUrl,
        /// Commit, tag or branch; the default branch where nothing is said.
        #[serde(skip_serializing_if = "Option::is_none")]
        rev: Option<Revision>,
        /// Folder of the package inside the repository.
        #[serde(skip_serializing_if = "Option::is_none")]
        subdir: Option<PathBuf>,
    },
    /// A `.plg` file.
    Package {
        /// The file.
        path: PathBuf,
    },
}

impl JsonSchema for Source {
    fn schema_name() -> Cow<'static, str> {
        "Source".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Where the plugin's code is. Paths are relative to the plugin's folder and never leave it.",
            "type": "object",
            "required": ["mode"],
            "properties": {
                "mode": {
                    "description": "A library that was built before, a Cargo package, a git repository, or a `.plg` file.",
                    "enum": ["local_so", "local_src", "remote_git", "package"],
                },
                "path": {
                    "description": "The library, the package's folder (`.` where nothing is said), the repository's address, or the `.plg` file.",
                    "type": "string",
                },
                "rev": {
                    "description": "Commit, tag or branch of the repository; its default branch where nothing is said.",
                    "type": "string",
                },
                "subdir": {
                    "description": "Folder of the package inside the repository.",
                    "type": "string",
                },
            },
        })
    }
}

/// Reads the source. None where something about it was found wrong.
pub(super) fn read(manifest: &Value, findings: &mut Findings<'_>) -> Option<Source> {
    let mode = manifest.pointer("/source/mode")?.as_str()?;
    let source = match mode {
        "local_so" => Source::LocalSo { path: file(manifest, findings)? },
        "package" => Source::Package { path: file(manifest, findings)? },
        "local_src" => Source::LocalSrc {
            path: match text(manifest, "path") {
                Some(_) => inside(manifest, "path", findings)?,
                None => PathBuf::from("."),
            },
        },
        "remote_git" => repository(manifest, findings)?,
        _ => return None,
    };
    if mode != "remote_git" {
        for field in ["rev", "subdir"].into_iter().filter(|field| text(manifest, field).is_some()) {
            let message = format!("`{field}` means nothing where the mode is `{mode}`");
            findings.warn_name(&format!("/source/{field}"), UNKNOWN_FIELD, message);
        }
    }
    Some(source)
}

fn text<'m>(manifest: &'m Value, field: &str) -> Option<&'m str> {
    manifest.get("source")?.get(field)?.as_str()
}

/// The path of a source that is one file.
fn file(manifest: &Value, findings: &mut Findings<'_>) -> Option<PathBuf> {
    if manifest.pointer("/source/path").is_none() {
        findings.error("/source", BAD_SOURCE, "this source needs a `path`");
        return None;
    }
    inside(manifest, "path", findings)
}

fn inside(manifest: &Value, field: &str, findings: &mut Findings<'_>) -> Option<PathBuf> {
    match path::parse(text(manifest, field)?) {
        Ok(path) => Some(path),
        Err(outside) => {
            findings
                .error(&format!("/source/{field}"), PATH_OUTSIDE, outside.to_string())
                .help("write a path relative to the folder of plugin.json, with `/` between its parts");
            None
        }
    }
}

fn repository(manifest: &Value, findings: &mut Findings<'_>) -> Option<Source> {
    let Some(url) = manifest.pointer("/source/path") else {
        findings.error("/source", BAD_SOURCE, "this source needs a `path`, the repository's address");
        return None;
    };
    let url = url.as_str().and_then(|url| match url.parse::<GitUrl>() {
        Ok(url) => Some(url),
        Err(error) => {
            findings.error("/source/path", BAD_SOURCE, error.to_string());
            None
        }
    });
    let rev = text(manifest, "rev").map(|rev| {
        rev.parse::<Revision>().inspect_err(|error| {
            findings.error("/source/rev", BAD_SOURCE, error.to_string());
        })
    });
    let subdir = text(manifest, "subdir").map(|_| inside(manifest, "subdir", findings));
    Some(Source::RemoteGit {
        url: url?,
        rev: rev.transpose().ok()?,
        subdir: match subdir {
            Some(subdir) => Some(subdir?),
            None => None,
        },
    })
}
