use std::path::{Path, PathBuf};

use super::{Fingerprint, Settings, Toolchain, find_toolchain, find_toolchain_for, memo, probe};
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
    let error = probe::probe(&found, None, &nothing, cache.path()).unwrap_err();
    assert!(matches!(error, Error::ToolMissing { tool: super::Tool::Linker }), "{error:?}");
}

#[test]
fn finds_what_a_target_is_like_without_its_standard_library() {
    let cache = tempfile::tempdir().unwrap();
    let own = find_toolchain(cache.path()).unwrap();
    assert_eq!(find_toolchain_for(cache.path(), &own.host).unwrap(), own);
    assert!(!own.is_cross() && own.check_target().is_ok());

    let other = find_toolchain_for(cache.path(), "aarch64-pc-windows-msvc").unwrap();
    assert!(other.is_cross() && other.cfg.contains("target_os=\"windows\""));
    assert_eq!(other.library_name("a"), "a.dll");
    let bare = Toolchain { target: "riscv64gc-unknown-fuchsia".into(), ..other };
    assert!(matches!(bare.check_target(), Err(Error::TargetMissing { .. })));
}

#[test]
fn a_target_is_a_name_and_no_path() {
    let cache = tempfile::tempdir().unwrap();
    for name in ["no-such-machine", "", "-x", "../x", "/etc/x", "a.json", "a b", "a\0"] {
        let error = find_toolchain_for(cache.path(), name).unwrap_err();
        assert!(matches!(error, Error::UnknownTarget { .. }), "{name}: {error:?}");
    }
}

#[test]
fn searches_absolute_folders_only() {
    let settings = Settings { path: Some(".:bin".into()), ..Settings::from_environment() };
    assert_eq!(settings.find(Path::new("rustc")), None);
    assert_eq!(settings.find(Path::new("./rustc")), None);
    assert_eq!(settings.find(&PathBuf::from("/nonexistent/rustc")), None);
}
