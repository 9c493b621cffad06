use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use expect_test::{Expect, expect};

use super::*;

/// Compiles a library as the code generator does and returns the archive.
#[track_caller]
fn compile(source: &str, name: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let input = folder.path().join("lib.rs");
    std::fs::write(&input, source).expect("the source is written");
    rustc(&input, &folder.path().join("out.rlib"), name)
}

#[track_caller]
fn rustc(input: &Path, output: &Path, name: &str) -> Vec<u8> {
    let out = Command::new("rustc")
        .args([
            "--crate-type=rlib",
            "--edition=2021",
            "-O",
            "-Ccodegen-units=1",
            "-Csymbol-mangling-version=v0",
            "-Awarnings",
        ])
        .arg(format!("--crate-name={name}"))
        .arg("-o")
        .args([output, input])
        .output()
        .expect("rustc starts");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    std::fs::read(output).expect("the archive is there")
}

#[track_caller]
fn check(source: &str, grants: &str, expect: Expect) {
    let bytes = compile(source, "plug");
    let policy = grants.parse().expect("known capabilities");
    let found = audit(&[Object { name: "plug", origin: Origin::Plugin, bytes: &bytes }], &policy);
    expect.assert_eq(&show(&found));
}

/// Nothing is found.
#[track_caller]
fn clean(source: &str, grants: &str) {
    let bytes = compile(source, "plug");
    let policy = grants.parse().expect("known capabilities");
    let found = audit(&[Object { name: "plug", origin: Origin::Plugin, bytes: &bytes }], &policy);
    assert_eq!(show(&found), "", "{source}");
}

fn show(found: &[Diagnostic]) -> String {
    let lines: BTreeSet<String> = found
        .iter()
        .map(|finding| {
            let help = finding.help.as_deref().map(|help| format!("\n  help: {help}")).unwrap_or_default();
            let notes: String = finding.notes.iter().map(|note| format!("\n  note: {note}")).collect();
            format!("{finding}{notes}{help}\n")
        })
        .collect();
    lines.into_iter().collect()
}

#[test]
fn pure_code_passes() {
    for source in [
        "pub fn greet(name: &str) -> String { println!(\"hi\"); format!(\"Hello, {name}!\") }",
        "use std::collections::HashMap; pub fn count(t: &str) -> usize { let mut m = HashMap::new(); for w in t.split(' ') { *m.entry(w).or_insert(0) += 1; } m.len() }",
        "pub fn sine(x: f64) -> f64 { x.sin().powf(2.5).atan2(x).ln_1p() } pub fn wide(a: u128, b: u128) -> u128 { a / b % 7 }",
        "use std::panic::catch_unwind; pub fn safe(a: i64) -> i64 { catch_unwind(|| 10 / a).unwrap_or(-1) } pub fn any() { std::panic::panic_any(3u8) }",
        "use std::cell::RefCell; thread_local! { static S: RefCell<Vec<String>> = RefCell::new(Vec::new()); } pub fn push(s: &str) -> usize { S.with(|v| { v.borrow_mut().push(s.into()); v.borrow().len() }) }",
        "use std::sync::{mpsc, Mutex, RwLock, Condvar, Barrier, OnceLock}; static R: RwLock<u8> = RwLock::new(1); pub fn go(a: i64) -> i64 { let (s, r) = mpsc::channel(); s.send(a).unwrap(); let (t, u) = mpsc::sync_channel(1); t.send(*R.read().unwrap()).unwrap(); r.recv().unwrap() + i64::from(u.recv().unwrap()) }",
        "use std::path::{Path, PathBuf}; pub fn norm(p: &str) -> PathBuf { let mut q = Path::new(p).join(\"x\"); q.set_extension(\"txt\"); q }",
        "use std::time::{Instant, SystemTime, Duration}; pub fn clock() -> u64 { Instant::now().elapsed().as_secs() + SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs() }",
        "use std::io::{self, Read, Write, BufRead}; pub fn copy(t: &str) -> io::Result<u64> { let mut out = Vec::new(); let n = io::copy(&mut io::BufReader::new(t.as_bytes()), &mut out)?; writeln!(io::BufWriter::new(&mut out), \"{n}\")?; Ok(n) }",
        "use std::net::{IpAddr, Ipv4Addr, SocketAddr}; pub fn local(t: &str) -> bool { t.parse::<IpAddr>().is_ok_and(|a| a.is_loopback()) && SocketAddr::from(([1, 2, 3, 4], 5)).port() == 5 && Ipv4Addr::LOCALHOST.octets()[0] == 127 }",
        "use std::sync::Arc; use std::rc::Rc; pub fn shared() -> usize { let a: Arc<str> = \"x\".into(); let b = Rc::new(a.clone()); Rc::strong_count(&b) + Arc::strong_count(&a) } pub fn family() -> &'static str { std::env::consts::OS }",
        "pub fn lossy(b: &[u8]) -> String { String::from_utf8_lossy(b).into_owned() } pub fn num(t: &str) -> Result<f64, Box<dyn std::error::Error>> { Ok(t.parse::<f64>()? + t.parse::<i32>()? as f64) }",
    ] {
        clean(source, "");
    }
}

#[test]
fn nearly_all_of_the_pure_library_passes() {
    clean(include_str!("../../tests/fixtures/pure.rs"), "");
}

#[test]
fn what_a_source_scan_cannot_see_is_named() {
    check(
        "pub fn probe(p: &std::path::Path) -> bool { p.is_dir() }",
        "",
        expect![[r#"
            error[B001] the plugin refers to `<std::path::Path>::is_dir`, which is not granted
              note: referred to by `plug::probe`
              help: grant `fs` to allow this
        "#]],
    );
    check(
        "pub fn probe(p: &std::path::Path) -> bool { p.exists() }",
        "",
        expect![[r#"
        error[B001] the plugin refers to `std::sys::fs::metadata`, which is not granted
          note: referred to by `plug::probe`
          help: grant `fs` to allow this
    "#]],
    );
    check(
        "use std::net::ToSocketAddrs; pub fn dns(h: String) -> usize { h.to_socket_addrs().map_or(0, |a| a.count()) }",
        "",
        expect![[r#"
        error[B001] the plugin refers to `<alloc::string::String as std::net::socket_addr::ToSocketAddrs>::to_socket_addrs`, which is not granted
          note: referred to by `plug::dns`
          help: grant `net` to allow this
    "#]],
    );
}

#[test]
fn a_grant_lifts_its_own_items_only() {
    let spawn = "pub fn go() -> i32 { std::thread::spawn(|| 3).join().unwrap() }";
    clean(spawn, "thread");
    check(
        spawn,
        "fs",
        expect![[r#"
        error[B001] the plugin refers to `<alloc::sync::Arc<std::thread::spawnhook::SpawnHook>>::drop_slow`, which is not granted
          note: referred to by `core::ptr::drop_in_place::<std::thread::spawnhook::ChildSpawnHooks>`
          help: grant `thread` to allow this
        error[B001] the plugin refers to `<std::sys::thread::unix::Thread>::join`, which is not granted
          note: referred to by `plug::go`
          help: grant `thread` to allow this
        error[B001] the plugin refers to `<std::sys::thread::unix::Thread>::new`, which is not granted
          note: referred to by `plug::go`
          help: grant `thread` to allow this
        error[B001] the plugin refers to `<std::thread::lifecycle::spawn_unchecked<plug::go::{closure#0}, i32>::{closure#1} as core::ops::function::FnOnce<()>>::call_once::{shim:vtable#0}`, which is not granted
          help: grant `thread` to allow this
        error[B001] the plugin refers to `<std::thread::scoped::ScopeData>::decrement_num_running_threads`, which is not granted
          note: referred to by `core::ptr::drop_in_place::<std::thread::lifecycle::Packet<i32>>`
          help: grant `thread` to allow this
        error[B001] the plugin refers to `<std::thread::scoped::ScopeData>::increment_num_running_threads`, which is not granted
          note: referred to by `plug::go`
          help: grant `thread` to allow this
        error[B001] the plugin refers to `<std::thread::spawnhook::ChildSpawnHooks>::run`, which is not granted
          note: referred to by `std::sys::backtrace::__rust_begin_short_backtrace::<std::thread::lifecycle::spawn_unchecked<plug::go::{closure#0}, i32>::{closure#1}::{closure#0}::{closure#0}, ()>`
          help: grant `thread` to allow this
        error[B001] the plugin refers to `<std::thread::spawnhook::SpawnHooks as core::ops::drop::Drop>::drop`, which is not granted
          note: referred to by `core::ptr::drop_in_place::<std::thread::spawnhook::ChildSpawnHooks>`
          help: grant `thread` to allow this
        error[B001] the plugin refers to `<std::thread::thread::Thread>::new`, which is not granted
          note: referred to by `plug::go`
          help: grant `thread` to allow this
        error[B001] the plugin refers to `std::env::_var_os`, which is not granted
          note: referred to by `plug::go`
          help: grant `env` or `thread` to allow this
        error[B001] the plugin refers to `std::thread::lifecycle::spawn_unchecked::{closure#0}::MIN`, which is not granted
          note: referred to by `plug::go`
          help: grant `thread` to allow this
        error[B001] the plugin refers to `std::thread::spawnhook::run_spawn_hooks`, which is not granted
          note: referred to by `plug::go`
          help: grant `thread` to allow this
    "#]],
    );
    let file = "use std::io::Read; pub fn read(p: &str) -> String { let mut s = String::new(); std::fs::File::open(p).unwrap().read_to_string(&mut s).unwrap(); s }";
    clean(file, "fs");
    check(
        file,
        "net",
        expect![[r#"
        error[B001] the plugin refers to `<std::fs::File as std::io::Read>::read_to_string`, which is not granted
          note: referred to by `plug::read`
          help: grant `fs` to allow this
        error[B001] the plugin refers to `<std::fs::OpenOptions>::_open`, which is not granted
          note: referred to by `plug::read`
          help: grant `fs` to allow this
    "#]],
    );
    let run = "pub fn run(n: &str) -> bool { std::process::Command::new(n).arg(\"x\").status().is_ok() }";
    clean(run, "process");
    let tcp = "use std::io::Write; pub fn send(a: &str) { std::net::TcpStream::connect(a).unwrap().write_all(b\"x\").unwrap() }";
    clean(tcp, "net");
    clean(
        "pub fn ask() -> String { let mut l = String::new(); std::io::stdin().read_line(&mut l).unwrap(); l }",
        "stdin",
    );
    clean("pub fn var() -> Option<String> { std::env::var(\"X\").ok() }", "env");
}

#[test]
fn foreign_functions_need_their_own_grant() {
    let source = "extern \"C\" { fn getpid() -> i32; } pub fn me() -> i32 { unsafe { getpid() } }";
    check(
        source,
        "",
        expect![[r#"
        error[B003] the plugin refers to `getpid`, which is a plain symbol, not an item of Rust's
          note: referred to by `plug::me`
          help: grant `ffi` to allow this
    "#]],
    );
    clean(source, "unsafe,ffi");
}

#[test]
fn plain_exports_and_constructors_are_named() {
    check(
        "#[no_mangle] pub extern \"C\" fn malloc(n: usize) -> usize { n } #[no_mangle] pub extern \"C\" fn entry() {}",
        "",
        expect![[r#"
        error[B012] the plugin exports the plain symbol `entry`
          help: grant `ffi` to allow this
        error[B014] the plugin defines `malloc`, which belongs to the runtime
    "#]],
    );
    check(
        "extern \"C\" fn early() {} #[used] #[link_section = \".init_array\"] static S: extern \"C\" fn() = early;",
        "",
        expect![[r#"
        error[B010] the plugin has code that runs when it is loaded, in section `.init_array`
    "#]],
    );
}

#[test]
fn hooks_are_for_the_runtime() {
    let source = "pub fn quiet() { std::panic::set_hook(Box::new(|_| ())) }";
    check(
        source,
        "unsafe",
        expect![[r#"
        error[B001] the plugin refers to `std::panicking::set_hook`, which is not granted
          note: referred to by `plug::quiet`
    "#]],
    );
    let bytes = compile(source, "runtime");
    let found = audit(&[Object { name: "runtime", origin: Origin::Runtime, bytes: &bytes }], &Policy::default());
    assert_eq!(show(&found), "");
    let found = audit(&[Object { name: "bridge", origin: Origin::Bridge, bytes: &bytes }], &Policy::default());
    assert!(show(&found).contains("std::panicking::set_hook"));
}

#[test]
fn a_namesake_of_the_standard_library_is_not_trusted() {
    let bytes = compile("pub fn stop() { std::process::abort() }", "hashbrown");
    let object = Object { name: "hashbrown", origin: Origin::Dependency("hashbrown"), bytes: &bytes };
    expect![[r#"
        error[B001] the dependency `hashbrown` refers to `std::process::abort`, which is not granted
          note: referred to by `hashbrown::stop`
          help: grant `process` to allow this
    "#]]
    .assert_eq(&show(&audit(&[object], &Policy::default())));
    let object = Object { name: "core", origin: Origin::Dependency("core"), bytes: &bytes };
    assert!(show(&audit(&[object], &Policy::default())).contains("is named `core`"));
}

#[test]
fn damaged_bytes_are_refused_and_never_panic() {
    let bytes = compile("pub fn one() -> u8 { 1 }", "plug");
    for cut in [0, 1, 8, 60, 100, bytes.len() / 2, bytes.len() - 1] {
        let object = Object { name: "plug", origin: Origin::Plugin, bytes: &bytes[..cut] };
        audit(&[object], &Policy::default());
    }
    // Found by fuzzing: an address and an offset whose sum is no address.
    let overflow = include_bytes!("../../tests/fixtures/overflow.o");
    audit(&[Object { name: "plug", origin: Origin::Plugin, bytes: overflow }], &Policy::default());
    let found = audit(&[Object { name: "text", origin: Origin::Plugin, bytes: b"hello" }], &Policy::default());
    expect![[r#"
        error[B004] `text` is no object that can be audited
          note: Could not read file magic
    "#]]
    .assert_eq(&show(&found));
}

/// A clock may be read, unless the policy refuses it; the standard library's own code may at any time.
#[test]
fn clocks_are_refused_where_the_policy_says_so() {
    let bytes = compile(
        "pub fn now() -> std::time::Instant { std::time::Instant::now() }
         pub fn wait(from: &std::sync::mpsc::Receiver<u8>) -> bool {
             from.recv_timeout(std::time::Duration::ZERO).is_err()
         }",
        "plug",
    );
    let found =
        |policy: &Policy| show(&audit(&[Object { name: "plug", origin: Origin::Plugin, bytes: &bytes }], policy));
    let mut policy = Policy::default();
    assert_eq!(found(&policy), "");
    policy.levels.insert("S02E".to_owned(), crate::Level::Error);
    expect![[r#"
        error[B001] the plugin refers to `<std::time::Instant>::now`, which is not granted
          note: referred to by `<std::sync::mpmc::list::Channel<u8>>::recv::{closure#1}`
          note: referred to by `<std::sync::mpmc::zero::Channel<u8>>::recv::{closure#1}`
          note: referred to by `<std::sync::mpmc::array::Channel<u8>>::recv::{closure#1}`
          help: grant `clock` to allow this
    "#]]
    .assert_eq(&found(&policy));
    assert_eq!(found(&policy.grant(Capability::Clock)), "");
}
