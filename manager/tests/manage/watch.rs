//! A base folder that changes while it is watched, with real files and the system's own reports.

use std::fs;
use std::time::Duration;

use plugwright_manager::{Event, State};

use crate::base::{Base, number, wait, write_plugin};

#[test]
fn what_is_added_changed_and_removed_is_followed() {
    let base = Base::new();
    base.plugin("old", "1.0.0", "pub fn one() -> i64 { 1 }");
    let manager = base.manager();
    manager.load_all().unwrap();
    let events = manager.subscribe();
    let watch = manager.watch_settled(Duration::from_millis(50)).unwrap();
    let reached = |name: &'static str, version: &'static str, state: State| {
        move |event: &Event| {
            let is_version = event.version.as_ref().is_some_and(|found| found.to_string() == version);
            event.plugin.as_str() == name && is_version && event.to == state
        }
    };
    // Its manifest comes last, as it does where a folder is copied; half of one is none.
    let folder = base.of("new");
    write_plugin(&folder, "new", "1.0.0", "pub fn one() -> i64 { 2 }", serde_json::json!({}));
    let manifest = fs::read_to_string(folder.join("plugin.json")).unwrap();
    fs::write(folder.join("plugin.json"), &manifest[..manifest.len() / 2]).unwrap();
    base.plugin("old", "1.1.0", "pub fn one() -> i64 { 3 }");
    wait(&events, reached("old", "1.0.0", State::Draining));
    assert_eq!(number(&manager, "old", "one"), 3);
    assert!(manager.get("new").is_err(), "half a folder is no plugin");
    fs::write(folder.join("plugin.json"), &manifest).unwrap();
    wait(&events, reached("new", "1.0.0", State::Ready));

    // A version that is not taken leaves the old one, with the reason.
    base.plugin("old", "1.2.0", "pub fn two() -> i64 { 4 }");
    let kept = wait(&events, |event| event.reason.as_ref().is_some_and(|reason| reason.contains("still serves")));
    let reason = "1.1.0 still serves: `old` 1.2.0 is not taken: 1.2.0 removes `one` (was at src/lib.rs:1)";
    assert_eq!((kept.to, kept.reason.as_deref()), (State::Ready, Some(reason)));
    assert_eq!(number(&manager, "old", "one"), 3);

    fs::remove_dir_all(base.of("new")).unwrap();
    wait(&events, reached("new", "1.0.0", State::Stopped));
    drop(watch);
}
