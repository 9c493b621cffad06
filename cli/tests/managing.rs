//! Plugins that are packed, signed, installed and looked after, as a user does it.

use expect_test::expect;

use crate::scene::Scene;

const LIBRARY: &str = "pub fn greet() -> String { \"Hello\".to_owned() }\n";

/// A plugin `sample` 0.1.0, a signed package of it, and a base folder that trusts the signature.
fn signed() -> Scene {
    let scene = Scene::plugin(LIBRARY).manages("base");
    scene.run(&["keygen", "-o", "me.key", "--no-password"]);
    scene.run(&["pack", "sample"]);
    scene.run(&["sign", "sample-0.1.0.plg", "--key", "me.key"]);
    let public = scene.read("me.key.pub");
    let key = public.lines().last().expect("a key").to_owned();
    scene.file("base/trusted-keys", format!("{key} Jo\n"))
}

#[test]
fn a_plugin_comes_and_goes() {
    let scene = signed();
    scene
        .check(
            "install sample-0.1.0.plg",
            expect![[r#"
                exit 0
                --- stdout
                installed sample 0.1.0, signed by Jo
            "#]],
        )
        .check(
            "list",
            expect![[r#"
                exit 0
                --- stdout
                  sample  0.1.0  DIGEST  signed by Jo  $SCENE/sample-0.1.0.plg
            "#]],
        )
        .check(
            "upgrade sample",
            expect![[r#"
                exit 0
                --- stdout
                sample 0.1.0 is the newest
            "#]],
        )
        .check(
            "rollback sample",
            expect![[r#"
                exit 8
                --- stderr
                error: no older version of `sample` is kept that it could go back to
            "#]],
        )
        .check(
            "pin sample",
            expect![[r#"
                exit 0
                --- stdout
                sample stays at 0.1.0
            "#]],
        )
        .check(
            "remove smaple",
            expect![[r#"
                exit 8
                --- stderr
                error: no plugin `smaple` is installed; did you mean `sample`?
            "#]],
        )
        .check(
            "remove sample --json",
            expect![[r#"
                exit 0
                --- stdout
                {"removed":"sample"}
            "#]],
        )
        .check(
            "list",
            expect![[r#"
                exit 0
                --- stdout
                no plugin is installed in $SCENE/base
            "#]],
        );
    let log = scene.read("base/audit.jsonl");
    let actions: Vec<_> = log.lines().filter_map(|line| line.split("\"what\":\"").nth(1)?.split('"').next()).collect();
    assert_eq!(actions, ["install", "upgrade", "rollback", "pin", "remove", "remove"]);
}

#[test]
fn an_older_version_is_refused_and_a_newer_one_can_be_taken_back() {
    let scene = Scene::plugin(LIBRARY).manages("base");
    scene.run(&["install", "sample"]);
    let manifest = scene.read("sample/Cargo.toml");
    let scene = scene.file("sample/Cargo.toml", manifest.replace("0.1.0", "0.2.0"));
    scene.check(
        "upgrade sample",
        expect![[r#"
            exit 0
            --- stdout
            installed sample 0.2.0 in place of 0.1.0
        "#]],
    );
    scene
        .check(
            "rollback sample --to 0.1.0",
            expect![[r#"
            exit 0
            --- stdout
            sample is back at 0.1.0
        "#]],
        )
        .check(
            "rollback sample --to 0.2.0",
            expect![[r#"
            exit 0
            --- stdout
            sample is back at 0.2.0
        "#]],
        )
        .check(
            "rollback sample --to 0.3.0",
            expect![[r#"
            exit 8
            --- stderr
            error: version 0.3.0 of `sample` is not in the store; there is 0.1.0, 0.2.0
        "#]],
        );
    let scene = scene.file("sample/Cargo.toml", manifest.replace("0.1.0", "0.1.5"));
    scene
        .check(
            "upgrade sample",
            expect![[r#"
                exit 7
                --- stderr
                error: version 0.1.5 of `sample` is older than 0.2.0, which was installed before
                  help: take it all the same with --allow-older
            "#]],
        )
        .check(
            "rollback sample",
            expect![[r#"
                exit 0
                --- stdout
                sample is back at 0.1.0
            "#]],
        );
}

#[test]
fn a_plugin_that_is_refused_changes_nothing() {
    let scene = Scene::plugin(LIBRARY).manages("base");
    scene.run(&["install", "sample"]);
    let manifest = scene.read("sample/Cargo.toml").replace("0.1.0", "0.2.0");
    let scene = scene.file("sample/Cargo.toml", manifest);
    let scene = scene.file("sample/src/lib.rs", "pub fn read() -> bool { std::fs::read(\"x\").is_ok() }\n");
    let refused = scene.run(&["upgrade", "sample"]);
    assert!(refused.starts_with("exit 3\n") && refused.contains("0.2.0 adds `fs` at src/lib.rs:1"), "{refused}");
    let broken = scene.file("sample/src/lib.rs", "pub fn greet() -> String { 1 }\n");
    let refused = broken.run(&["upgrade", "sample"]);
    assert!(refused.starts_with("exit 5\n") && refused.contains("mismatched types"), "{refused}");
    let scene = broken;
    scene
        .check(
            "list",
            expect![[r#"
                exit 0
                --- stdout
                  sample  0.1.0  DIGEST  not signed  $SCENE/sample
            "#]],
        )
        .check(
            "gc",
            expect![[r#"
                exit 0
                --- stdout
                removed nothing
            "#]],
        );
}

#[test]
fn packages_of_strangers_are_refused() {
    let scene = signed().file("base/trusted-keys", "");
    scene
        .check(
            "install sample-0.1.0.plg",
            expect![[r#"
                exit 7
                --- stderr
                error: cannot trust sample-0.1.0.plg
                  caused by: it is signed with a key that is not among the 0 trusted ones
                  help: add the key of who signed it to the file trusted-keys in the base folder, or take it all the same with --allow-unsigned
            "#]],
        )
        .check(
            "install sample-0.1.0.plg --allow-unsigned",
            expect![[r#"
                exit 0
                --- stdout
                installed sample 0.1.0
                --- stderr
                warning: nobody that you trust vouches for sample
            "#]],
        )
        .check(
            "install nowhere",
            expect![[r#"
                exit 2
                --- stderr
                error: `nowhere` is no folder, no .plg file, no address of a git repository and no NAME@VERSION
            "#]],
        )
        .check(
            "install https://jo:secret@example.org/x.git",
            expect![[r#"
                exit 2
                --- stderr
                error: the address of a repository cannot hold a password
            "#]],
        )
        .check(
            "install file:///nowhere.git",
            expect![[r#"
                exit 9
                --- stderr
                error: cannot get file:///nowhere.git
                  caused by: `file` is not among the transports that are allowed
                  help: allow it with --transport; nothing on the way then proves who answers
            "#]],
        );
}

#[test]
fn a_package_proves_where_its_library_comes_from() {
    let scene = signed();
    let verified = scene.run(&["verify", "sample-0.1.0.plg", "--rebuild", "--json"]);
    assert!(verified.starts_with("exit 0\n"), "{verified}");
    assert!(verified.contains(r#""signed_by":"Jo""#) && verified.contains(r#""outcome":"matches""#), "{verified}");
    let again = scene.run(&["pack", "sample", "-o", "again.plg"]);
    assert!(again.starts_with("exit 0\n"), "{again}");
    assert!(scene.bytes("again.plg") == scene.bytes("sample-0.1.0.plg"), "the same plugin, another package");
}

#[test]
fn a_manifest_with_faults_is_shown_with_its_lines() {
    let scene = Scene::plugin(LIBRARY).manages("base");
    let manifest = "{\n  \"name\": \"sample\",\n  \"version\": \"v1\",\n  \"sorce\": {}\n}\n";
    scene.file("sample/plugin.json", manifest).check(
        "install sample",
        expect![[r#"
        exit 5
        --- stderr
        error[J003]: the field `source` is missing
         --> plugin.json:1:1
          |
        1 | {
          | ^
          |
          = note: rule `missing-field`: plugin.json lacks a field that it must have

        error[J008]: `v1` is no version: unexpected character 'v' while parsing major version number
         --> plugin.json:3:14
          |
        3 |   "version": "v1",
          |              ^^^^
          |
          = note: rule `bad-version`: a version or range of versions is not semver 2
          = help: write three numbers, such as `1.2.0` or `1.2.0-beta.1`

        warning[J006]: the field `sorce` means nothing here
         --> plugin.json:4:3
          |
        4 |   "sorce": {}
          |   ^^^^^^^
          |
          = note: rule `unknown-field`: plugin.json has a field that means nothing
          = help: did you mean `source`?

        error: the plugin has faults (2 errors)
    "#]],
    );
}

#[test]
fn an_installed_plugin_is_run() {
    let library = "use plugwright_plugin::{Context, Error};\n\
        pub fn execute(ctx: &Context) -> Result<(), Error> {\n\
            let name: String = ctx.get(\"name\")?;\n\
            ctx.set(\"greeting\", format!(\"Hello, {name}!\"));\n\
            Ok(())\n\
        }\n";
    let manifest = "[package]\nname = \"sample\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
        [dependencies]\nplugwright-plugin = \"0.1\"\n";
    let scene = Scene::plugin(library).manages("base").file("sample/Cargo.toml", manifest);
    scene.run(&["install", "sample"]);
    let ran = scene.run(&["run", "sample", "--values", r#"{"name": "World", "list": [1, null, 2.5]}"#]);
    expect![[r#"
        exit 0
        --- stdout
        greeting = "Hello, World!"
        list = [1,null,2.5]
        name = "World"
    "#]]
    .assert_eq(&ran);
    scene
        .check(
            "run sample --json",
            expect![[r#"
        exit 1
        --- stdout
        {"result":{"Err":"the context has no value `name`"},"values":{}}
    "#]],
        )
        .check(
            "run smaple",
            expect![[r#"
        exit 8
        --- stderr
        error: there is no plugin `smaple`; did you mean `sample`?
    "#]],
        );
    let ran = scene.run(&["run", "sample", "--values", r#"{"name": "World"}"#, "--timeout", "60", "--limits"]);
    assert!(ran.contains("of 60s") && ran.contains("no limit in this process"), "{ran}");
    scene.check(
        "run sample --values [1]",
        expect![[r#"
        exit 2
        --- stderr
        error: the values for the plugin are no JSON object
          caused by: invalid type: sequence, expected a map at line 1 column 0
    "#]],
    );
}

#[test]
fn an_upgrade_under_load_is_proved() {
    let scene = Scene::plugin("pub fn one() -> i64 { 1 }\n").manages("base");
    scene.run(&["install", "sample"]);
    let manifest = scene.read("sample/Cargo.toml").replace("0.1.0", "0.2.0");
    let scene = scene.file("sample/Cargo.toml", manifest);
    let proved = scene.run(&["upgrade", "sample", "--prove", "one", "--json"]);
    assert!(proved.starts_with("exit 0\n") && proved.contains(r#""refused":0"#), "{proved}");
    scene.check(
        "list",
        expect![[r#"
            exit 0
            --- stdout
              sample  0.2.0  DIGEST  not signed  $SCENE/sample
        "#]],
    );
}

#[test]
fn a_plugin_is_configured() {
    let manifest = r#"{
        "name": "sample", "version": "0.1.0", "source": { "mode": "local_src" },
        "config": {
            "schema": { "properties": { "word": {}, "times": { "minimum": 1 } }, "additionalProperties": false },
            "values": { "word": "Hello" }
        }
    }"#;
    let scene = Scene::plugin(LIBRARY).manages("base").file("sample/plugin.json", manifest);
    scene.run(&["install", "sample"]);
    scene
        .check(
            "config sample times 3",
            expect![[r#"
            exit 0
            --- stdout
            3
        "#]],
        )
        .check(
            "config sample",
            expect![[r#"
            exit 0
            --- stdout
              times  3        set
              word   "Hello"  the plugin's own
        "#]],
        )
        .check(
            "config sample --json",
            expect![[r#"
            exit 0
            --- stdout
            {"values":{"times":3,"word":"Hello"},"set":{"times":3}}
        "#]],
        )
        .check(
            "config sample times 0",
            expect![[r#"
            exit 2
            --- stderr
            error[J012]: the plugin's own schema refuses this: 0 is less than the minimum of 1
             --> sample.json:2:12
              |
            2 |   "times": 0
              |            ^
              |
              = note: rule `bad-config`: the schema of the configuration is none, or its values do not fit it

            error: the settings have faults (1 error)
        "#]],
        )
        .check(
            "config sample tims",
            expect![[r#"
            exit 2
            --- stderr
            error: nothing is configured for `sample` under `tims`; did you mean `times`?
        "#]],
        )
        .check(
            "config sample times --unset",
            expect![[r#"
            exit 0
            --- stdout
              word  "Hello"  the plugin's own
        "#]],
        );
    let scene = scene.file("settings.json", "{\n  \"words\": 1,\n  \"times\": 0\n}\n");
    scene
        .check(
            "config sample --file settings.json",
            expect![[r#"
            exit 2
            --- stderr
            error[J012]: the plugin has no setting `words`
             --> settings.json:2:3
              |
            2 |   "words": 1,
              |   ^^^^^^^
              |
              = note: rule `bad-config`: the schema of the configuration is none, or its values do not fit it
              = help: did you mean `word`?

            error[J012]: the plugin's own schema refuses this: 0 is less than the minimum of 1
             --> settings.json:3:12
              |
            3 |   "times": 0
              |            ^
              |
              = note: rule `bad-config`: the schema of the configuration is none, or its values do not fit it

            error: the settings have faults (2 errors)
        "#]],
        )
        .check(
            "config sample times 2 --json",
            expect![[r#"
            exit 0
            --- stdout
            {"value":2,"set":true}
        "#]],
        );
    let scene = scene.file("base/.config/sample.json", "{ \"times\": 2");
    scene.check("config sample", expect![[r#"
        exit 2
        --- stderr
        error: the settings of `sample` cannot be used: $SCENE/base/.config/sample.json:1:12: EOF while parsing an object
          help: set them anew with: plugwright config sample --file FILE
    "#]]);
}

#[test]
fn a_version_is_installed_by_its_number() {
    let mut scene = Scene::plugin(LIBRARY).manages("base");
    let manifest = scene.read("sample/Cargo.toml");
    for version in ["0.1.0", "0.1.4", "0.2.0"] {
        scene = scene.file("sample/Cargo.toml", manifest.replace("0.1.0", version));
        let file = format!("sample-{version}.plg");
        scene.run(&["pack", "sample", "-o", &file]);
        let package = scene.bytes(&file);
        scene = scene.file(&format!("shelf/{file}"), package);
    }
    scene
        .check(
            "install sample@0.1 --allow-unsigned",
            expect![[r#"
            exit 2
            --- stderr
            error: nothing says where `sample@^0.1` is to be had
              help: name a folder of packages or a repository with --from
        "#]],
        )
        .check(
            "install sample@0.1 --from shelf --allow-unsigned",
            expect![[r#"
            exit 0
            --- stdout
            installed sample 0.1.4
            --- stderr
            warning: nobody that you trust vouches for sample
        "#]],
        )
        .check(
            "install sample@0.3 --from shelf --allow-unsigned",
            expect![[r#"
            exit 8
            --- stderr
            error: shelf has no version of `sample` that is ^0.3; there is 0.1.0, 0.1.4, 0.2.0
        "#]],
        )
        // Where it came from there is more.
        .check(
            "install sample@0.2.0 --allow-unsigned",
            expect![[r#"
            exit 0
            --- stdout
            installed sample 0.2.0 in place of 0.1.4
            --- stderr
            warning: nobody that you trust vouches for sample
        "#]],
        )
        .check(
            "install sample@0.1",
            expect![[r#"
            exit 0
            --- stdout
            sample is now at 0.1.4
        "#]],
        )
        .check(
            "install sample@new --from shelf",
            expect![[r#"
            exit 2
            --- stderr
            error: cannot tell which version is wanted
              caused by: `new` is no version or range of versions
              caused by: unexpected character 'n' while parsing major version number
        "#]],
        )
        .check(
            "install sample@1 --from nowhere",
            expect![[r#"
                exit 2
                --- stderr
                error: `nowhere` is no folder of packages and no address of a git repository
            "#]],
        )
        .check(
            "install sample --from shelf",
            expect![[r#"
            exit 2
            --- stderr
            error: `--from` says nothing of `sample`
        "#]],
        )
        .check(
            "install sample@0.1 --from shelf --rev v1",
            expect![[r#"
            exit 2
            --- stderr
            error: `--rev` says nothing of `sample@0.1`
        "#]],
        );
    std::fs::copy(
        scene.folder.path().join("shelf/sample-0.2.0.plg"),
        scene.folder.path().join("shelf/sample-0.9.0.plg"),
    )
    .expect("it is there");
    scene.check(
        "install sample@0.9 --from shelf --allow-unsigned",
        expect![[r#"
        exit 7
        --- stderr
        warning: nobody that you trust vouches for sample
        error: what is there is version 0.2.0, not `sample@^0.9`
    "#]],
    );
}
