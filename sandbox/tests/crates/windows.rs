//! Objects and a library for Windows, which hold what the audit looks for in the forms of COFF and PE.

use std::fs;
use std::path::{Path, PathBuf};

use expect_test::{Expect, expect};
use plugwright_analyzer::Diagnostic;
use plugwright_sandbox::{Policy, audit_library};

use crate::support::{audit_findings, findings};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/windows").join(name)
}

fn show(found: &[Diagnostic]) -> String {
    found.iter().map(|finding| format!("{finding}\n")).collect()
}

#[track_caller]
fn check(object: &str, expect: Expect) {
    expect.assert_eq(&show(&audit_findings(&file(object), "plug", &Policy::default())));
}

#[test]
fn references_definitions_sections_and_instructions_are_read_from_coff() {
    check("pure.obj", expect![[""]]);
    check(
        "read.obj",
        expect![[r#"
        error[B003] the plugin refers to `CloseHandle`, which is a plain symbol, not an item of Rust's
        error[B001] the plugin refers to `<std::sys::process::windows::Command>::new`, which is not granted
        error[B001] the plugin refers to `<std::process::Command>::status`, which is not granted
        error[B001] the plugin refers to `std::env::_var`, which is not granted
        error[B001] the plugin refers to `std::sys::pal::windows::winsock::WSA_STARTED`, which is not granted
        error[B001] the plugin refers to `std::sys::pal::windows::winsock::wsa_startup`, which is not granted
        error[B001] the plugin refers to `<std::sys::net::connection::socket::TcpStream>::connect::inner`, which is not granted
        error[B001] the plugin refers to `std::fs::read::inner`, which is not granted
        error[B001] the plugin refers to `<str as std::net::socket_addr::ToSocketAddrs>::to_socket_addrs`, which is not granted
        error[B003] the plugin refers to `closesocket`, which is a plain symbol, not an item of Rust's
    "#]],
    );
    check(
        "raw.obj",
        expect![[r#"
        error[B003] the plugin refers to `system`, which is a plain symbol, not an item of Rust's
        error[B014] the plugin defines `malloc`, which belongs to the runtime
    "#]],
    );
    check(
        "loads.obj",
        expect![[r#"
        error[B010] the plugin has code that runs when it is loaded, in section `.CRT$XCU`
        error[B013] the plugin contains the instruction `syscall`, in `plug::start`
    "#]],
    );
}

#[test]
fn imports_and_exports_are_read_from_pe() {
    let bytes = fs::read(file("library.dll")).expect("the library");
    let found = audit_library(&bytes, &["plugwright_plugin_v1"], &Policy::default());
    expect![[r#"
        error[B015] the library loads `USER32.dll` along
        error[B012] the library offers the symbol `extra`
    "#]]
    .assert_eq(&show(&found));
}

/// Neither form has a place among a plugin's files, whatever it is called.
#[test]
fn compiled_code_is_found_among_the_files() {
    for name in ["pure.obj", "library.dll"] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("src")).expect("a folder");
        fs::write(folder.path().join("Cargo.toml"), "[package]\nname = \"plug\"\nedition = \"2021\"\n")
            .expect("a file");
        fs::write(folder.path().join("src/lib.rs"), "pub fn one() -> u8 { 1 }\n").expect("a file");
        fs::copy(file(name), folder.path().join("notes.txt")).expect("a copy");
        let found = findings(folder.path(), &Policy::default());
        assert!(found.iter().any(|finding| finding.code.id == "M066"), "{name}: {}", show(&found));
    }
}
