//! Hosts that build their plugins in their own build script, built by a real cargo.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::plugins::fixture;

/// The target folder of these very tests, so that what they are made of is not compiled again. Cargo does not hold it
/// while tests run.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it lies in the target folder").to_owned()
}

fn cargo(host: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO"));
    command.args(words).arg("--offline").arg("--manifest-path").arg(host.join("Cargo.toml"));
    // As a user's shell would start it, not as a test does.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_") && name != "CARGO_HOME" {
            command.env_remove(name);
        }
    }
    command.env("CARGO_TARGET_DIR", target());
    command.env("PLUGWRIGHT_CACHE", Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
    command.output().expect("cargo starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_build_script_builds_plugins_and_their_bindings() {
    let host = fixture("hosts/bound");
    // The same versions of everything, so that it is compiled only once.
    std::fs::copy(fixture("../Cargo.lock"), host.join("Cargo.lock")).expect("the fixture can be written");
    let built = cargo(&host, &["build"]);
    assert!(built.status.success(), "{}", text(&built.stderr));
    let program = target().join(format!("debug/bound{}", std::env::consts::EXE_SUFFIX));
    let ran = Command::new(&program).output().expect("it starts");
    assert_eq!((text(&ran.stdout), text(&ran.stderr)), ("src/lib.rs:16\n".to_owned(), String::new()));
    let modules = format!("debug/modules{}", std::env::consts::DLL_SUFFIX);
    assert!(target().join(modules).is_file(), "a library that is not embedded lies beside the program");
    let again = cargo(&host, &["build", "-v"]);
    assert!(text(&again.stderr).contains("Fresh bound "), "nothing changed:\n{}", text(&again.stderr));
}
