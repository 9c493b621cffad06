//! What a plugin may do, what it uses, and what is said about it.

use expect_test::expect;

use crate::scene::Scene;

#[test]
fn lists_what_a_plugin_uses() {
    let scene = Scene::plugin(
        "use std::fs as files;\n\npub fn read(path: &str) -> Option<String> {\n    files::read_to_string(path).ok()\n}\n\n\
         pub fn home() -> Option<String> {\n    std::env::var(\"HOME\").ok()\n}\n",
    );
    scene.check(
        "capabilities sample",
        expect![[r#"
        exit 0
        --- stdout
        fs
          src/lib.rs:1:5  imports `std::fs`                                     S021
          src/lib.rs:4:5  `files::read_to_string` is `std::fs::read_to_string`  S021

        env
          src/lib.rs:8:5  uses `std::env::var`  S023
    "#]],
    );
    scene.check("capabilities sample --json", expect![[r#"
        exit 0
        --- stdout
        [{"capability":"fs","alternatives":[],"rule":"S021","what":"imports `std::fs`","span":{"file":"src/lib.rs","start":{"line":1,"column":5},"end":{"line":1,"column":12}},"via":[]},{"capability":"fs","alternatives":[],"rule":"S021","what":"`files::read_to_string` is `std::fs::read_to_string`","span":{"file":"src/lib.rs","start":{"line":4,"column":5},"end":{"line":4,"column":26}},"via":["`files` is `std::fs`, by the import at src/lib.rs:1:5"]},{"capability":"env","alternatives":[],"rule":"S023","what":"uses `std::env::var`","span":{"file":"src/lib.rs","start":{"line":8,"column":5},"end":{"line":8,"column":18}},"via":[]}]
    "#]]);
    Scene::plugin("pub fn one() -> u8 { 1 }").check(
        "capabilities sample",
        expect![[r#"
        exit 0
        --- stdout
        uses nothing that needs a grant
    "#]],
    );
}
