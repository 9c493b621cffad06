use expect_test::{Expect, expect, expect_file};

use super::*;
use plugwright_analyzer::{Sources, Target, parse};

use crate::{Mechanism, Verdict};

const TODAY: Today = Today { year: 2026, month: 11, day: 22 };
const DIGEST: &str = "0000000000000000000000000000000000000000000000000000000000000000";

fn show(found: &[Diagnostic]) -> String {
    let line = |finding: &Diagnostic| {
        let help = finding.help.as_ref().map(|help| format!("\n  help: {help}")).unwrap_or_default();
        format!("{finding}{help}\n")
    };
    found.iter().map(line).collect()
}

/// The faults of a file.
#[track_caller]
fn check(text: &str, expect: Expect) {
    let shown = match PolicyFile::parse("plugwright.toml", text, &TODAY) {
        Ok(_) => "no fault\n".to_owned(),
        Err(Error::PolicyFaults { found, .. }) => show(&found),
        Err(other) => other.to_string(),
    };
    expect.assert_eq(&shown);
}

/// The policy that a file gives to the plugin `report`.
#[track_caller]
fn applied(text: &str) -> Applied {
    let file = PolicyFile::parse("plugwright.toml", text, &TODAY).expect("a file without faults");
    file.policy_for(&PluginFacts { name: "report".to_owned(), digest: DIGEST.to_owned(), requested: Vec::new() })
}

#[test]
fn the_committed_schema_is_up_to_date() {
    let schema = serde_json::to_string_pretty(&policy_schema()).expect("a value") + "\n";
    expect_file!["../../plugwright.schema.json"].assert_eq(&schema);
}

/// Every key of the schema, with a value of its type.
struct Key<'s> {
    path: String,
    schema: &'s Value,
}

fn resolved<'s>(schema: &'s Value, root: &'s Value) -> &'s Value {
    let alternatives = schema.get("anyOf").and_then(Value::as_array).into_iter().flatten();
    let other = alternatives.into_iter().find_map(|one| one.get("$ref")).or(schema.get("$ref"));
    let name = other.and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
    name.map_or(schema, |name| &root["$defs"][name])
}

/// All keys below a table, and a text that has each of them.
fn keys<'s>(schema: &'s Value, root: &'s Value, path: &str, found: &mut Vec<Key<'s>>) -> String {
    let mut text = Vec::new();
    for (name, declared) in schema["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        found.push(Key { path: path.clone(), schema: declared });
        text.push(format!("{name} = {}", value(resolved(declared, root), root, &path, found)));
    }
    if schema["additionalProperties"].is_object() {
        let name = if path == "rules" { "S02E" } else { "report" };
        let more = resolved(&schema["additionalProperties"], root);
        text.push(format!("{name} = {}", value(more, root, &format!("{path}.NAME"), found)));
    }
    text.join(if path.is_empty() { "\n" } else { ", " })
}

fn value<'s>(schema: &'s Value, root: &'s Value, path: &str, found: &mut Vec<Key<'s>>) -> String {
    let index = usize::from(path.ends_with("prefer"));
    let choice = schema["enum"].get(index).or(schema["oneOf"][0].get("const")).and_then(Value::as_str);
    match (path.rsplit('.').next(), schema["type"].as_str().or(schema["type"][0].as_str())) {
        _ if choice.is_some() => format!("{:?}", choice.unwrap_or_default()),
        (_, Some("object")) => format!("{{ {} }}", keys(schema, root, path, found)),
        (Some("include" | "exclude"), _) => "[\"std::env::var\"]".to_owned(),
        (Some("api"), _) => "[\"report\"]".to_owned(),
        (_, Some("array")) => format!("[{}]", value(resolved(&schema["items"], root), root, path, found)),
        (_, Some("boolean")) => "true".to_owned(),
        (_, Some("integer")) => "1".to_owned(),
        (Some("expires"), _) => "2027-01-01".to_owned(),
        (Some("source-sha256" | "file-sha256" | "sha256"), _) => format!("\"{DIGEST}\""),
        (Some("rule"), _) => "\"S014\"".to_owned(),
        (Some("version"), _) => "\"1.0.15\"".to_owned(),
        _ => "\"text\"".to_owned(),
    }
}

/// The parser knows every key of the schema; what is said of these is what nothing keeps.
#[test]
fn every_key_of_the_schema_is_read() {
    let (schema, mut found) = (policy_schema(), Vec::new());
    let text = keys(&schema, &schema, "", &mut found);
    check(
        &text,
        expect![[r#"
            error[P004] plugwright.toml:2:75: no build has network: the host's own cargo fetches packages before
            error[P004] plugwright.toml:2:177: `cpu-ms` takes a process of its own for the plugin, which there is not yet
              help: give the call's context a deadline: the plugin is asked to stop, and what does not is listed as overdue
            error[P004] plugwright.toml:2:193: `memory-mib` takes a process of its own for the plugin, which there is not yet
              help: what a plugin holds of the host's memory is counted: `Plugin::memory` tells it
            error[P004] plugwright.toml:2:209: `output-kib` takes a process of its own for the plugin, which there is not yet
              help: the print macros write to the streams of the host, which can lead them elsewhere
            error[P004] plugwright.toml:2:225: `result-mib` takes a process of its own for the plugin, which there is not yet
              help: what a plugin holds of the host's memory is counted: `Plugin::memory` tells it
            error[P004] plugwright.toml:2:240: `stack-mib` takes a process of its own for the plugin, which there is not yet
              help: `Plugin::isolated_stack` gives each call 16 MiB; to overflow them still ends the host
            error[P004] plugwright.toml:2:253: `threads` takes a process of its own for the plugin, which there is not yet
              help: `threads = 0` is kept: a plugin of which that is said is not built with a thread in it
            error[P004] plugwright.toml:2:266: `wall-ms` takes a process of its own for the plugin, which there is not yet
              help: give the call's context a deadline: the plugin is asked to stop, and what does not is listed as overdue
            error[P004] plugwright.toml:4:652: `cpu-ms` takes a process of its own for the plugin, which there is not yet
              help: give the call's context a deadline: the plugin is asked to stop, and what does not is listed as overdue
            error[P004] plugwright.toml:4:668: `memory-mib` takes a process of its own for the plugin, which there is not yet
              help: what a plugin holds of the host's memory is counted: `Plugin::memory` tells it
            error[P004] plugwright.toml:4:684: `output-kib` takes a process of its own for the plugin, which there is not yet
              help: the print macros write to the streams of the host, which can lead them elsewhere
            error[P004] plugwright.toml:4:700: `result-mib` takes a process of its own for the plugin, which there is not yet
              help: what a plugin holds of the host's memory is counted: `Plugin::memory` tells it
            error[P004] plugwright.toml:4:715: `stack-mib` takes a process of its own for the plugin, which there is not yet
              help: `Plugin::isolated_stack` gives each call 16 MiB; to overflow them still ends the host
            error[P004] plugwright.toml:4:728: `threads` takes a process of its own for the plugin, which there is not yet
              help: `threads = 0` is kept: a plugin of which that is said is not built with a thread in it
            error[P004] plugwright.toml:4:741: `wall-ms` takes a process of its own for the plugin, which there is not yet
              help: give the call's context a deadline: the plugin is asked to stop, and what does not is listed as overdue
        "#]],
    );
    let kept = text.replace("network = true", "network = false").replace("threads = 1", "threads = 0");
    let kept = ["wall-ms", "cpu-ms", "memory-mib", "output-kib", "result-mib", "stack-mib"]
        .iter()
        .fold(kept, |text, limit| text.replace(&format!("{limit} = 1, "), "").replace(&format!(", {limit} = 1"), ""));
    check(
        &kept,
        expect![[r#"
            no fault
        "#]],
    );
}

/// `docs/policy-file.md` lists every key with what the schema says of it; `UPDATE_EXPECT=1` writes it.
#[test]
fn every_key_of_the_schema_is_documented() {
    let (schema, mut found) = (policy_schema(), Vec::new());
    keys(&schema, &schema, "", &mut found);
    let mut document =
        "# Keys of the policy file\n\nA test makes this table of `sandbox/plugwright.schema.json`. `SECURITY.md` says \
                        what the file is for.\n\n| key | says |\n|---|---|\n"
            .to_owned();
    for Key { path, schema } in &found {
        let said = schema["description"].as_str().unwrap_or_default();
        assert!(!said.is_empty(), "`{path}` has no description");
        document.push_str(&format!("| `{path}` | {} |\n", said.replace('\n', " ")));
    }
    expect_file!["../../../docs/policy-file.md"].assert_eq(&document);
}

/// What the format of others has, and what is said in its place.
#[test]
fn what_the_format_leaves_out_is_told_with_a_way_out() {
    check(
        "version = 1\n[defaults]\nrequire = [\"user-namespace\"]\nprefer = [\"cgroup\", \"landlok\"]\n\
         [plugin.\"*\"]\nallow = []\n[plugin.a]\nreason = \"x\"\n[plugin.a.grant]\nstdio = true\nthreads = true\nclock = true\n",
        expect![[r#"
            error[P004] plugwright.toml:3:12: `defaults.require[0]` cannot be "user-namespace": no build is confined by that
              help: say `privileges`, which gives up the rights of root, and `network-namespace`
            error[P004] plugwright.toml:4:11: `defaults.prefer[0]` cannot be "cgroup": no build is confined by that
              help: say `limits`: the memory and the processes of all of a build together are counted
            error[P004] plugwright.toml:4:21: `defaults.prefer[1]` cannot be "landlok"; it is one of privileges, landlock, seccomp, network-namespace, limits
              help: did you mean `landlock`?
            error[P002] plugwright.toml:6:1: there is no key `plugin.*.allow`
              help: what a plugin may do stands in its `grant`
            error[P002] plugwright.toml:10:1: there is no key `plugin.a.grant.stdio`
              help: did you mean `stdin`, which is all of the standard streams?
            error[P002] plugwright.toml:11:1: there is no key `plugin.a.grant.threads`
              help: did you mean `thread`?
        "#]],
    );
}

/// Reading a clock needs the grant where the policy says so, and nowhere else.
#[test]
fn clocks_are_granted_where_they_are_refused() {
    let source = "pub fn now() -> std::time::Instant { std::time::Instant::now() }\n";
    let manifest = "[package]\nname = \"report\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";
    let found = |text: &str| {
        let policy = applied(text).policy;
        let sources = Sources::from_files([("Cargo.toml", manifest), ("src/lib.rs", source)]);
        parse(&sources, &Target::default(), |krate, _| match crate::check(krate, &policy) {
            Verdict::Approved(approved) => show(approved.warnings()),
            Verdict::Rejected(found) => show(&found),
        })
        .expect("a thread")
    };
    let sources = Sources::from_files([("Cargo.toml", manifest), ("src/lib.rs", source)]);
    let uses = parse(&sources, &Target::default(), |krate, _| crate::capabilities(krate)).expect("a thread");
    assert_eq!(uses, [], "nothing needs a grant");
    let refused = "version = 1\n[rules]\nS02E = \"error\"\n";
    expect![[r#"
        note[S02E] src/lib.rs:1:38: reads the clock of `Instant`
    "#]]
    .assert_eq(&found("version = 1\n"));
    expect![[r#"
        error[S02E] src/lib.rs:1:38: reads the clock of `Instant`
          help: grant `clock` to allow this
    "#]]
    .assert_eq(&found(refused));
    let granted = format!("{refused}[plugin.report]\nreason = \"measures\"\ngrant = {{ clock = true }}\n");
    expect![[""]].assert_eq(&found(&granted));
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    check(
        "version = 2\ncolour = 1\n[defaults]\nisolaton = \"in-process\"\nrequire = [\"landlok\"]\ntrusted = \"yes\"\n\
         [defaults.build]\nwall-s = 0\n[plugin.a.grant]\nfs = 1\nfiles = true\n[[exception]]\nplugin = \"a\"\n",
        expect![[r#"
            error[P004] plugwright.toml:1:11: `version` cannot be that number
            error[P002] plugwright.toml:2:1: there is no key `colour`
            error[P002] plugwright.toml:4:1: there is no key `defaults.isolaton`
              help: did you mean `isolation`?
            error[P004] plugwright.toml:5:12: `defaults.require[0]` cannot be "landlok"; it is one of privileges, landlock, seccomp, network-namespace, limits
              help: did you mean `landlock`?
            error[P003] plugwright.toml:6:11: `defaults.trusted` must be true or false, not string
            error[P004] plugwright.toml:8:10: `defaults.build.wall-s` cannot be that number
            error[P003] plugwright.toml:10:6: `plugin.a.grant.fs` must be true or false, not integer
            error[P002] plugwright.toml:11:1: there is no key `plugin.a.grant.files`
            error[P005] plugwright.toml:12:1: `exception[0]` has no `rule`
            error[P005] plugwright.toml:12:1: `exception[0]` has no `path`
            error[P005] plugwright.toml:12:1: `exception[0]` has no `file-sha256`
            error[P005] plugwright.toml:12:1: `exception[0]` has no `reason`
            error[P005] plugwright.toml:12:1: `exception[0]` has no `expires`
        "#]],
    );
    check(
        "version = 1\n[plugin\nx = = 2\n",
        expect![[r#"
        error[P001] plugwright.toml:2:8: unclosed table, expected `]`
        error[P001] plugwright.toml:3:5: extra `=`, expected nothing
        error[P001] plugwright.toml:3:7: unexpected key or value, expected newline, `#`
    "#]],
    );
    check(
        "",
        expect![[r#"
        error[P005] plugwright.toml:1:1: the file has no `version`
    "#]],
    );
}

#[test]
fn a_limit_that_nothing_keeps_is_an_error() {
    check(
        "version = 1\n[defaults.limits]\nwall-ms = 1000\n[plugin.a.limits]\nmemory-mib = 512\nstack = 1\n",
        expect![[r#"
            error[P002] plugwright.toml:6:1: there is no key `plugin.a.limits.stack`
        "#]],
    );
    check(
        "version = 1\n[defaults.limits]\nwall-ms = 1000\ncpu-ms = 1\nthreads = 0\n\
         [plugin.a.limits]\nmemory-mib = 512\nthreads = 2\noutput-kib = 1\nresult-mib = 1\nstack-mib = 16\n",
        expect![[r#"
            error[P004] plugwright.toml:3:11: `wall-ms` takes a process of its own for the plugin, which there is not yet
              help: give the call's context a deadline: the plugin is asked to stop, and what does not is listed as overdue
            error[P004] plugwright.toml:4:10: `cpu-ms` takes a process of its own for the plugin, which there is not yet
              help: give the call's context a deadline: the plugin is asked to stop, and what does not is listed as overdue
            error[P004] plugwright.toml:7:14: `memory-mib` takes a process of its own for the plugin, which there is not yet
              help: what a plugin holds of the host's memory is counted: `Plugin::memory` tells it
            error[P004] plugwright.toml:8:11: `threads` takes a process of its own for the plugin, which there is not yet
              help: `threads = 0` is kept: a plugin of which that is said is not built with a thread in it
            error[P004] plugwright.toml:9:14: `output-kib` takes a process of its own for the plugin, which there is not yet
              help: the print macros write to the streams of the host, which can lead them elsewhere
            error[P004] plugwright.toml:10:14: `result-mib` takes a process of its own for the plugin, which there is not yet
              help: what a plugin holds of the host's memory is counted: `Plugin::memory` tells it
            error[P004] plugwright.toml:11:13: `stack-mib` takes a process of its own for the plugin, which there is not yet
              help: `Plugin::isolated_stack` gives each call 16 MiB; to overflow them still ends the host
        "#]],
    );
    check(
        "version = 1\n[defaults.build]\nwall-s = 60\nnetwork = true\n",
        expect![[r#"
        error[P004] plugwright.toml:4:11: no build has network: the host's own cargo fetches packages before
    "#]],
    );
}

#[test]
fn no_thread_is_a_limit_that_is_kept() {
    let granted = "[plugin.report]\nreason = \"x\"\n[plugin.report.grant]\nthread = true\nfs = true\n";
    let names = |text: &str| applied(text).policy.to_string();
    assert_eq!(names(&format!("version = 1\n{granted}")), "fs,thread");
    assert_eq!(names(&format!("version = 1\n[defaults.limits]\nthreads = 0\n{granted}")), "fs");
    assert_eq!(names(&format!("version = 1\n{granted}[plugin.report.limits]\nthreads = 0\n")), "fs");
    assert_eq!(names(&format!("version = 1\n{granted}[plugin.\"*\".limits]\nthreads = 0\n")), "fs");
}

#[test]
fn a_part_of_a_capability_is_an_error() {
    check(
        "version = 1\n[defaults]\nisolation = \"worker\"\n[plugin.a]\nreason = \"x\"\n\
         [plugin.a.grant]\nfs = { read = [\"$DATA\"] }\nenv = [\"LANG\"]\nthread = []\n\
         [plugin.a.deny]\nnet = { hosts = [] }\n",
        expect![[r#"
            error[P004] plugwright.toml:3:13: `defaults.isolation` cannot be "worker" yet: calls run in the host's own process
              help: say `in-process` and `trusted = true` for plugins that may be run so, and nothing for others
            error[P004] plugwright.toml:7:6: `plugin.a.grant.fs` is granted as a whole or not at all: in the host's process nothing keeps a part
              help: say `true` and why, or leave it out
            error[P004] plugwright.toml:8:7: `plugin.a.grant.env` is granted as a whole or not at all: in the host's process nothing keeps a part
              help: say `true` and why, or leave it out
            error[P003] plugwright.toml:9:10: `plugin.a.grant.thread` must be true or false, not array
            error[P004] plugwright.toml:11:7: `plugin.a.deny.net` is denied as a whole or not at all: in the host's process nothing keeps a part
              help: say `true`, which denies all of it
        "#]],
    );
}

/// What is granted by name, version and checksum works like what is granted as a whole, also in its macros.
#[test]
fn a_listed_dependency_brings_its_macros() {
    let manifest = "[package]\nname = \"report\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\
                    [dependencies]\nlisted = \"1\"\nother = { path = \"other\" }\n";
    let source = "#[macro_use] extern crate listed;\n\
                  pub fn one() -> u8 { listed::one!() }\n\
                  pub fn two() -> u8 { other::two!() }\n\
                  pub fn three() -> u8 { three!() }\n";
    let entry = "version = 1\n[plugin.report]\nreason = \"x\"\ndeps.vendored = true\n";
    let listed = "[[plugin.report.deps.allow]]\nname = \"listed\"\nversion = \"1.0.0\"\nreason = \"x\"\n";
    let own = "[package]\nname = \"other\"\nversion = \"0.1.0\"\n";
    let found = |policy: &str, manifest: &str| {
        let policy = applied(policy).policy;
        let files =
            [("Cargo.toml", manifest), ("src/lib.rs", source), ("other/Cargo.toml", own), ("other/src/lib.rs", "")];
        parse(&Sources::from_files(files), &Target::default(), |krate, _| match crate::check(krate, &policy) {
            Verdict::Approved(_) => String::new(),
            Verdict::Rejected(found) => show(&found),
        })
        .expect("a thread")
    };
    expect![[r#"
        error[M033] Cargo.toml:6:1: depends on the published package `listed`
          help: grant `dependencies` to allow this
        error[S043] src/lib.rs:2:22: calls `listed::one!`, which the crate does not define
          help: grant `dependencies` to allow this
        error[S043] src/lib.rs:3:22: calls `other::two!`, which the crate does not define
          help: grant `dependencies` to allow this
        error[S043] src/lib.rs:4:24: calls `three!`, which the crate does not define
          help: grant `dependencies` to allow this
    "#]]
    .assert_eq(&found(entry, manifest));
    expect![[r#"
        error[S043] src/lib.rs:3:22: calls `other::two!`, which the crate does not define
          help: grant `dependencies` to allow this
        error[S043] src/lib.rs:4:24: calls `three!`, which the crate does not define
          help: grant `dependencies` to allow this
    "#]]
    .assert_eq(&found(&format!("{entry}{listed}"), manifest));
    let alone = manifest.replace("other = { path = \"other\" }\n", "");
    expect![[""]].assert_eq(&found(&format!("{entry}{listed}"), &alone));
}

#[test]
fn what_cannot_be_meant_is_an_error() {
    check(
        &format!(
            "version = 1\n[defaults]\nisolation = \"in-process\"\nrequire = [\"seccomp\"]\nprefer = [\"seccomp\"]\n\
             [rules]\nS999 = \"error\"\nS020 = \"warn\"\nS02E = \"error\"\nM050 = \"allow\"\n\
             [api.geo]\ninclude = [\"net::IpAddr\"]\n\
             [plugin.a.grant]\nfs = true\napi = [\"geology\"]\n\
             [plugin.b]\nreason = \"x\"\nsource-sha256 = \"12\"\n\
             [[plugin.b.deps.allow]]\nname = \"itoa\"\nversion = \"^1\"\nreason = \"\"\n\
             [[exception]]\nplugin = \"a\"\nrule = \"S014\"\npath = \"src/a.rs\"\nfile-sha256 = \"{DIGEST}\"\nreason = \"reviewed\"\n\
             expires = 2026-11-22\n\
             [[exception]]\nplugin = \"a\"\nrule = \"B001\"\npath = \"src/a.rs\"\nfile-sha256 = \"0\"\nreason = \" \"\n\
             expires = 10:00:00\n"
        ),
        expect![[r#"
            error[P005] plugwright.toml:3:13: `in-process` keeps no plugin from harming its host; say `trusted = true` if that is meant
            error[P004] plugwright.toml:4:12: the same wall is required and preferred
            error[P004] plugwright.toml:7:8: there is no rule `S999`
            error[P004] plugwright.toml:8:8: `S020` cannot be lowered; grant `process` to allow this
            error[P004] plugwright.toml:12:11: `net::IpAddr` is no path of the standard library below its root
            error[P005] plugwright.toml:13:9: what is granted to `a` has no `reason`
            error[P004] plugwright.toml:15:7: there is no group `[api.geology]`
            error[P004] plugwright.toml:18:17: `12` is no SHA-256 in 64 hex digits
            error[P004] plugwright.toml:21:11: `^1` is no exact version, such as `1.0.15`
            error[P005] plugwright.toml:22:10: the dependency `itoa` has no reason
            error[P006] plugwright.toml:29:11: the exception of `S014` for `a` has ended on 2026-11-22
            error[P004] plugwright.toml:32:8: `B001` is about compiled code, which has no file to make an exception for
            error[P004] plugwright.toml:34:15: that is no SHA-256 in 64 hex digits
            error[P005] plugwright.toml:35:10: an exception has a reason
            error[P004] plugwright.toml:36:11: an exception ends on a day
        "#]],
    );
}

#[test]
fn a_plugin_gets_what_its_entry_and_that_of_all_grant() {
    let text = "version = 1\n[plugin.\"*\"]\nreason = \"all print the time\"\n[plugin.\"*\".grant]\nenv = true\nnet = true\n\
                [plugin.report]\nreason = \"writes reports\"\n[plugin.report.grant]\nfs = true\n[plugin.report.deny]\nnet = true\n";
    let applied = applied(text);
    assert_eq!(applied.policy.to_string(), "fs,env");
    assert_eq!(show(&applied.warnings), "");
}

#[test]
fn grants_hold_for_the_pinned_content_only() {
    let text = |digest: &str| {
        format!(
            "version = 1\n[plugin.report]\nreason = \"x\"\nsource-sha256 = \"{digest}\"\n[plugin.report.grant]\nfs = true\n"
        )
    };
    assert_eq!(applied(&text(DIGEST)).policy.to_string(), "fs");
    let other = applied(&text(&"1".repeat(64)));
    assert_eq!(other.policy.to_string(), "");
    expect![[r#"
        warning[P009] plugwright.toml:2:1: the grants for `report` are for another content of its folder, and do not hold
    "#]]
    .assert_eq(&show(&other.warnings));
}

#[test]
fn what_a_plugin_asks_for_is_never_granted_for_that() {
    let sources = Sources::from_files([(
        "Cargo.toml",
        "[package]\nname = \"report\"\n[package.metadata.plugwright]\ncapabilities = [\"fs\", \"root\"]\n",
    )]);
    let facts = PluginFacts::of(&sources);
    let file = PolicyFile::parse("plugwright.toml", "version = 1\n", &TODAY).expect("a file without faults");
    let applied = file.policy_for(&facts);
    assert_eq!(applied.policy.to_string(), "");
    expect![[r#"
        warning[P010] `report` asks for `fs`, which it is not granted
        warning[P010] `report` asks for `root`, which it is not granted
    "#]]
    .assert_eq(&show(&applied.warnings));
}

#[test]
fn walls_and_limits_reach_the_build() {
    let applied = applied(
        "version = 1\n[defaults]\nrequire = [\"landlock\"]\nprefer = [\"network-namespace\"]\n\
         [defaults.build]\nwall-s = 60\nmemory-mib = 2\n",
    );
    let confinement = applied.policy.confinement();
    assert_eq!(confinement.demand(Mechanism::Landlock), crate::Demand::Require);
    assert_eq!(confinement.limits.wall.as_secs(), 60);
    assert_eq!(confinement.limits.memory, 2 << 20);
}

#[test]
fn groups_of_items_are_granted_by_name() {
    let applied = applied(
        "version = 1\n[api.cores]\ninclude = [\"std::thread::available_parallelism\"]\n[api.vars]\ninclude = [\"std::env\"]\n\
         exclude = [\"std::env::set_var\"]\n[plugin.report]\nreason = \"x\"\ngrant = { api = [\"cores\", \"vars\"] }\n",
    );
    let policy = &applied.policy;
    assert!(policy.allows_item("std::thread::available_parallelism") && !policy.allows_item("std::thread::spawn"));
    assert!(policy.allows_item("core::env::var") && !policy.allows_item("std::env::set_var"));
    assert!(policy.allows_symbol("std::thread::functions::available_parallelism"));
    assert!(!policy.allows_symbol("std::thread::functions::spawn"));
}

#[test]
fn dependencies_are_allowed_by_name_version_and_checksum() {
    let digest = "a".repeat(64);
    let text = format!(
        "version = 1\n[plugin.report]\nreason = \"x\"\n[[plugin.report.deps.allow]]\nname = \"itoa\"\nversion = \"=1.0.15\"\n\
         sha256 = \"{digest}\"\nreason = \"numbers\"\n"
    );
    let policy = applied(&text).policy;
    let is_allowed = |name, version, sha256| policy.allowed_dependency(name, version, sha256).is_some();
    assert!(is_allowed("itoa", "1.0.15", Some(digest.as_str())));
    assert!(!is_allowed("itoa", "1.0.15", None));
    assert!(!is_allowed("itoa", "1.0.16", Some(&digest)));
    assert!(!is_allowed("ryu", "1.0.15", Some(&digest)));
}

#[test]
fn entries_for_nobody_and_grants_for_nothing_are_named() {
    let text = "version = 1\n[plugin.report]\nreason = \"x\"\n[plugin.report.grant]\nnet = true\n[plugin.reprot]\n";
    let file = PolicyFile::parse("plugwright.toml", text, &TODAY).expect("a file without faults");
    let facts = PluginFacts { name: "report".to_owned(), ..PluginFacts::default() };
    expect![[r#"
        warning[P008] plugwright.toml:6:1: there is no plugin `reprot`
        warning[P007] plugwright.toml:2:1: `report` is granted `net`, which its sources do not use
    "#]]
    .assert_eq(&(show(&file.unknown_plugins(&["report"])) + &show(&file.unused_grants(&facts, &[]))));
}

#[test]
fn days_follow_the_calendar() {
    for (days, year, month, day) in [(0, 1970, 1, 1), (59, 1970, 3, 1), (11_016, 2000, 2, 29), (20_779, 2026, 11, 22)] {
        assert_eq!(Today::of_day(days), Today { year, month, day });
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_no_policy() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pipe = folder.path().join("plugwright.toml");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo starts");
    assert!(made.success(), "no pipe");
    let error = PolicyFile::read(&pipe).expect_err("it is no file");
    assert!(matches!(error, Error::ReadPolicy { ref source, .. } if source.to_string() == "it is no regular file"));
}
