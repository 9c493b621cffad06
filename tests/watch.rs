//! A plugin that is built again when its files change.

use std::fs;
use std::path::Path;
use std::time::Duration;

use expect_test::{Expect, expect};
use plugwright::{Builder, Cache, Capability, Profile, Reload, Value, Watch};
use tempfile::TempDir;

use crate::plugins::{builder, folder_of};

/// Far longer than any build takes, so that a test that waits in vain ends.
const PATIENCE: Duration = Duration::from_secs(120);

/// A watched plugin with a function `value() -> i64`.
struct Scene {
    folder: TempDir,
    watch: Watch,
}

impl Scene {
    fn new(value: i64) -> Self {
        let folder = folder_of(&text(value));
        let watch = builder(folder.path()).watch().expect("it builds");
        Self { folder, watch }
    }

    fn write(&self, text: &str) {
        fs::write(self.folder.path().join("src/lib.rs"), text).expect("the folder can be written");
    }

    fn value(&self) -> Value {
        self.watch.call("value", &[]).expect("it has a value")
    }

    /// Waits for a report that is not about what an edit looked like half-way.
    fn wait(&self) -> Reload {
        self.watch.wait(PATIENCE).pop().expect("the change is noticed")
    }
}

fn text(value: i64) -> String {
    format!("pub fn value() -> i64 {{ {value} }}")
}

#[track_caller]
fn check_kept(new: &str, expect: Expect) {
    let scene = Scene::new(1);
    scene.write(new);
    expect.assert_eq(&scene.wait().to_string());
    assert_eq!((scene.value(), scene.watch.version()), (Value::from(1_i64), 1));
    scene.write(&text(2));
    let reload = scene.wait();
    assert!(matches!(reload, Reload::Swapped { version: 2, .. }), "{reload}");
    assert_eq!(scene.value(), Value::from(2_i64));
}

#[test]
fn an_edit_becomes_the_version_that_serves() {
    let scene = Scene::new(1);
    let typed = scene.watch.function("value").expect("it is there").typed::<(), i64>().expect("so");
    scene.write(&text(2));
    let reload = scene.wait();
    assert!(matches!(reload, Reload::Swapped { version: 2, .. }), "{reload}");
    assert_eq!(typed.call_numbered(()), (2, Ok(2)));
}

/// A plugin whose functions return `number`, by way of what a bridge that is linked again could have wrong.
fn numbered(number: usize) -> String {
    let (fields, order) =
        if number.is_multiple_of(3) { ("a: i64, b: u8", "a, b: 7") } else { ("b: u8, a: i64", "b: 7, a") };
    let inline = if number.is_multiple_of(4) { "#[inline]" } else { "" };
    let body = if number.is_multiple_of(2) { format!("{number}") } else { format!("\"{number}\".parse().unwrap()") };
    format!(
        "pub struct Pair {{ {fields} }}
         impl Pair {{
             pub fn new() -> Self {{ let a = value(); Self {{ {order} }} }}
             {inline} pub fn value(&self) -> i64 {{ assert_eq!(self.b, 7); self.a }}
         }}
         fn same<T: Into<i64>>(t: T) -> i64 {{ t.into() }}
         pub fn value() -> i64 {{ same::<i64>({body}) }}"
    )
}

#[test]
fn every_edit_of_an_unoptimised_plugin_shows() {
    let folder = folder_of(&numbered(0));
    let watch = builder(folder.path()).profile(Profile::Dev).watch().expect("it builds");
    for number in 0..14 {
        fs::write(folder.path().join("src/lib.rs"), numbered(number)).expect("the folder can be written");
        let expected = Ok(Value::from(number as i64));
        while watch.call("value", &[]) != expected {
            let reports = watch.wait(PATIENCE);
            assert!(reports.iter().all(|reload| matches!(reload, Reload::Swapped { .. })), "{reports:?}");
        }
        let library = watch.library();
        let pair = library.call("Pair::new", &[]).expect("it is made");
        assert_eq!(library.call("Pair::value", &[pair]), expected);
    }
}

#[test]
fn an_edit_leaves_the_dependencies_built() {
    let text =
        |value: i64| format!("pub fn value() -> i64 {{ either::Either::<i64, i64>::Left({value}).into_inner() }}");
    let (folder, cache) = (folder_of(&text(1)), tempfile::tempdir().expect("there is a place"));
    let manifest = folder.path().join("Cargo.toml");
    let more = fs::read_to_string(&manifest).expect("it is there") + "[dependencies]\neither = \"1\"\n";
    fs::write(manifest, more).expect("the folder can be written");
    let builder = Builder::new(folder.path()).grant(Capability::Dependencies).cache(Cache::at(cache.path()));
    let watch = builder.watch().expect("it builds");
    let dependency = || {
        let files = walkdir::WalkDir::new(cache.path()).into_iter().flatten();
        let found = files.filter(|file| file.file_name().to_string_lossy().starts_with("libeither")).map(|file| {
            let modified = file.metadata().expect("it is there").modified().expect("the system knows");
            (file.into_path(), modified)
        });
        found.collect::<Vec<_>>()
    };
    let before = dependency();
    fs::write(folder.path().join("src/lib.rs"), text(2)).expect("the folder can be written");
    while watch.call("value", &[]) != Ok(Value::from(2_i64)) {
        drop(watch.wait(PATIENCE));
    }
    assert!(!before.is_empty());
    assert_eq!(dependency(), before);
}

#[test]
fn what_is_no_new_version_leaves_the_old_one() {
    check_kept(
        "pub fn value() -> i64 { ",
        expect!["version 1 serves on: the plugin has faults: src/lib.rs:1:23: this `{` is never closed"],
    );
    check_kept(
        "pub fn value() -> i64 { true }",
        expect!["version 1 serves on: the plugin has faults: src/lib.rs:1:25: mismatched types (E0308)"],
    );
    check_kept(
        "pub fn value() -> i64 { std::process::id().into() }",
        expect!["version 1 serves on: the policy refuses the plugin: src/lib.rs:1:25: uses `std::process::id`"],
    );
    check_kept(
        "pub fn value() -> i32 { 0 }",
        expect![
            "version 1 serves on: the new version of `sample` cannot take the place of the old one: `value` was `fn() -> i64` and is `fn() -> i32`"
        ],
    );
}

#[test]
fn content_decides_and_not_events() {
    let scene = Scene::new(1);
    scene.write(&text(1));
    assert!(scene.watch.look().is_none(), "the same text again");
    scene.write(&format!("{} // a comment", text(1)));
    assert!(scene.watch.look().is_none(), "the same library again");
    assert_eq!(scene.watch.version(), 1);
}

#[test]
fn a_storm_of_edits_ends_with_the_last_and_needs_few_builds() {
    const EDITS: i64 = 300;
    let scene = Scene::new(0);
    let mut reports = 0;
    for edit in 1..=EDITS {
        // As editors save: beside the file, and renamed over it.
        let path = scene.folder.path().join("src/lib.rs");
        fs::write(path.with_extension("new"), text(edit)).expect("the folder can be written");
        fs::rename(path.with_extension("new"), &path).expect("the folder can be written");
        reports += scene.watch.reloads().len();
    }
    while scene.value() != Value::from(EDITS) {
        reports += scene.watch.wait(PATIENCE).len();
    }
    let served = scene.watch.version();
    assert!(served < 100, "{served} versions of {EDITS} edits");
    assert_eq!(scene.watch.look().map(|reload| reload.to_string()), None);
    assert!(reports + scene.watch.reloads().len() < 100, "{reports} reports");
}

#[test]
fn new_files_and_folders_count_and_a_lost_folder_is_reported_once() {
    let scene = Scene::new(1);
    let src = scene.folder.path().join("src");
    fs::create_dir(src.join("deep")).expect("the folder can be written");
    fs::write(src.join("deep/more.rs"), "pub const MORE: i64 = 7;").expect("the folder can be written");
    scene.write("mod deep { pub mod more; } pub fn value() -> i64 { deep::more::MORE }");
    while scene.value() != Value::from(7_i64) {
        drop(scene.watch.wait(PATIENCE));
    }
    fs::write(src.join("deep/more.rs"), "pub const MORE: i64 = 8;").expect("the folder can be written");
    while scene.value() != Value::from(8_i64) {
        drop(scene.watch.wait(PATIENCE));
    }
    fs::remove_dir_all(scene.folder.path()).expect("the folder can be removed");
    let reports = scene.watch.wait(PATIENCE);
    assert!(reports.iter().all(|reload| matches!(reload, Reload::Kept { .. })), "{reports:?}");
    assert_eq!(scene.value(), Value::from(8_i64));
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let error = builder(Path::new("/nonexistent/plugin")).watch().expect_err("it is not there");
    expect!["cannot watch /nonexistent/plugin"].assert_eq(&error.to_string());
}
