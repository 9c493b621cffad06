use std::path::{Path, PathBuf};

use super::{Fingerprint, Settings, find_toolchain, memo, probe};
use crate::Error;

#[test]
fn finds_real_binaries_and_remembers_them() {
    let cache = tempfile::tempdir().unwrap();
    let found = find_toolchain(cache.path()).unwrap();
    assert!(found.rustc.starts_with(&found.sysroot), "{found:?}");
    assert!(found.cfg.contains("panic=\"unwind\"") && !found.cfg.contains("debug_assertions"), "{}", found.cfg);

    let settings = Settings::from_environment();
    let fingerprint = Fingerprint::take(&settings, &settings.find_rustc().unwrap());
    let memo = cache.path().join("toolchain.json");
    assert_eq!(memo::recall(&memo, &fingerprint), Some(found));

    let other = Settings { rustup_toolchain: Some("another".into()), ..settings };
    let changed = Fingerprint::take(&other, &other.find_rustc().unwrap());
    assert_eq!(memo::recall(&memo, &changed), None);
}

#[test]
fn ignores_a_damaged_memory() {
    let cache = tempfile::tempdir().unwrap();
    std::fs::write(cache.path().join("toolchain.json"), "{ \"format\": 1").unwrap();
    assert!(find_toolchain(cache.path()).is_ok());
}

#[test]
fn names_the_tool_that_is_missing() {
    let nothing = Settings { path: Some("/nonexistent".into()), rustc: None, cc: None, ..Settings::from_environment() };
    let error = nothing.find_rustc().unwrap_err();
    assert!(matches!(error, Error::ToolMissing { tool: super::Tool::Rustc }));

    let found = Settings::from_environment().find_rustc().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let error = probe::probe(&found, &nothing, cache.path()).unwrap_err();
    assert!(matches!(error, Error::ToolMissing { tool: super::Tool::Linker }), "{error:?}");
}

#[test]
fn searches_absolute_folders_only() {
    let settings = Settings { path: Some(".:bin".into()), ..Settings::from_environment() };
    assert_eq!(settings.find(Path::new("rustc")), None);
    assert_eq!(settings.find(Path::new("./rustc")), None);
    assert_eq!(settings.find(&PathBuf::from("/nonexistent/rustc")), None);
}
