//! Versions that take one another's place while they are called.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use expect_test::expect;
use plugwright::{Capability, Context, Value};
use plugwright_manager::{ProveOptions, UpgradeOptions, prove};
use serde_json::json;

use crate::base::{Base, chain, number, shown};

fn one(number: i64) -> String {
    format!("pub fn one() -> i64 {{ {number} }}")
}

#[test]
fn there_and_back_again() {
    let base = Base::new();
    base.plugin("p", "1.0.0", &one(1));
    let manager = base.manager();
    manager.load_all().unwrap();
    expect!["`p` has no version before 1.0.0 to go back to"].assert_eq(&chain(&manager.rollback("p").unwrap_err()));
    base.plugin("p", "1.1.0", &one(2));
    let upgraded = manager.upgrade("p", &UpgradeOptions::default()).unwrap();
    assert_eq!((upgraded.from.unwrap().to_string(), upgraded.to.to_string()), ("1.0.0".into(), "1.1.0".into()));
    assert_eq!(number(&manager, "p", "one"), 2);
    manager.rollback("p").unwrap();
    assert_eq!(number(&manager, "p", "one"), 1);
    assert_eq!(shown(&manager), "p 1.0.0 ready\n");
    manager.rollback("p").unwrap();
    assert_eq!(number(&manager, "p", "one"), 2);
}

#[test]
fn a_wider_or_narrower_version_is_refused_with_its_lines() {
    let base = Base::new();
    base.plugin("p", "1.4.0", "pub fn one() -> i64 { 1 }\npub fn two(n: i64) -> i64 { n }\n");
    let manager = base.manager();
    manager.load_all().unwrap();
    let source = "mod sync;\npub fn one() -> i64 { sync::get() }\npub fn two(n: i32) -> i32 { n }\npub fn three() {}\n";
    base.plugin("p", "1.5.0", source);
    let sync = "pub fn get() -> i64 {\n    std::net::TcpStream::connect(\"localhost:1\").is_ok().into()\n}\n";
    std::fs::write(base.of("p").join("src/sync.rs"), sync).unwrap();
    let mut options = UpgradeOptions::default();
    expect![[r#"
        1.5.0 adds `net` at src/sync.rs:2 (uses `std::net::TcpStream::connect`; needs a new grant)
        1.5.0 adds the function `three`, fn(), at src/lib.rs:4
        1.5.0 makes `two` fn(i32) -> i32 at src/lib.rs:3, 1.4.0 had fn(i64) -> i64
    "#]]
    .assert_eq(&manager.preview("p", &options).unwrap().to_string());
    expect!["`p` 1.5.0 is not taken: 1.5.0 adds `net` at src/sync.rs:2, which needs a new grant; 1.5.0 makes `two` at src/lib.rs:3 `fn(i32) -> i32`, it was `fn(i64) -> i64`"].assert_eq(&chain(&manager.upgrade("p", &options).unwrap_err()));
    options.grant = BTreeSet::from([Capability::Net]);
    expect!["`p` 1.5.0 is not taken: 1.5.0 makes `two` at src/lib.rs:3 `fn(i32) -> i32`, it was `fn(i64) -> i64`"]
        .assert_eq(&chain(&manager.upgrade("p", &options).unwrap_err()));
    assert_eq!(number(&manager, "p", "one"), 1);
    options.accept_breaks = true;
    manager.upgrade("p", &options).unwrap();
    assert_eq!(number(&manager, "p", "one"), 0);
    // What is gone again needs no word.
    base.plugin("p", "2.0.0", &one(3));
    expect![[r#"
        2.0.0 does without `net`
        2.0.0 removes the function `three`, which 1.5.0 had at src/lib.rs:4
        2.0.0 removes the function `two`, which 1.5.0 had at src/lib.rs:3
    "#]]
    .assert_eq(&manager.preview("p", &UpgradeOptions::default()).unwrap().to_string());
    manager.upgrade("p", &UpgradeOptions::default()).unwrap();
    assert_eq!(number(&manager, "p", "one"), 3);
}

#[test]
fn neighbours_must_fit() {
    let base = Base::new();
    base.plugin("store", "1.0.0", &one(1));
    base.plugin_with("web", "1.0.0", &one(1), json!({ "depends": { "store": "^1" } }));
    let manager = base.manager();
    manager.load_all().unwrap();
    base.plugin("store", "2.0.0", &one(2));
    let options = UpgradeOptions::default();
    expect!["`web` needs `store` ^1, which 2.0.0 is not"]
        .assert_eq(&chain(&manager.upgrade("store", &options).unwrap_err()));
    base.plugin_with("store", "1.1.0", &one(2), json!({ "depends": { "disk": "^1" } }));
    expect!["cannot start `store`: it needs `disk` ^1, which is not there"]
        .assert_eq(&chain(&manager.upgrade("store", &options).unwrap_err()));
    let folder = Some(base.of("web"));
    let error = manager.upgrade("store", &UpgradeOptions { folder, ..options }).unwrap_err();
    expect!["BASE/web holds the plugin `web`, not `store`"]
        .assert_eq(&chain(&error).replace(&base.path().display().to_string(), "BASE"));
    assert_eq!(number(&manager, "store", "one"), 1);
}

#[test]
fn the_old_version_comes_back_when_the_new_one_fails() {
    let base = Base::new();
    base.plugin("p", "1.0.0", "pub fn one(n: i64) -> Result<i64, String> { Ok(n) }");
    let manager = base.manager();
    manager.load_all().unwrap();
    let call = |n: i64| manager.call("p", "one", &[n.into()]);
    let good = Value::Result(Ok(Box::new(7.into())));
    base.plugin("p", "1.1.0", "pub fn one(n: i64) -> Result<i64, String> { panic!(\"at {n}\") }");
    manager.upgrade("p", &UpgradeOptions::default()).unwrap();
    assert!(call(7).is_err());
    assert_eq!(call(7).unwrap(), good);
    expect![[r#"
        p 1.0.0 ready: 1.0.0 is back: 1 of its first 1 calls failed, the last because `one` panicked at src/lib.rs:1:45: at 7
    "#]].assert_eq(&shown(&manager));

    // A few errors are normal; more than a tenth of the first hundred are not.
    let half = "pub fn one(n: i64) -> Result<i64, String> { if n % 2 == 0 { Ok(n) } else { Err(\"odd\".into()) } }";
    base.plugin("p", "1.2.0", half);
    manager.upgrade("p", &UpgradeOptions::default()).unwrap();
    for n in 0..20 {
        assert!(call(n).is_ok());
    }
    assert!(shown(&manager).starts_with("p 1.2.0 ready"));
    for n in 20..40 {
        assert!(call(n).is_ok());
    }
    expect![[r#"
        p 1.0.0 ready: 1.0.0 is back: 11 of its first 22 calls failed, the last because it returned an error
    "#]]
    .assert_eq(&shown(&manager));
    assert_eq!(call(7).unwrap(), good);
    assert_eq!(manager.metrics("p").unwrap().returns, 2);
}

#[test]
fn calls_that_run_end_where_they_began() {
    let source = |answer: i64| {
        format!(
            r#"
            use plugwright_plugin::{{Context, Error}};
            pub fn wait(ctx: &Context) -> Result<i64, Error> {{
                ctx.set("inside", true);
                while ctx.find::<bool>("go")?.is_none() {{
                    if ctx.is_cancelled() {{ return Err(Error::Cancelled); }}
                }}
                Ok({answer})
            }}
            "#
        )
    };
    let base = Base::new();
    base.plugin("p", "1.0.0", &source(1));
    let mut options = base.options();
    options.drain = Duration::from_millis(50);
    options.grace = Duration::from_secs(60);
    let manager = plugwright_manager::Manager::with_options(base.path(), options);
    manager.load_all().unwrap();
    let inside = |ctx: &Context| {
        while ctx.get("inside").is_none() {
            std::thread::yield_now();
        }
    };
    let (first, second) = (Context::default(), Context::default());
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| manager.call_with("p", "wait", &first, &[]));
        inside(&first);
        base.plugin("p", "1.1.0", &source(2));
        let upgraded = manager.upgrade("p", &UpgradeOptions::default()).unwrap();
        // It did not end in time, and was asked to.
        assert_eq!((upgraded.calls.admitted, upgraded.calls.finished), (1, 1));
        assert_eq!((upgraded.calls.late, upgraded.calls.cancelled), (1, 1));
        let cancelled = Value::Result(Err(Box::new("the call was cancelled".into())));
        assert_eq!(waiting.join().unwrap().unwrap(), cancelled);

        let waiting = scope.spawn(|| manager.call_with("p", "wait", &second, &[]));
        inside(&second);
        second.set("go", true);
        assert_eq!(waiting.join().unwrap().unwrap(), Value::Result(Ok(Box::new(2.into()))));
    });
    let tallies = manager.tallies("p").unwrap();
    let shown: Vec<_> = tallies.iter().map(|tally| (tally.version.to_string(), tally.calls.finished)).collect();
    assert_eq!(shown, [("1.0.0".to_owned(), 1), ("1.1.0".to_owned(), 1)]);
}

/// How often the plugin is replaced under load.
const UPGRADES: u64 = 200;
const THREADS: usize = 8;

#[test]
#[allow(clippy::print_stdout, reason = "the longest stall is worth knowing, and no test may depend on it")]
fn two_hundred_upgrades_under_load_lose_nothing() {
    let base = Base::new();
    let versions: Vec<_> = (0..4)
        .map(|answer| {
            let folder = base.path().join(format!(".versions/{answer}"));
            crate::base::write_plugin(&folder, "p", &format!("1.{answer}.0"), &one(answer), json!({}));
            folder
        })
        .collect();
    crate::base::write_plugin(&base.of("p"), "p", "1.0.0", &one(0), json!({}));
    let manager = base.manager();
    manager.load_all().unwrap();
    let (stop, issued, longest) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let started = Instant::now();
                    let answer = manager.call("p", "one", &[]);
                    longest.fetch_max(started.elapsed().as_micros() as u64, Ordering::Relaxed);
                    issued.fetch_add(1, Ordering::Relaxed);
                    assert!(matches!(answer, Ok(Value::Int(0..4))), "{answer:?}");
                }
            });
        }
        for upgrade in 1..=UPGRADES {
            let folder = Some(versions[upgrade as usize % versions.len()].clone());
            let upgraded = manager.upgrade("p", &UpgradeOptions { folder, ..UpgradeOptions::default() });
            let upgraded = upgraded.unwrap_or_else(|error| panic!("upgrade {upgrade}: {}", chain(&error)));
            assert_eq!((upgraded.calls.running(), upgraded.calls.late), (0, 0));
        }
        stop.store(true, Ordering::Relaxed);
    });
    let tallies = manager.tallies("p").unwrap();
    assert_eq!(tallies.len() as u64, UPGRADES + 1);
    let (admitted, finished) = tallies
        .iter()
        .fold((0, 0), |(admitted, finished), tally| (admitted + tally.calls.admitted, finished + tally.calls.finished));
    let issued = issued.into_inner();
    assert_eq!((admitted, finished), (issued, issued), "every call was served once");
    assert!(tallies.iter().all(|tally| tally.calls.failed + tally.calls.panicked == 0));
    let longest = longest.into_inner();
    println!("{UPGRADES} upgrades, {issued} calls from {THREADS} threads, longest {longest} µs");
}

#[test]
fn a_proof_has_every_call_once() {
    let base = Base::new();
    base.plugin("p", "1.0.0", &one(1));
    let manager = base.manager();
    manager.load_all().unwrap();
    number(&manager, "p", "one");
    base.plugin("p", "1.1.0", &one(2));
    let load = ProveOptions { threads: 2, function: "one".into(), args: Vec::new(), calls: 1_000 };
    let proof = prove(&manager, "p", &UpgradeOptions::default(), &load).unwrap();
    assert_eq!((proof.lost(), proof.refused, proof.issued), (0, 0, proof.answered));
    assert_eq!(proof.versions.len(), 2);
    let text = proof.to_string();
    assert!(text.starts_with("version          admitted     finished     late  cancelled   failed\n1.0.0 "), "{text}");
}
