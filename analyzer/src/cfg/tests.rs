//! Tests of the three answers that a predicate can have.

use expect_test::{Expect, expect};

use super::{Cfg, Features, Target};
use crate::manifest::Manifest;

/// Evaluates the attributes in front of an item, without and with a build script.
#[track_caller]
fn check(attributes: &str, expect: &Expect) {
    let target = Target::parse(
        "unix\ntarget_os=\"linux\"\ntarget_feature=\"sse\"\ntarget_feature=\"sse2\"\ndebug_assertions\npanic=\"unwind\"\n",
    );
    let features = Features { default: true, all: false, names: vec!["extra".to_owned()], ..Features::default() };
    let target = target.with_features(features);
    let mut manifest = Manifest::default();
    manifest.features.insert("default".to_owned(), vec!["std".to_owned()]);
    manifest.features.insert("std".to_owned(), Vec::new());
    manifest.features.insert("extra".to_owned(), Vec::new());
    let item: syn::ItemFn = syn::parse_str(&format!("{attributes} fn f() {{}}")).unwrap();
    let plain = Cfg::new(&target, &manifest).state(&item.attrs);
    let mut scripted = Cfg::new(&target, &manifest);
    scripted.has_build_script = true;
    let open = scripted.state(&item.attrs);
    expect.assert_eq(&format!("{plain:?} {open:?}"));
}

#[test]
fn knows_the_target_and_the_features() {
    check("", &expect!["Active Active"]);
    check("#[cfg(unix)]", &expect!["Active Active"]);
    check("#[cfg(windows)]", &expect!["Inactive Inactive"]);
    check("#[cfg(target_os = \"linux\")]", &expect!["Active Active"]);
    check("#[cfg(target_os = \"macos\")]", &expect!["Inactive Inactive"]);
    check("#[cfg(target_feature = \"sse2\")]", &expect!["Active Active"]);
    check("#[cfg(feature = \"std\")]", &expect!["Active Active"]);
    check("#[cfg(feature = \"extra\")]", &expect!["Active Active"]);
    check("#[cfg(feature = \"other\")]", &expect!["Inactive Inactive"]);
    check("#[cfg(test)]", &expect!["Inactive Inactive"]);
    check("#[cfg(debug_assertions)]", &expect!["Inactive Inactive"]);
    check("#[cfg(true)]", &expect!["Active Active"]);
    check("#[cfg(panic = \"unwind\")]", &expect!["Active Active"]);
}

#[test]
fn combines_three_values() {
    check("#[cfg(all())]", &expect!["Active Active"]);
    check("#[cfg(any())]", &expect!["Inactive Inactive"]);
    check("#[cfg(not(any(windows, test)))]", &expect!["Active Active"]);
    check("#[cfg(own)]", &expect!["Inactive Unknown"]);
    check("#[cfg(not(own))]", &expect!["Active Unknown"]);
    check("#[cfg(any(unix, own))]", &expect!["Active Active"]);
    check("#[cfg(all(windows, own))]", &expect!["Inactive Inactive"]);
    check("#[cfg(all(unix, own = \"x\",))]", &expect!["Inactive Unknown"]);
    check("#[cfg(version(\"1.2\"))]", &expect!["Unknown Unknown"]);
    check("#[cfg(unix)] #[cfg(windows)]", &expect!["Inactive Inactive"]);
    check("#[cfg_attr(unix, cfg(windows))]", &expect!["Inactive Inactive"]);
    check("#[cfg_attr(windows, cfg(windows))]", &expect!["Active Active"]);
    check("#[cfg_attr(own, cfg(windows))]", &expect!["Active Unknown"]);
    check("#[cfg(not(unix, windows))]", &expect!["Unknown Unknown"]);
}

#[test]
fn decides_tables_of_dependencies() {
    let target = Target::parse("unix\ntarget_os=\"linux\"\n");
    let states = ["cfg(unix)", "cfg(not(unix))", "cfg(target_os = \"macos\")", "x86_64-unknown-linux-gnu", "cfg(("];
    expect!["[Active, Inactive, Inactive, Unknown, Unknown]"]
        .assert_eq(&format!("{:?}", states.map(|key| target.applies(key))));
}
