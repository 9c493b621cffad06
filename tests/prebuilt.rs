//! Libraries that were built elsewhere: what opens, and what each that does not fit is told.
#![allow(unsafe_code, reason = "opening a library of which only the file is known is the host's promise")]

use std::path::{Path, PathBuf};

use expect_test::{Expect, expect};
use plugwright::{Artifact, Library, OpenError, RawLibrary, Value};
use tempfile::TempDir;

use crate::plugins::{chain, plugin_of};

/// A built library as somebody was sent it.
struct Sent {
    folder: TempDir,
    bytes: Vec<u8>,
    digest: String,
}

impl Sent {
    fn new() -> Self {
        let plugin = plugin_of("pub fn add(a: i64, b: i64) -> i64 { a + b }");
        let artifact = &plugin.built().artifact;
        let bytes = std::fs::read(&artifact.library).expect("it is there");
        let folder = tempfile::tempdir().expect("there is a place for temporary files");
        Self { folder, bytes, digest: artifact.digest.clone() }
    }

    fn write(&self, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join("sent");
        std::fs::write(&path, bytes).expect("the folder can be written");
        path
    }

    /// Replaces a text of the library, which must be there, by one of the same length.
    fn patched(&self, from: &[u8], to: &[u8]) -> Vec<u8> {
        let is_there = |place: &usize| self.bytes[*place..].starts_with(from);
        let places: Vec<_> = (0..self.bytes.len()).filter(is_there).collect();
        assert!(!places.is_empty(), "the text is not there");
        let mut bytes = self.bytes.clone();
        for place in places {
            bytes[place..place + from.len()].copy_from_slice(to);
        }
        bytes
    }
}

fn open(path: &Path) -> Result<Library, OpenError> {
    // SAFETY: the tests make only libraries of their own, and what is no library does not run.
    unsafe { Library::open_path(path) }
}

#[track_caller]
fn check(sent: &Sent, bytes: &[u8], expect: Expect) {
    let path = sent.write(bytes);
    let error = open(&path).expect_err("it does not fit");
    expect.assert_eq(&chain(&error).replace(&path.display().to_string(), "sent"));
}

#[test]
fn a_library_opens_from_its_file_alone() {
    let sent = Sent::new();
    let library = open(&sent.write(&sent.bytes)).expect("it fits");
    assert_eq!(library.call("add", &[Value::from(2_i64), Value::from(3_i64)]), Ok(Value::from(5_i64)));
    assert_eq!(library.digest(), sent.digest);
    assert!(library.target().contains(std::env::consts::ARCH) && library.rustc().len() >= 6);
}

#[cfg(unix)]
#[test]
fn only_of_the_very_file_that_was_audited_is_the_digest_believed() {
    let plugin = plugin_of("pub fn add(a: i64, b: i64) -> i64 { a + b }");
    let audited = &plugin.built().artifact;
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    let copy = folder.path().join("copy");
    std::fs::copy(&audited.library, &copy).expect("it can be copied");
    let wrong = Artifact { digest: "0".repeat(64), ..audited.clone() };
    let text = serde_json::to_string(audited).expect("it can be written");
    let vouched: Artifact = serde_json::from_str(&text.replace(&audited.digest, &wrong.digest)).expect("it is one");
    // SAFETY: each is the library that was audited, or a copy of it.
    let open = |artifact: Artifact| unsafe { Library::open(&artifact) }.err().map(|error| chain(&error));
    assert_eq!(open(vouched.clone()), None, "nobody took the digest");
    assert_eq!(open(Artifact { library: copy.clone(), ..audited.clone() }), None, "it is the right one");
    let moved = Artifact { library: copy, ..vouched.clone() };
    for other in [wrong, Artifact { stamp: None, ..vouched }, moved] {
        let refused = open(other).expect("it is not believed");
        assert!(refused.contains("digest"), "{refused}");
    }
}

#[test]
fn replacing_and_cutting_the_file_of_an_open_library_does_nothing_to_it() {
    let sent = Sent::new();
    let path = sent.write(&sent.bytes);
    let library = open(&path).expect("it fits");
    let add = library.function("add").expect("it is there").typed::<(i64, i64), i64>().expect("so");
    std::fs::write(&path, &sent.bytes[..100]).expect("the folder can be written");
    assert_eq!(add.call((2, 3)), Ok(5));
    assert!(open(&path).is_err());
    std::fs::remove_file(&path).expect("the folder can be written");
    assert_eq!(add.call((2, 3)), Ok(5));
}

#[test]
fn another_digest_is_refused() {
    let sent = Sent::new();
    let path = sent.write(&sent.bytes);
    // SAFETY: it was built and audited just now.
    let open = |digest: &str| unsafe { Library::open_path_with_digest(&path, digest) };
    assert!(open(&sent.digest).is_ok());
    let error = open(&"0".repeat(64)).expect_err("the digest is another").to_string();
    assert!(error.contains("but 0000") && error.contains("build the plugin again"), "{error}");
}

#[test]
fn what_another_compiler_built_is_welcome() {
    let sent = Sent::new();
    let rustc = open(&sent.write(&sent.bytes)).expect("it fits").rustc();
    let other = "1234567890".repeat(4);
    let bytes = sent.patched(rustc.as_bytes(), &other.as_bytes()[..rustc.len()]);
    let library = open(&sent.write(&bytes)).expect("it fits");
    assert_eq!(library.rustc(), &other[..rustc.len()]);
    assert_eq!(library.call("add", &[Value::from(2_i64), Value::from(3_i64)]), Ok(Value::from(5_i64)));
}

#[test]
fn two_versions_are_open_at_once() {
    let (old, new) = (plugin_of("pub fn v() -> u8 { 1 }"), plugin_of("pub fn v() -> u8 { 2 }"));
    assert_eq!((old.call("v", &[]), new.call("v", &[])), (Ok(Value::from(1_u8)), Ok(Value::from(2_u8))));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = open(Path::new("/nonexistent/lib.so")).expect_err("it is not there");
    expect!["cannot read the library /nonexistent/lib.so"].assert_eq(&error.to_string());
}

#[test]
fn what_is_no_plugin_says_so() {
    let sent = Sent::new();
    check(
        &sent,
        b"pub fn add() {}",
        expect![[
            r#"cannot load sent: it is no library; a plugin's library is made by `plugwright build DIR -o FILE`"#
        ]],
    );
    check(
        &sent,
        &sent.patched(b"plugwright_plugin_v1", b"plugwright_plugin_v0"),
        expect![[
            r#"cannot load sent: it is a library, but no plugwright plugin; a plugin's library is made by `plugwright build DIR -o FILE`"#
        ]],
    );
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn what_is_for_other_machines_says_so() {
    let sent = Sent::new();
    let error = open(&sent.write(&sent.bytes[..sent.bytes.len() - 1])).expect_err("its last byte is missing");
    assert!(chain(&error).contains("copy or download it again"), "{}", chain(&error));
    let musl = sent.patched(b"libc.so.6\0", b"libc.musl\0");
    check(
        &sent,
        &musl,
        expect![
            "cannot load sent: it needs the C library libc.musl, and this host is linked with glibc; build it for the target of the host"
        ],
    );
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn what_needs_the_scarce_kind_of_thread_locals_says_so() {
    const DT_FLAGS: u64 = 30;
    const DF_STATIC_TLS: u8 = 0x10;
    let sent = Sent::new();
    let is_flags = |place: &usize| sent.bytes[*place..].starts_with(&DT_FLAGS.to_ne_bytes());
    let said = (0..sent.bytes.len() - 16).step_by(8).filter(is_flags).filter_map(|place| {
        let mut bytes = sent.bytes.clone();
        bytes[place + 8] |= DF_STATIC_TLS;
        open(&sent.write(&bytes)).err().map(|error| chain(&error))
    });
    let said: Vec<_> =
        said.map(|said| said.replace(&sent.folder.path().join("sent").display().to_string(), "sent")).collect();
    expect!["cannot load sent: it has thread-locals of the static model, for which a running program has no room; build its dependencies with `-ftls-model=global-dynamic` (`disable_initial_exec_tls` for jemalloc, `local_dynamic_tls` for mimalloc)"].assert_eq(&said.join("\n"));
}

#[test]
fn another_version_of_the_binary_interface_says_so() {
    let sent = Sent::new();
    // Version, number of entries (one function), both as the table begins with them.
    let version = plugwright_interface::abi::ABI_VERSION;
    let head = [version.to_ne_bytes(), 1_u32.to_ne_bytes()].concat();
    let other = [77_u32.to_ne_bytes(), 1_u32.to_ne_bytes()].concat();
    let places: Vec<_> =
        (0..sent.bytes.len() - 8).step_by(8).filter(|place| sent.bytes[*place..*place + 8] == head[..]).collect();
    let said = places.iter().filter_map(|place| {
        let mut bytes = sent.bytes.clone();
        bytes[*place..*place + 8].copy_from_slice(&other);
        match open(&sent.write(&bytes)) {
            Err(error @ OpenError::Abi { .. }) => Some(error.to_string()),
            _ => None,
        }
    });
    let said: Vec<_> =
        said.map(|said| said.replace(&sent.folder.path().join("sent").display().to_string(), "sent")).collect();
    assert_eq!(said, [format!("the library sent has ABI version 77, this host has {version}; build the plugin again")]);
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn raw_symbols_of_any_library_are_found_and_remembered() {
    type Entry = unsafe extern "C" fn() -> *const u32;
    let sent = Sent::new();
    let library = open(&sent.write(&sent.bytes)).expect("it fits");
    // SAFETY: the entry point takes nothing and returns a table, which begins with its version.
    unsafe {
        let entry = library.symbol::<Entry>("plugwright_plugin_v1").expect("it is there");
        assert_eq!(*entry(), plugwright_interface::abi::ABI_VERSION);
        let raw = RawLibrary::open(sent.write(&sent.bytes)).expect("it opens");
        assert!(raw.symbol::<Entry>("plugwright_plugin_v1").is_ok());
        let error = raw.symbol::<Entry>("nothing").expect_err("there is none").to_string();
        assert!(error.ends_with("does not export `nothing`"), "{error}");
    }
}
