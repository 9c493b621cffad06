//! Sources of published crates, where cargo keeps them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Finds the folder of a package that these benchmarks depend on, the newest where there are several.
///
/// # Panics
/// Where cargo does not know it.
#[must_use]
pub fn package_folder(name: &str) -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["metadata", "--format-version=1"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = command.output().expect("cargo starts");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let manifests = packages.filter(|package| package["name"] == name).filter_map(|package| {
        let version = package["version"].as_str()?.split('.').map(|part| part.parse().unwrap_or(0)).collect();
        Some::<(Vec<u64>, &str)>((version, package["manifest_path"].as_str()?))
    });
    let (_, manifest) = manifests.max().expect("the package is a dependency");
    Path::new(manifest).parent().expect("a file has a folder").to_owned()
}
