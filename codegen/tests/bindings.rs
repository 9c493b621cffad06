//! Golden bindings: `bindings/NAME.rs` is what a host gets for the plugin `expanded/NAME.in.rs`. That they compile and
//! work, the root package tests with a real host.

use expect_test::expect_file;
use plugwright_codegen::{BindingsOptions, BoundLibrary, bindings};

use crate::build::Place;
use crate::plugin::Plugin;

#[test]
fn data() {
    let plugin = Plugin::new(include_str!("expanded/data.in.rs"));
    let built = Place::new().build(&plugin).unwrap();
    let options = BindingsOptions { runtime: "plugwright".to_owned(), library: BoundLibrary::Attached };
    expect_file!["bindings/data.rs"].assert_eq(&bindings(&built.artifact.interface, &options));
}
