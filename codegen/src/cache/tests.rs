use std::fs;
use std::time::{Duration, SystemTime};

use plugwright_analyzer::Features;
use plugwright_interface::{Artifact, Interface};
use plugwright_sandbox::Policy;

use super::{Cache, Entry, RECEIPT, temporary};
use crate::key::{Key, digest};
use crate::toolchain::find_toolchain;

struct Stored {
    _root: tempfile::TempDir,
    cache: Cache,
    key: Key,
}

fn key(cache: &Cache, sources: &str) -> Key {
    Key::new(sources, &Features::default(), &Policy::default(), &find_toolchain(cache.root()).unwrap())
}

fn store() -> Stored {
    let root = tempfile::tempdir().unwrap();
    let cache = Cache::at(root.path());
    let key = key(&cache, "a");
    let interface = Interface {
        krate: "k".into(),
        version: "1.0.0".into(),
        functions: Vec::new(),
        constants: Vec::new(),
        types: Vec::new(),
        ..Interface::default()
    };
    let artifact = Artifact { library: "lib.so".into(), digest: digest(b"code"), interface, stamp: None };
    let _lock = cache.try_lock(&key).unwrap().unwrap();
    cache.insert(&key, "lib.so", b"code", &Entry { artifact, skipped: Vec::new() }).unwrap();
    Stored { _root: root, cache, key }
}

/// Stores an entry, lets `spoil` at its folder, and expects a miss that the next insert repairs.
#[track_caller]
fn check_spoilt(spoil: impl FnOnce(&std::path::Path)) {
    let stored = store();
    let entry = stored.cache.lookup(&stored.key).expect("a hit before it is spoilt");
    assert_eq!(fs::read(&entry.artifact.library).unwrap(), b"code");
    spoil(&stored.cache.folder(&stored.key));
    assert_eq!(stored.cache.lookup(&stored.key), None);
    let artifact = stored.cache.insert(&stored.key, "lib.so", b"code", &entry).unwrap();
    assert_eq!(stored.cache.lookup(&stored.key), Some(Entry { artifact, ..entry }));
}

#[test]
fn misses_a_changed_library() {
    check_spoilt(|folder| fs::write(folder.join("lib.so"), b"evil").unwrap());
}

#[test]
fn finds_an_entry_whose_library_nobody_has_read() {
    let stored = store();
    fs::write(stored.cache.folder(&stored.key).join("lib.so"), b"evil").unwrap();
    let found = stored.cache.find(&stored.key).expect("its receipt is whole");
    assert_eq!(found.artifact.digest, digest(b"code"), "the one that was audited");
}

#[test]
fn misses_a_truncated_receipt() {
    check_spoilt(|folder| fs::write(folder.join(RECEIPT), b"{\"format\":1,").unwrap());
}

#[test]
fn misses_a_lost_library() {
    check_spoilt(|folder| fs::remove_file(folder.join("lib.so")).unwrap());
}

#[test]
fn misses_a_receipt_that_leads_elsewhere() {
    check_spoilt(|folder| {
        let receipt = fs::read_to_string(folder.join(RECEIPT)).unwrap();
        fs::copy(folder.join("lib.so"), folder.parent().unwrap().join("lib.so")).unwrap();
        fs::write(folder.join(RECEIPT), receipt.replace("\"lib.so\"", "\"../lib.so\"")).unwrap();
    });
}

#[test]
fn misses_an_entry_under_a_foreign_name() {
    let stored = store();
    let other = key(&stored.cache, "b");
    fs::rename(stored.cache.folder(&stored.key), stored.cache.folder(&other)).unwrap();
    assert_eq!(stored.cache.lookup(&other), None);
}

#[cfg(unix)]
#[test]
fn misses_an_entry_that_others_can_write() {
    use std::os::unix::fs::PermissionsExt;
    check_spoilt(|folder| fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).unwrap());
}

#[test]
fn tells_everything_that_decides_a_build_apart() {
    let root = tempfile::tempdir().unwrap();
    let cache = Cache::at(root.path());
    let toolchain = find_toolchain(cache.root()).unwrap();
    let plain = Key::new("a", &Features::default(), &Policy::default(), &toolchain);
    let granted = Key::new("a", &Features::default(), &"fs".parse().unwrap(), &toolchain);
    let all = Features { all: true, ..Features::default() };
    let featured = Key::new("a", &all, &Policy::default(), &toolchain);
    let foreign = crate::Toolchain { target: "x".into(), ..toolchain.clone() };
    let foreign = Key::new("a", &Features::default(), &Policy::default(), &foreign);
    let newer = Key::new(
        "a",
        &Features::default(),
        &Policy::default(),
        &crate::Toolchain { about: "x".into(), ..toolchain.clone() },
    );
    assert_ne!(plain, granted);
    assert_ne!(plain, newer);
    assert_ne!(plain, featured);
    assert_ne!(plain, foreign);
    assert_ne!(plain, Key::new("b", &Features::default(), &Policy::default(), &toolchain));
    assert_eq!(plain, Key::new("a", &Features::default(), &Policy::default(), &toolchain));
}

#[cfg(unix)]
#[test]
fn a_temporary_cache_is_in_no_folder_that_others_can_write() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let parent = tempfile::tempdir().unwrap();
    let first = temporary(parent.path());
    assert_eq!(first.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(temporary(parent.path()), first, "it is found again");

    fs::set_permissions(&first, fs::Permissions::from_mode(0o777)).unwrap();
    let second = temporary(parent.path());
    assert_ne!(second, first);

    let elsewhere = tempfile::tempdir().unwrap();
    fs::remove_dir(&second).unwrap();
    symlink(elsewhere.path(), &second).unwrap();
    let third = temporary(parent.path());
    assert!(third != first && third != second, "{third:?}");
}

#[test]
fn a_temporary_cache_that_cannot_be_made_is_none() {
    let parent = tempfile::tempdir().unwrap();
    let cache = Cache::at(temporary(&parent.path().join("file\0")));
    assert!(cache.lock_file(&key(&cache, "a")).is_err());
}

/// Stores entries that were used so many days ago, makes room for so many of them, and says whose are left.
#[track_caller]
fn check_room(days: &[u64], room: u64, left: &[u64]) {
    let root = tempfile::tempdir().unwrap();
    let cache = Cache::at(root.path());
    for age in days {
        let folder = cache.artifacts().join(format!("{age:064}"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("lib.so"), [0; 1000]).unwrap();
        fs::write(folder.join(RECEIPT), b"{}").unwrap();
        let used = SystemTime::now() - Duration::from_hours(24 * age);
        fs::File::options().write(true).open(folder.join(RECEIPT)).unwrap().set_modified(used).unwrap();
    }
    fs::create_dir_all(cache.artifacts()).unwrap();
    cache.make_room(room * 1002).unwrap();
    let is_left = |age: &&u64| cache.artifacts().join(format!("{age:064}")).exists();
    assert_eq!(days.iter().filter(is_left).copied().collect::<Vec<_>>(), left);
}

#[test]
fn what_was_not_used_for_longest_goes_first() {
    check_room(&[3, 1, 9, 2], 4, &[3, 1, 9, 2]);
    check_room(&[3, 1, 9, 2], 2, &[1, 2]);
    check_room(&[3, 1, 9, 2], 0, &[]);
    check_room(&[], 0, &[]);
}

#[test]
fn what_is_being_built_again_does_not_go() {
    let stored = store();
    let lock = stored.cache.try_lock(&stored.key).unwrap().unwrap();
    stored.cache.make_room(0).unwrap();
    assert!(stored.cache.find(&stored.key).is_some());
    drop(lock);
    stored.cache.make_room(0).unwrap();
    assert!(stored.cache.find(&stored.key).is_none());
}

#[test]
fn a_use_is_noted_once_a_day() {
    let stored = store();
    let receipt = stored.cache.folder(&stored.key).join(RECEIPT);
    let used = || fs::metadata(&receipt).unwrap().modified().unwrap();
    let set = |time| fs::File::options().write(true).open(&receipt).unwrap().set_modified(time).unwrap();
    let (lately, long_ago) =
        (SystemTime::now() - Duration::from_hours(1), SystemTime::now() - Duration::from_hours(48));
    for (before, is_noted) in [(lately, false), (long_ago, true)] {
        set(before);
        let before = used();
        stored.cache.find(&stored.key).expect("it is there");
        assert_eq!(used() > before, is_noted);
    }
}
