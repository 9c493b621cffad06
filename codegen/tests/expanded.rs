//! Golden bridges: `expanded/NAME.in.rs` is a plugin, `expanded/NAME.rs` its bridge. `UPDATE_EXPECT=1` writes the latter
//! anew. That each of them compiles is tested by building it.

use expect_test::expect_file;

use crate::build::Place;
use crate::plugin::{MANIFEST, Plugin};

#[track_caller]
fn check(source: &str, golden: expect_test::ExpectFile) {
    check_plugin(&Plugin::new(source), golden);
}

#[track_caller]
fn check_plugin(plugin: &Plugin, golden: expect_test::ExpectFile) {
    golden.assert_eq(plugin.bridge().text());
    let built = Place::new().build(plugin).unwrap();
    assert!(built.skipped.iter().all(|skip| !skip.reason.contains("does not compile")), "{:?}", built.skipped);
}

macro_rules! golden {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            let source = include_str!(concat!("expanded/", stringify!($name), ".in.rs"));
            check(source, expect_file![concat!("expanded/", stringify!($name), ".rs")]);
        }
    )*};
}

golden! { scalars texts lists nested modules failures data handles held objects closures stand_ins }

#[test]
fn context() {
    let manifest = format!("{MANIFEST}[dependencies]\nplugwright-plugin = \"0.1\"\n");
    let source = include_str!("expanded/context.in.rs");
    check_plugin(&Plugin::new(source).file("Cargo.toml", &manifest), expect_file!["expanded/context.rs"]);
}
