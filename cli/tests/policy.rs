//! What a plugin may do, what it uses, and what is said about it.

use expect_test::expect;
use tempfile::TempDir;

use crate::scene::{Scene, words};

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

const READS: &str =
    "use std::fs as files;\n\npub fn read(path: &str) -> Option<String> {\n    files::read_to_string(path).ok()\n}\n";

#[test]
fn a_policy_file_grants_by_name_and_with_a_reason() {
    let scene = Scene::plugin(READS).file(
        "policies/host.toml",
        "version = 1\n[plugin.sample]\nreason = \"reads templates\"\n[plugin.sample.grant]\nfs = true\nnet = true\n",
    );
    let scene =
        scene.file("other.toml", "version = 1\n[plugin.other]\nreason = \"x\"\n[plugin.other.grant]\nfs = true\n");
    scene.run(&["check", "sample", "--policy", "policies/host.toml"]);
    scene.check(
        "check sample --policy policies/host.toml",
        expect![[r#"
        exit 0
        --- stdout
        sample 0.1.0 can be used as a plugin
          sources    1 warning
          policy     fs,net granted, and nothing is refused
          library    unchanged since it was compiled and audited
          functions  1 can be called
        --- stderr
        warning[P007]: `sample` is granted `net`, which its sources do not use
        --> policies/host.toml:2:1
         = note: rule `policy-unused-grant`: the policy file grants what the plugin has no use for

    "#]],
    );
    assert!(scene.run(&["check", "sample", "--policy", "other.toml"]).starts_with("exit 3"));
}

#[test]
fn the_file_of_the_working_directory_is_found_and_that_of_the_plugin_is_not() {
    let open = "version = 1\n[plugin.\"*\"]\nreason = \"all\"\n[plugin.\"*\".grant]\nfs = true\n";
    let scene = Scene::plugin(READS).file("sample/plugwright.toml", open);
    assert!(scene.run(&["check", "sample"]).starts_with("exit 3"));
    let inside =
        scene.command(&["check", "."]).current_dir(scene.folder.path().join("sample")).output().expect("a run");
    assert_eq!(inside.status.code(), Some(3));
    let scene = scene.file("plugwright.toml", open);
    assert!(scene.run(&["check", "sample"]).starts_with("exit 0"));
}

#[test]
fn a_policy_file_with_faults_opens_nothing() {
    let scene = Scene::plugin("pub fn one() -> u8 { 1 }").file(
        "plugwright.toml",
        "version = 1\n[plugin.sample.grant]\nfs = \"all\"\nfiels = true\n[[exception]]\nplugin = \"x\"\nrule = \"S014\"\n",
    );
    scene.check(
        "check sample",
        expect![[r#"
        exit 2
        --- stderr
        error[P003]: `plugin.sample.grant.fs` must be true or false, not string
         --> plugwright.toml:3:6
          |
        3 | fs = "all"
          |      ^^^^^
          |
          = note: rule `policy-wrong-type`: a value of the policy file has the wrong type

        error[P002]: there is no key `plugin.sample.grant.fiels`
         --> plugwright.toml:4:1
          |
        4 | fiels = true
          | ^^^^^
          |
          = note: rule `policy-unknown-key`: the policy file has a key that means nothing

        error[P005]: `exception[0]` has no `path`
         --> plugwright.toml:5:1
          |
        5 | [[exception]]
          | ^^^^^^^^^^^^^
          |
          = note: rule `policy-missing-key`: a key of the policy file is missing

        error[P005]: `exception[0]` has no `file-sha256`
         --> plugwright.toml:5:1
          |
        5 | [[exception]]
          | ^^^^^^^^^^^^^
          |
          = note: rule `policy-missing-key`: a key of the policy file is missing

        error[P005]: `exception[0]` has no `reason`
         --> plugwright.toml:5:1
          |
        5 | [[exception]]
          | ^^^^^^^^^^^^^
          |
          = note: rule `policy-missing-key`: a key of the policy file is missing

        error[P005]: `exception[0]` has no `expires`
         --> plugwright.toml:5:1
          |
        5 | [[exception]]
          | ^^^^^^^^^^^^^
          |
          = note: rule `policy-missing-key`: a key of the policy file is missing

        error: the policy file has faults (6 errors)
    "#]],
    );
    scene.check(
        "check sample --policy missing.toml",
        expect![[r#"
        exit 2
        --- stderr
        error: cannot read the policy file `missing.toml`
          caused by: No such file or directory (os error 2)
    "#]],
    );
}

#[test]
fn findings_come_as_sarif() {
    let scene = Scene::plugin(READS);
    scene.check("check sample --format sarif", expect![[r#"
        exit 3
        --- stdout
        {"$schema":"https://json.schemastore.org/sarif-2.1.0.json","runs":[{"columnKind":"unicodeCodePoints","results":[{"level":"error","locations":[{"physicalLocation":{"artifactLocation":{"uri":"src/lib.rs"},"region":{"endColumn":12,"endLine":1,"startColumn":5,"startLine":1}}}],"message":{"text":"imports `std::fs`\ngrant `fs` to allow this"},"ruleId":"S021"},{"level":"error","locations":[{"physicalLocation":{"artifactLocation":{"uri":"src/lib.rs"},"region":{"endColumn":26,"endLine":4,"startColumn":5,"startLine":4}}}],"message":{"text":"`files::read_to_string` is `std::fs::read_to_string`\n`files` is `std::fs`, by the import at src/lib.rs:1:5\ngrant `fs` to allow this"},"ruleId":"S021"}],"tool":{"driver":{"name":"plugwright","rules":[{"fullDescription":{"text":"Files of the host are read or written with the host's rights."},"id":"S021","name":"api-fs","shortDescription":{"text":"uses `std::fs`"}}],"version":"0.1.0"}}}],"version":"2.1.0"}
    "#]]);
    assert_eq!(scene.run(&["check", "sample", "--format", "json"]), scene.run(&["check", "sample", "--json"]));
}

#[test]
fn rules_are_explained_with_an_example() {
    let scene = Scene::empty();
    scene.check(
        "check --explain S041",
        expect![[r#"
            exit 0
            --- stdout
            S041 macro-metavariable-after-root: a macro goes on with a path of the standard library

            `std::$m::$f` can become any item, and so can `$m::f` after `use std as $m`.

              a finding  stops the plugin
              lifted by  nothing

            found:

                macro_rules! call {
                    ($module:ident) => {
                        std::$module::id()
                    };
                }

                pub fn number() -> u32 {
                    call!(process)
                }

            passed:

                macro_rules! largest {
                    ($kind:ident) => {
                        std::primitive::$kind::MAX
                    };
                }

                pub fn top() -> u8 {
                    largest!(u8)
                }
        "#]],
    );
    scene.check(
        "check --explain api-proces",
        expect![[r#"
        exit 2
        --- stderr
        error: there is no rule `api-proces`; did you mean `api-process`?
    "#]],
    );
}

/// A plugin that depends on a package, and a policy that lists one. The cache lies outside of the repository, whose
/// configuration cargo would obey.
fn depending(cache: &TempDir, on: &str, listed: &str) -> Scene {
    let manifest = "[package]\nname = \"sample\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n";
    let library = "pub fn one() -> u8 { 1 }\n";
    let policy = format!(
        "version = 1\n[plugin.sample]\nreason = \"numbers\"\n[[plugin.sample.deps.allow]]\n{listed}\nreason = \"small\"\n"
    );
    let scene =
        Scene::empty().file("sample/Cargo.toml", format!("{manifest}{on}\n")).file("sample/src/lib.rs", library);
    scene.file("plugwright.toml", policy).cache(cache.path())
}

#[test]
fn a_dependency_is_allowed_by_name_version_and_checksum() {
    const SHA256: &str = "3f9eec918d3f24069decb9af1554cad7c880e2da24a9afd88aca000531ab82c1";
    let cache = tempfile::tempdir().expect("a cache");
    let listed = format!("name = \"fnv\"\nversion = \"=1.0.7\"\nsha256 = \"{SHA256}\"");
    let shown = depending(&cache, "fnv = \"=1.0.7\"", &listed).run(&["check", "sample"]);
    assert!(shown.starts_with("exit 0"), "{shown}");
    depending(&cache, "fnv = \"=1.0.7\"", "name = \"fnv\"\nversion = \"1.0.6\"").check(
        "check sample",
        expect![[r#"
            exit 3
            --- stderr
            error[C005]: the plugin comes to depend on `fnv` 1.0.7, which is not allowed
             |
             = note: its checksum is DIGEST
             = note: rule `dependency-not-allowed`: the plugin comes to depend on a package that the policy does not list
             = help: allow it by name, version and checksum in the policy file, or grant `dependencies`

            error: the policy refuses the plugin (1 error)
        "#]],
    );
    depending(&cache, "fnv = \"=1.0.7\"", "name = \"itoa\"\nversion = \"1.0.18\"").check(
        "check sample",
        expect![[r#"
        exit 3
        --- stderr
        error[M033]: depends on the published package `fnv`
         --> Cargo.toml:7:1
          |
        7 | fnv = "=1.0.7"
          | ^^^^^^^^^^^^^^
          |
          = note: rule `registry-dep`: a dependency is a published package
          = help: grant `dependencies` to allow this

        error: the policy refuses the plugin (1 error)
    "#]],
    );
}

#[test]
fn unsafe_code_of_a_dependency_needs_a_word_of_its_own() {
    let cache = tempfile::tempdir().expect("a cache");
    let listed = "name = \"itoa\"\nversion = \"1.0.18\"";
    depending(&cache, "itoa = \"=1.0.18\"", listed).check(
        "check sample",
        expect![[r#"
            exit 3
            --- stderr
            error[C006]: the dependency `itoa` contains `unsafe`, in src/lib.rs:108:30
             |
             = note: rule `dependency-unsafe`: a package that the policy lists contains what its entry does not allow
             = help: say `unsafe = true` where the policy file allows it

            error[C006]: the dependency `itoa` contains `unsafe`, in src/lib.rs:110:13
             |
             = note: rule `dependency-unsafe`: a package that the policy lists contains what its entry does not allow
             = help: say `unsafe = true` where the policy file allows it

            error[C006]: the dependency `itoa` contains `unsafe`, inside a macro, in src/lib.rs:155:17
             |
             = note: rule `dependency-unsafe`: a package that the policy lists contains what its entry does not allow
             = help: say `unsafe = true` where the policy file allows it

            error: the policy refuses the plugin (3 errors)
        "#]],
    );
    let shown = depending(&cache, "itoa = \"=1.0.18\"", &format!("{listed}\nunsafe = true")).run(&["check", "sample"]);
    assert!(shown.starts_with("exit 0"), "{shown}");
}

#[test]
fn a_package_in_the_folder_is_checked_as_the_plugin_is() {
    // Cargo obeys the configuration of this repository anywhere below it.
    let cache = tempfile::tempdir().expect("a folder for the cache");
    let manifest = |name: &str, rest: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{rest}")
    };
    let scene = Scene::plugin("pub fn one() -> usize {\n    inner::one()\n}\n")
        .cache(cache.path())
        .file("sample/Cargo.toml", manifest("sample", "[dependencies]\ninner = { path = \"inner\" }\n"))
        .file("sample/inner/Cargo.toml", manifest("inner", ""))
        .file("sample/inner/src/lib.rs", READS_HOST)
        .file("plugwright.toml", "version = 1\n[plugin.sample]\nreason = \"its own parts\"\ndeps.vendored = true\n");
    scene.check(
        "check sample",
        expect![[r#"
        exit 3
        --- stderr
        error[S021]: uses `std::fs::read`
         --> inner/src/lib.rs:2:5
          |
        2 |     std::fs::read("/etc/hostname").map_or(0, |bytes| bytes.len())
          |     ^^^^^^^^^^^^^
          |
          = note: rule `api-fs`: uses `std::fs`
          = help: grant `fs` to allow this

        error: the policy refuses the plugin (1 error)
    "#]],
    );
    let scene = scene.file("sample/inner/src/lib.rs", "pub fn one() -> usize {\n    1\n}\n");
    assert!(scene.run(&["check", "sample"]).starts_with("exit 0"));
}

const READS_HOST: &str =
    "pub fn one() -> usize {\n    std::fs::read(\"/etc/hostname\").map_or(0, |bytes| bytes.len())\n}\n";

#[test]
fn a_policy_for_a_plugin_that_there_is_not_is_warned_of() {
    let entry = |name: &str| format!("[plugin.{name}]\nreason = \"x\"\n[plugin.{name}.grant]\nfs = true\n");
    let scene = Scene::plugin("pub fn one() -> u8 {\n    1\n}\n")
        .file("beside/Cargo.toml", "[package]\nname = \"beside\"\n")
        .file("plugwright.toml", format!("version = 1\n{}{}", entry("beside"), entry("gone")));
    scene.run(&["check", "sample"]);
    scene.check(
        "check sample",
        expect![[r#"
        exit 0
        --- stdout
        sample 0.1.0 can be used as a plugin
          sources    1 warning
          policy     nothing is granted, and nothing is refused
          library    unchanged since it was compiled and audited
          functions  1 can be called
        --- stderr
        warning[P008]: there is no plugin `gone`
        --> plugwright.toml:6:1
         = note: rule `policy-unknown-plugin`: the policy file names a plugin that there is not

    "#]],
    );
    let scene = scene.manages("base");
    scene.run(&["install", "sample"]);
    for line in ["build sample -o out.so", "call sample one", "pack sample -o sample.zip", "run sample"] {
        let ran = scene.run(&words(line));
        let warnings: Vec<_> = ran.lines().filter(|line| line.starts_with("warning")).collect();
        assert_eq!(warnings, ["warning[P008]: there is no plugin `gone`"], "{line}: {ran}");
        assert_eq!(scene.run(&[words(line), vec!["--json"]].concat()).matches("gone").count(), 0, "{line}");
    }
}
