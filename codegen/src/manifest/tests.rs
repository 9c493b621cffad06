//! Tests of what the plugin's manifest keeps of the author's.

use expect_test::{Expect, expect};
use plugwright_analyzer::{Sources, Target, parse};
use plugwright_sandbox::Policy;

use super::plugin;
use crate::about::About;

#[track_caller]
fn check(author: &str, policy: &str, expect: &Expect) {
    let manifest = format!("[package]\nname = \"sample\"\nedition = \"2021\"\n{author}");
    let sources = Sources::from_files([("Cargo.toml", manifest.as_str()), ("src/lib.rs", "")]);
    let policy: Policy = policy.parse().unwrap();
    let text = parse(&sources, &Target::default(), |krate, _| plugin(&krate.manifest, &About::default(), &policy));
    let text = text.unwrap();
    let features = text.split("\n[").filter(|table| table.starts_with("features]"));
    expect.assert_eq(&features.collect::<String>());
}

const FEATURES: &str = "
[dependencies]
kept = { version = \"1\", optional = true }
always = \"1\"
[build-dependencies]
script = { version = \"1\", optional = true }
[dev-dependencies]
bench = \"1\"
[features]
default = [\"std\", \"kept\"]
std = [\"always/std\", \"kept?/std\", \"bench/std\", \"bench?/more\"]
more = [\"dep:kept\", \"dep:script\", \"script/x\"]
bench = [\"std\"]
";

#[test]
fn features_turn_on_nothing_that_is_left_out() {
    check(
        FEATURES,
        "dependencies",
        &expect![[r#"
            features]
            bench = ["std"]
            default = ["std", "kept"]
            more = ["dep:kept"]
            std = ["always/std", "kept?/std"]
        "#]],
    );
    check(
        FEATURES,
        "dependencies,build-script",
        &expect![[r#"
            features]
            bench = ["std"]
            default = ["std", "kept"]
            more = ["dep:kept", "dep:script", "script/x"]
            std = ["always/std", "kept?/std"]
        "#]],
    );
}
