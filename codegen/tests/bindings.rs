//! Golden bindings: `bindings/NAME.rs` is what a host gets for the plugin `expanded/NAME.in.rs`, or the
//! fixture of that name. That they compile and
//! work, the root package tests with a real host.

use expect_test::expect_file;
use plugwright_codegen::{BindingsOptions, BoundLibrary, bindings, header};

use crate::build::Place;
use crate::plugin::Plugin;

/// Returns the bindings of a plugin, and its header.
fn generated(plugin: &Plugin) -> (String, String) {
    let interface = Place::new().build(plugin).unwrap().artifact.interface;
    let options = BindingsOptions { runtime: "plugwright".to_owned(), library: BoundLibrary::Attached };
    (bindings(&interface, &options), header(&interface))
}

#[test]
fn data() {
    let plugin = Plugin::new(include_str!("expanded/data.in.rs"));
    expect_file!["bindings/data.rs"].assert_eq(&generated(&plugin).0);
}

#[test]
fn recursive() {
    let plugin = Plugin::new(include_str!("../../fixtures/recursive/src/lib.rs"));
    expect_file!["bindings/recursive.rs"].assert_eq(&generated(&plugin).0);
}

#[test]
fn defaults() {
    let plugin = Plugin::new(include_str!("../../fixtures/defaults/src/lib.rs"))
        .file("src/shapes.rs", include_str!("../../fixtures/defaults/src/shapes.rs"))
        .file("Cargo.toml", include_str!("../../fixtures/defaults/Cargo.toml"));
    let (bindings, header) = generated(&plugin);
    expect_file!["bindings/defaults.rs"].assert_eq(&bindings);
    let comment = r#"/* `greet(name: &str, greeting: &str = "Hello", times: u32 = 2) -> String`"#;
    assert!(header.contains(comment), "{header}");
}
