//! Tests of what is read from a disk and what is only listed.

use std::fs;
use std::path::Path;

use expect_test::{Expect, expect};

use super::load;
use crate::{Error, Target, parse};

fn write(dir: &Path, path: &str, bytes: &[u8]) {
    let path = dir.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

#[track_caller]
fn check(dir: &Path, expect: &Expect) {
    let sources = load(dir).unwrap();
    let lines = sources.files().iter().map(|file| format!("{} {:?} {}\n", file.path, file.kind, file.bytes.len()));
    expect.assert_eq(&lines.collect::<String>());
}

#[test]
fn reads_a_folder() {
    let dir = tempfile::tempdir().unwrap();
    for path in
        ["Cargo.toml", "src/lib.rs", "src/target/mod.rs", "target/debug/x.rs", ".git/config", "a/.git/b", ".hidden"]
    {
        write(dir.path(), path, b"text");
    }
    check(
        dir.path(),
        &expect![[r#"
        .hidden Regular 4
        Cargo.toml Regular 4
        src/lib.rs Regular 4
        src/target/mod.rs Regular 4
    "#]],
    );
    let before = load(dir.path()).unwrap().digest();
    write(dir.path(), "target/debug/y.rs", b"text");
    assert_eq!(load(dir.path()).unwrap().digest(), before);
    write(dir.path(), ".hidden", b"next");
    assert_ne!(load(dir.path()).unwrap().digest(), before);
}

#[test]
fn needs_a_folder() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "file", b"");
    for path in ["missing", "file"] {
        assert!(matches!(load(&dir.path().join(path)), Err(Error::NotAFolder { .. })));
    }
}

#[test]
fn a_file_of_50_megabytes_is_not_read() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "Cargo.toml", b"[package]\nname = 'a'");
    write(dir.path(), "src/lib.rs", b"mod big;");
    write(dir.path(), "src/big.rs", b"");
    fs::File::options().write(true).open(dir.path().join("src/big.rs")).unwrap().set_len(50 << 20).unwrap();
    check(
        dir.path(),
        &expect![[r#"
        Cargo.toml Regular 20
        src/big.rs TooLarge 0
        src/lib.rs Regular 8
    "#]],
    );
    let sources = load(dir.path()).unwrap();
    let messages = parse(&sources, &Target::default(), |_, diagnostics| diagnostics[0].to_string());
    expect!["error[A008] src/lib.rs:1:5: `src/big.rs` is larger than 16 MiB and was not read"]
        .assert_eq(&messages.unwrap());
}

#[cfg(unix)]
#[test]
fn links_and_special_files_are_listed() {
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "Cargo.toml", b"[package]\nname = 'a'");
    write(dir.path(), "src/lib.rs", b"mod a; mod b; mod c;");
    symlink("lib.rs", dir.path().join("src/a.rs")).unwrap();
    symlink("../src", dir.path().join("src/b")).unwrap();
    symlink("loop", dir.path().join("loop")).unwrap();
    symlink("/etc", dir.path().join("outside")).unwrap();
    let _socket = UnixListener::bind(dir.path().join("socket")).unwrap();
    write(dir.path(), "src/c.rs", b"#[path = \"../outside/passwd.rs\"] mod p;");
    fs::write(dir.path().join(std::ffi::OsStr::from_bytes(b"n\xff.rs")), "").unwrap();
    write(dir.path(), "x\ncargo::rustc-cfg=y/\x1b[31m.rs", b"");
    check(
        dir.path(),
        &expect![[r#"
        Cargo.toml Regular 20
        loop Symlink 0
        n�.rs BadName 0
        outside Symlink 0
        socket Special 0
        src/a.rs Symlink 0
        src/b Symlink 0
        src/c.rs Regular 39
        src/lib.rs Regular 20
        x\ncargo::rustc-cfg=y/\u{1b}[31m.rs BadName 0
    "#]],
    );
    let sources = load(dir.path()).unwrap();
    let messages = parse(&sources, &Target::default(), |_, diagnostics| {
        diagnostics.iter().map(|diagnostic| format!("{diagnostic}\n")).collect::<String>()
    });
    expect![[r#"
        error[A008] src/lib.rs:1:12: `src/b` is a symbolic link and was not followed
        error[A008] src/lib.rs:1:5: `src/a.rs` is a symbolic link and was not read
        error[A008] src/c.rs:1:38: `outside` is a symbolic link and was not followed
    "#]]
    .assert_eq(&messages.unwrap());
}

#[test]
fn finds_the_workspace_above() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "Cargo.toml", b"[workspace]\n[workspace.package]\nversion = '7.0.0'");
    write(dir.path(), "members/one/Cargo.toml", b"[package]\nname = 'a'\nversion.workspace = true");
    write(dir.path(), "members/one/src/lib.rs", b"");
    let sources = load(&dir.path().join("members/one")).unwrap();
    assert_eq!(sources.workspace().unwrap().path, "../../Cargo.toml");
    let version = parse(&sources, &Target::default(), |krate, _| krate.manifest.version.clone());
    assert_eq!(version.unwrap().as_deref(), Some("7.0.0"));
}
