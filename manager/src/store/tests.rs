//! Tests of the store: what it does, and what is left of it when it is stopped or fails at any step.

mod crash;

use std::fs;
use std::path::Path;

use expect_test::{Expect, expect};

use super::{AddOptions, Age, Installed, LOCK_FILE, Locking, Store};
use crate::acquire::Acquired;
use crate::{Content, Error, Name, Provenance, StoreError, parse_manifest};

/// A plugin in memory.
pub(super) fn plugin(name: &str, version: &str, text: &str) -> Acquired {
    let manifest = format!(r#"{{ "name": "{name}", "version": "{version}", "source": {{ "mode": "local_src" }} }}"#);
    let mut content = Content::default();
    content.insert("plugin.json", manifest.as_bytes());
    content.insert("src/Cargo.toml", "[package]\n");
    content.insert("src/src/lib.rs", text);
    let parsed = parse_manifest(&manifest).unwrap();
    Acquired {
        manifest: parsed.manifest,
        warnings: parsed.warnings,
        content,
        provenance: Provenance::Folder { path: "plugins/greet".to_owned() },
        archive: None,
        signed: None,
    }
}

pub(super) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn install(store: &Store, version: &str) -> Result<Installed, StoreError> {
    store.install(&plugin("greet", version, version), AddOptions::default())
}

/// What is installed, each version with its marks, and every file that belongs to none.
pub(super) fn state(store: &Store) -> String {
    let mut shown = String::new();
    for name in store.known().unwrap() {
        shown += name.as_str();
        for installed in store.versions(&name).unwrap() {
            installed.verify().unwrap();
            let text = fs::read_to_string(installed.folder.join("src/src/lib.rs")).unwrap();
            assert!(installed.receipt.version.to_string().starts_with(&text), "another version's content");
            let marks = [(installed.is_current, "*"), (installed.is_pinned, "!")];
            let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
            shown += &format!(" {}{marks}", installed.receipt.version);
        }
        shown += "\n";
    }
    shown
}

#[track_caller]
fn check(store: &Store, expect: Expect) {
    expect.assert_eq(&state(store));
}

#[track_caller]
fn check_error<T: std::fmt::Debug>(result: Result<T, impl Into<Error>>, expect: Expect) {
    let error: Error = result.unwrap_err().into();
    expect.assert_eq(&error.to_string());
}

#[test]
fn versions_come_and_go() {
    let base = tempfile::tempdir().unwrap();
    let store = Store::open(base.path()).unwrap().keep(1);
    let greet = name("greet");
    check_error(store.current(&greet), expect!["no plugin `greet` is installed"]);
    install(&store, "1.0.0").unwrap();
    check_error(store.current(&name("gret")), expect!["no plugin `gret` is installed; did you mean `greet`?"]);
    check_error(store.rollback(&greet), expect!["no older version of `greet` is kept that it could go back to"]);
    install(&store, "1.1.0").unwrap();
    check(
        &store,
        expect![[r#"
        greet 1.0.0 1.1.0*
    "#]],
    );
    install(&store, "1.2.0").unwrap();
    check(
        &store,
        expect![[r#"
        greet 1.1.0 1.2.0*
    "#]],
    );
    assert_eq!(store.rollback(&greet).unwrap().receipt.version.to_string(), "1.1.0");
    check(
        &store,
        expect![[r#"
        greet 1.1.0* 1.2.0
    "#]],
    );
    store.gc().unwrap();
    check(
        &store,
        expect![[r#"
        greet 1.1.0*
    "#]],
    );
    store.remove(&greet).unwrap();
    check(&store, expect![""]);
    assert_eq!(fs::read_to_string(base.path().join(LOCK_FILE)).unwrap(), "{\n  \"format\": 1,\n  \"plugins\": {}\n}\n");
}

#[test]
fn what_is_added_is_not_in_use_before_it_is_activated() {
    let base = tempfile::tempdir().unwrap();
    let store = Store::open(base.path()).unwrap();
    install(&store, "1.0.0").unwrap();
    let added = store.add(&plugin("greet", "1.1.0", "1.1.0"), AddOptions::default()).unwrap();
    assert!(!added.is_current && added.sources().is_some() && added.targets().is_empty());
    check(
        &store,
        expect![[r#"
        greet 1.0.0* 1.1.0
    "#]],
    );
    store.activate(&name("greet"), &added.receipt.version).unwrap();
    check(
        &store,
        expect![[r#"
        greet 1.0.0 1.1.0*
    "#]],
    );
    check_error(
        store.activate(&name("greet"), &"2.0.0".parse().unwrap()),
        expect!["version 2.0.0 of `greet` is not in the store; there is 1.0.0, 1.1.0"],
    );
}

#[test]
fn what_is_pinned_stays() {
    let base = tempfile::tempdir().unwrap();
    let store = Store::open(base.path()).unwrap();
    install(&store, "1.0.0").unwrap();
    install(&store, "1.1.0").unwrap();
    store.pin(&name("greet")).unwrap();
    check_error(install(&store, "1.2.0"), expect!["`greet` is pinned to version 1.1.0"]);
    check_error(store.rollback(&name("greet")), expect!["`greet` is pinned to version 1.1.0"]);
    check(
        &store,
        expect![[r#"
        greet 1.0.0 1.1.0*! 1.2.0
    "#]],
    );
    store.unpin(&name("greet")).unwrap();
    install(&store, "1.2.0").unwrap();
    check(
        &store,
        expect![[r#"
        greet 1.0.0 1.1.0 1.2.0*
    "#]],
    );
}

#[test]
fn nothing_takes_the_place_of_something_better() {
    let base = tempfile::tempdir().unwrap();
    let store = Store::open(base.path()).unwrap().keep(0);
    install(&store, "1.1.0").unwrap();
    check_error(
        install(&store, "1.0.0"),
        expect!["version 1.0.0 of `greet` is older than 1.1.0, which was installed before"],
    );
    let changed = plugin("greet", "1.1.0", "1");
    check_error(
        store.install(&changed, AddOptions::default()),
        expect!["version 1.1.0 of `greet` is known with another content; a new content needs a new version"],
    );
    check_error(
        store.install(&plugin("Greet", "1.0.0", "1.0.0"), AddOptions::default()),
        expect!["`Greet` cannot be told from `greet`, which is installed"],
    );
    assert!(install(&store, "1.1.0").is_ok(), "the same again is no harm");
    let any = AddOptions { age: Age::Any, ..AddOptions::default() };
    store.install(&plugin("greet", "1.0.0", "1.0.0"), any).unwrap();
    check(
        &store,
        expect![[r#"
        greet 1.0.0*
    "#]],
    );
    check_error(
        install(&store, "1.0.5"),
        expect!["version 1.0.5 of `greet` is older than 1.1.0, which was installed before"],
    );
}

#[test]
fn the_lock_file_decides_where_it_is_asked_to() {
    let base = tempfile::tempdir().unwrap();
    install(&Store::open(base.path()).unwrap(), "1.0.0").unwrap();
    fs::remove_dir_all(base.path().join(".store")).unwrap();
    let store = Store::open(base.path()).unwrap();
    let obey = AddOptions { locking: Locking::Obey, ..AddOptions::default() };
    check_error(
        store.install(&plugin("greet", "1.0.1", "1.0.1"), obey.clone()),
        expect!["the lock file does not name version 1.0.1 of `greet`"],
    );
    check_error(
        store.install(&plugin("greet", "1.0.0", "1"), obey.clone()),
        expect!["version 1.0.0 of `greet` is known with another content; a new content needs a new version"],
    );
    store.install(&plugin("greet", "1.0.0", "1.0.0"), obey).unwrap();
    check(
        &store,
        expect![[r#"
        greet 1.0.0*
    "#]],
    );
}

#[test]
fn a_change_in_the_store_is_seen() {
    let base = tempfile::tempdir().unwrap();
    let store = Store::open(base.path()).unwrap();
    let installed = install(&store, "1.0.0").unwrap();
    #[track_caller]
    fn check_changed(installed: &Installed, change: impl FnOnce(&Path), expect: Expect) {
        change(&installed.folder);
        let error = installed.verify().unwrap_err();
        expect.assert_eq(&std::error::Error::source(&error).unwrap().to_string());
    }
    let lib = |folder: &Path| folder.join("src/src/lib.rs");
    check_changed(
        &installed,
        |folder| fs::write(folder.join("src/new.rs"), "x").unwrap(),
        expect!["its SHA256SUMS does not name `src/new.rs`"],
    );
    fs::remove_file(installed.folder.join("src/new.rs")).unwrap();
    check_changed(
        &installed,
        |folder| fs::write(lib(folder), "evil").unwrap(),
        expect!["its file `src/src/lib.rs` has another digest than its SHA256SUMS says"],
    );
    check_changed(&installed, |folder| fs::remove_file(lib(folder)).unwrap(), expect!["it lacks `src/src/lib.rs`"]);
    check_changed(
        &installed,
        |folder| fs::write(folder.join("SHA256SUMS"), "").unwrap(),
        expect!["its SHA256SUMS cannot be read"],
    );
}

#[test]
fn two_installations_at_once_are_one_after_the_other() {
    let base = tempfile::tempdir().unwrap();
    let barrier = std::sync::Barrier::new(8);
    std::thread::scope(|scope| {
        for number in 0..8 {
            let (barrier, base) = (&barrier, base.path());
            scope.spawn(move || {
                let store = Store::open(base).unwrap();
                barrier.wait();
                // The same plugin in every thread, and another one in every second.
                install(&store, "1.0.0").unwrap();
                let other = plugin(&format!("other{}", number % 2), "1.0.0", "1.0.0");
                store.install(&other, AddOptions::default()).unwrap();
            });
        }
    });
    let store = Store::open(base.path()).unwrap();
    check(
        &store,
        expect![[r#"
        greet 1.0.0*
        other0 1.0.0*
        other1 1.0.0*
    "#]],
    );
    assert_eq!(super::LockFile::load(base.path()).unwrap().plugins.len(), 3);
}
