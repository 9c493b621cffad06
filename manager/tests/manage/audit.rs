//! What a manager writes down.

use expect_test::expect;
use plugwright_manager::{AuditLog, Manager, Record, UpgradeOptions, Verdict};
use serde_json::json;

use crate::base::Base;

/// A record without what is different each time.
fn line(record: &Record) -> String {
    let Record { what, plugin, version, digest, verdict, reason, .. } = record;
    let plugin = plugin.as_ref().map(ToString::to_string).unwrap_or_default();
    let version = version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
    let digest = if digest.is_some() { " (digest)" } else { "" };
    let verdict = match verdict {
        Verdict::Done => "done".to_owned(),
        Verdict::Refused(why) => format!("refused: {why}"),
    };
    let reason = reason.as_ref().map(|reason| format!(" because {reason}")).unwrap_or_default();
    format!("{what:?} {plugin}{version}{digest}: {verdict}{reason}\n")
}

#[test]
fn whatever_is_done_to_plugins_is_written_down() {
    let base = Base::new();
    let schema = json!({ "schema": { "type": "object", "properties": { "n": { "type": "integer" } } } });
    let source = "pub fn one(n: i64) -> i64 { assert!(n > 0, \"no\"); n }";
    base.plugin_with("p", "1.0.0", source, json!({ "config": schema }));
    std::fs::write(base.plugin("half", "1.0.0", source).join("plugin.json"), "{").unwrap();
    let log = AuditLog::new(base.path());
    let mut options = base.options().audit(log.clone());
    options.health.quarantined_after = 1;
    let manager = Manager::with_options(base.path(), options);
    manager.load_all().unwrap();
    base.plugin("broken", "1.0.0", "pub fn one() -> i64 {");
    manager.load("broken").unwrap_err();
    let set = |n: serde_json::Value| manager.configure("p", json!({ "n": n }).as_object().unwrap());
    set(json!("many")).unwrap_err();
    set(json!(3)).unwrap();
    base.plugin("p", "1.1.0", "pub fn two() {}");
    let upgrade = || manager.upgrade("p", &UpgradeOptions::default());
    upgrade().unwrap_err();
    base.plugin("p", "1.2.0", source);
    upgrade().unwrap();
    manager.rollback("p").unwrap();
    upgrade().unwrap();
    // It falls on trial, and the version before falls later.
    manager.call("p", "one", &[0.into()]).unwrap_err();
    manager.call("p", "one", &[0.into()]).unwrap_err();
    manager.load("p").unwrap();
    manager.unload("p").unwrap();
    let records = log.records().unwrap();
    expect![[r#"
        Load half: refused: `half` is refused: plugin.json:1:1: EOF while parsing an object
        Load p 1.0.0 (digest): done
        Load broken 1.0.0: refused: cannot build `broken`: the plugin has faults: src/lib.rs:1:21: this `{` is never closed
        Configure p: refused: the settings of `p` cannot be used: p.json:2:8: the plugin's own schema refuses this: this must be an integer, not a string
        Configure p: done
        Upgrade p 1.0.0 (digest): refused: `p` 1.1.0 is not taken: 1.1.0 removes `one` (was at src/lib.rs:1)
        Upgrade p 1.2.0 (digest): done
        Rollback p 1.0.0 (digest): done
        Upgrade p 1.2.0 (digest): done
        Return p 1.0.0 (digest): done because 1.0.0 is back: 1 of its first 1 calls failed, the last because `one` panicked at src/lib.rs:1:29: no
        Quarantine p 1.0.0 (digest): done because 1 panic within a minute, the last: `one` panicked at src/lib.rs:1:29: no
        Load p 1.2.0 (digest): done
        Unload p 1.2.0 (digest): done
    "#]].assert_eq(&records.iter().map(line).collect::<String>());
    assert!(records.iter().all(|record| record.who == plugwright_manager::user() && record.at > 0));
}

#[test]
fn a_full_log_makes_room() {
    let base = Base::new();
    base.plugin("p", "1.0.0", "pub fn one() -> i64 { 1 }");
    let mut log = AuditLog::new(base.path());
    (log.full, log.kept) = (600, 2);
    let manager = Manager::with_options(base.path(), base.options().audit(log.clone()));
    for _ in 0..10 {
        manager.load("p").unwrap();
        manager.unload("p").unwrap();
    }
    let records = log.records().unwrap();
    assert!((6..20).contains(&records.len()), "{records:?}");
    assert!(base.path().join("audit.2.jsonl").exists() && !base.path().join("audit.3.jsonl").exists());
}
