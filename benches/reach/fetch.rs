//! Published crates at fixed versions, fetched by cargo into its registry.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A fetched crate.
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) folder: PathBuf,
}

/// Fetches crates by name and version, and returns them in that order.
pub(crate) fn fetch(wanted: &[(&str, &str)]) -> Result<Vec<Package>, String> {
    let folder = tempfile::tempdir().map_err(|error| format!("no temporary folder: {error}"))?;
    write(folder.path(), wanted).map_err(|error| format!("cannot write a manifest: {error}"))?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["metadata", "--format-version=1", "--quiet"]).current_dir(folder.path());
    let output = command.output().map_err(|error| format!("cannot start cargo: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo printed no JSON: {error}"))?;
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let found = wanted.iter().map(|&(name, version)| {
        // Versions may have metadata behind a `+` that a requirement leaves out.
        let is_it = |package: &&serde_json::Value| {
            let own = package["version"].as_str().unwrap_or_default();
            package["name"] == name && own.split('+').next() == Some(version)
        };
        let manifest = packages.iter().find(is_it).and_then(|package| package["manifest_path"].as_str());
        let folder = manifest.and_then(|manifest| Path::new(manifest).parent());
        let folder = folder.ok_or_else(|| format!("cargo did not fetch {name} {version}"))?;
        Ok(Package { name: name.to_owned(), version: version.to_owned(), folder: folder.to_owned() })
    });
    found.collect()
}

fn write(folder: &Path, wanted: &[(&str, &str)]) -> std::io::Result<()> {
    let dependencies: String = wanted.iter().map(|(name, version)| format!("{name} = \"={version}\"\n")).collect();
    let manifest =
        format!("[package]\nname = \"reach\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n{dependencies}");
    fs::create_dir(folder.join("src"))?;
    fs::write(folder.join("src/lib.rs"), "")?;
    fs::write(folder.join("Cargo.toml"), manifest)
}
