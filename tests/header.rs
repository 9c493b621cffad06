//! A host in C, compiled against the generated headers.

use std::path::Path;
use std::process::Command;

use expect_test::expect;

use crate::plugins::{builder, fixture};

const PLUGINS: [&str; 6] = ["scalars", "text", "data", "choices", "panics", "handles"];

#[test]
fn a_host_in_c_calls_plugins_by_their_headers() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("the folder can be made");
    let mut libraries = Vec::new();
    for name in PLUGINS {
        let built = builder(fixture(name)).compile().unwrap_or_else(|error| panic!("{error}"));
        let header = plugwright::header(&built.artifact.interface);
        std::fs::write(folder.path().join(format!("{name}.h")), header).expect("the folder can be written");
        libraries.push(built.artifact.library);
    }
    let program = folder.path().join("host");
    compile(&fixture("hosts/c/main.c"), folder.path(), &program);
    let output = Command::new(&program).args(&libraries).output().expect("it starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}", text(&output.stderr));
    expect![[r#"
        a bool
        the byte 2
        HEY
        given!
        moon
        Shape
        the tag 9
        larger than 9
        index out of bounds: the len is 0 but the index is 0
        src/lib.rs
    "#]]
    .assert_eq(&text(&output.stdout));
}

/// Compiles with the compiler that the crate `cc` finds, and every warning as an error.
fn compile(source: &Path, headers: &Path, program: &Path) {
    let mut build = cc::Build::new();
    let target = &plugwright::find_toolchain(Path::new(env!("CARGO_TARGET_TMPDIR"))).expect("there is one").host;
    build.cargo_metadata(false).opt_level(1).target(target).host(target).warnings(true).extra_warnings(true);
    let mut command = build.get_compiler().to_command();
    command.arg("-std=c11").arg("-Werror").arg("-Wno-missing-field-initializers").arg("-I").arg(headers);
    let output = command.arg(source).arg("-o").arg(program).arg("-ldl").output().expect("the compiler starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
