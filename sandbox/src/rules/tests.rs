use expect_test::{Expect, expect};
use plugwright_analyzer::{Diagnostic, Severity, Sources, Target, parse};

use crate::{Verdict, check as check_crate, find_rule, rules};

const MANIFEST: &str = "[package]\nname = \"plug\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";

/// The findings about a crate of these files; `files` may hold a manifest of its own.
#[track_caller]
fn find(files: &[(&str, &str)], grants: &str) -> Vec<Diagnostic> {
    let own = files.iter().any(|(path, _)| *path == "Cargo.toml");
    let manifest = (!own).then_some(("Cargo.toml", MANIFEST));
    let sources = Sources::from_files(files.iter().copied().chain(manifest));
    let policy = grants.parse().expect("known capabilities");
    let target = Target::parse("unix\ntarget_os=\"linux\"");
    parse(&sources, &target, |krate, found| match check_crate(krate, &policy) {
        Verdict::Approved(approved) => found.into_iter().chain(approved.warnings().iter().cloned()).collect(),
        Verdict::Rejected(more) => found.into_iter().chain(more).collect(),
    })
    .expect("a thread")
}

fn show(found: &[Diagnostic]) -> String {
    let mut out = String::new();
    for finding in found.iter().filter(|finding| finding.code.id != "A014") {
        out.push_str(&format!("{finding}\n"));
        finding.notes.iter().for_each(|note| out.push_str(&format!("  note: {note}\n")));
        finding.help.iter().for_each(|help| out.push_str(&format!("  help: {help}\n")));
    }
    out
}

#[track_caller]
fn check(source: &str, expect: Expect) {
    expect.assert_eq(&show(&find(&[("src/lib.rs", source)], "")));
}

#[track_caller]
fn check_manifest(more: &str, expect: Expect) {
    let manifest = format!("{MANIFEST}{more}");
    expect.assert_eq(&show(&find(&[("Cargo.toml", manifest.as_str()), ("src/lib.rs", "")], "")));
}

#[track_caller]
fn check_files(files: &[(&str, &str)], expect: Expect) {
    expect.assert_eq(&show(&find(files, "")));
}

/// Nothing is found.
#[track_caller]
fn clean(source: &str) {
    assert_eq!(show(&find(&[("src/lib.rs", source)], "")), "", "{source}");
}

#[track_caller]
fn clean_files(files: &[(&str, &str)]) {
    assert_eq!(show(&find(files, "")), "");
}

#[test]
fn ids_and_names_are_unique_and_found() {
    let mut seen = std::collections::BTreeSet::new();
    for rule in rules() {
        assert!(seen.insert(rule.code.id) && seen.insert(rule.code.name), "{}", rule.code);
        assert_eq!(find_rule(rule.code.name).map(|found| found.code.id), Some(rule.code.id));
        assert!(!rule.explain.is_empty() && !rule.code.summary.ends_with('.'), "{}", rule.code);
    }
}

#[test]
fn s010_unsafe() {
    check(
        "pub fn f(p: *const u8) -> u8 { unsafe { *p } }",
        expect![[r#"
        error[S010] src/lib.rs:1:32: contains `unsafe`
          help: grant `unsafe` to allow this
    "#]],
    );
    check(
        "macro_rules! m { ($e:expr) => { unsafe { $e } } }",
        expect![[r#"
        error[S010] src/lib.rs:1:33: contains `unsafe`, inside a macro
          help: grant `unsafe` to allow this
    "#]],
    );
    clean("#![forbid(unsafe_code)] pub fn unsafe_name() -> &'static str { \"unsafe\" } fn r#unsafe() {}");
}

#[test]
fn s011_symbols() {
    check(
        "#[no_mangle] pub fn f() {}",
        expect![[r#"
        error[S011] src/lib.rs:1:3: carries the attribute `no_mangle`
          help: grant `ffi` to allow this
    "#]],
    );
    check(
        "#[cfg_attr(unix, export_name = \"g\")] pub fn f() {}",
        expect![[r#"
        error[S011] src/lib.rs:1:18: carries the attribute `export_name`
          help: grant `ffi` to allow this
    "#]],
    );
    check(
        "macro_rules! m { ($m:meta) => { #[$m] pub fn f() {} } } m!(no_mangle);",
        expect![[r#"
        error[S011] src/lib.rs:1:60: hands the attribute `no_mangle` to a macro
          help: grant `ffi` to allow this
        error[S044] src/lib.rs:1:60: hands the attribute `no_mangle` to a macro
          help: grant `ffi` to allow this
    "#]],
    );
    clean("/// Sets `no_mangle`.\n#[doc(alias = \"no_mangle\")] pub fn f() {}");
}

#[test]
fn s012_foreign_blocks() {
    check(
        "extern \"C\" { fn getpid() -> i32; }",
        expect![[r#"
        error[S012] src/lib.rs:1:1: declares foreign functions
          help: grant `ffi` to allow this
    "#]],
    );
    check(
        "#[link(name = \"m\")] extern {}",
        expect![[r#"
        error[S013] src/lib.rs:1:3: carries the attribute `link`
          help: grant `ffi` to allow this
        error[S012] src/lib.rs:1:21: declares foreign functions
          help: grant `ffi` to allow this
    "#]],
    );
    check(
        "pub extern \"C\" fn f() {}",
        expect![[r#"
        warning[S014] src/lib.rs:1:5: defines a function with a foreign calling convention
          help: grant `ffi` to allow this
    "#]],
    );
    clean("pub fn f(_: extern \"C\" fn(i32) -> i32) {}");
}

#[test]
fn s015_assembly() {
    check(
        "use std::arch::asm as quick; pub fn f() { quick!(\"nop\") }",
        expect![[r#"
            error[S028] src/lib.rs:1:5: imports `std::arch::asm`
              help: grant `unsafe` to allow this
            error[S015] src/lib.rs:1:43: contains assembly, in `asm!`
              help: grant `unsafe` to allow this
        "#]],
    );
    clean("macro_rules! asm { () => { 1 } } pub fn f() -> i32 { asm!() }");
}

#[test]
fn s016_attributes() {
    check(
        "use std::prelude::v1::global_allocator as tuned; #[tuned] static A: u8 = 0;",
        expect![[r#"
            error[S034] src/lib.rs:1:5: imports `std::prelude::v1::global_allocator`
            error[S016] src/lib.rs:1:52: carries the attribute `tuned`
              help: grant `proc-macro` to allow this
        "#]],
    );
    check(
        "#![feature(core_intrinsics)]",
        expect![[r#"
        error[S016] src/lib.rs:1:4: carries the attribute `feature`
    "#]],
    );
    check(
        "#[derive(Debug, Serialize)] pub struct S;",
        expect![[r#"
        error[S016] src/lib.rs:1:3: derives `Serialize`, which is not of the standard library
          help: grant `proc-macro` to allow this
    "#]],
    );
    check(
        "#![recursion_limit = \"4096\"]",
        expect![[r#"
        error[S016] src/lib.rs:1:4: carries the attribute `recursion_limit`
    "#]],
    );
    clean(
        "#![crate_type = \"lib\"] #![cfg_attr(docsrs, feature(doc_cfg))] #![recursion_limit = \"256\"] #[derive(Debug)] #[repr(u8)] #[must_use] pub enum E { A }",
    );
}

#[test]
fn s011_placement() {
    check(
        "#[unsafe(link_section = \".init_array\")] static S: fn() = f; fn f() {}",
        expect![[r#"
        error[S010] src/lib.rs:1:3: contains `unsafe`
          help: grant `unsafe` to allow this
        error[S011] src/lib.rs:1:10: carries the attribute `link_section`
          help: grant `unsafe` to allow this
    "#]],
    );
    clean("pub struct Used { pub link_section: u8 }");
}

#[test]
fn s020_process() {
    check(
        "pub fn f() { std::process::exit(1) }",
        expect![[r#"
        error[S020] src/lib.rs:1:14: uses `std::process::exit`
          help: grant `process` to allow this
    "#]],
    );
    check(
        "use std::process as p; pub fn f() { p::exit(1) }",
        expect![[r#"
            error[S020] src/lib.rs:1:5: imports `std::process`
              help: grant `process` to allow this
            error[S020] src/lib.rs:1:37: `p::exit` is `std::process::exit`
              note: `p` is `std::process`, by the import at src/lib.rs:1:5
              help: grant `process` to allow this
        "#]],
    );
    check(
        "mod a { pub use std::process::Command as B; } use a::B; pub fn f() -> bool { B::new(\"x\").status().is_ok() }",
        expect![[r#"
            error[S020] src/lib.rs:1:17: imports `std::process::Command`
              help: grant `process` to allow this
            error[S020] src/lib.rs:1:51: imports `std::process::Command`
              note: `B` is `std::process::Command`, by the import at src/lib.rs:1:17
              help: grant `process` to allow this
            error[S020] src/lib.rs:1:78: `B::new` is `std::process::Command::new`
              note: `B` is `a::B`, by the import at src/lib.rs:1:51
              note: `B` is `std::process::Command`, by the import at src/lib.rs:1:17
              help: grant `process` to allow this
        "#]],
    );
    check(
        "type Job = std::process::Command; pub fn f() { Job::new(\"x\"); }",
        expect![[r#"
        error[S020] src/lib.rs:1:12: uses `std::process::Command`
          help: grant `process` to allow this
        error[S020] src/lib.rs:1:48: `Job::new` is `std::process::Command::new`
          note: `Job` is `std::process::Command`, by the alias at src/lib.rs:1:6
          help: grant `process` to allow this
    "#]],
    );
    check(
        "pub fn f() { match 1 { _ => ::std::process::abort() } }",
        expect![[r#"
        error[S020] src/lib.rs:1:31: uses `std::process::abort`
          help: grant `process` to allow this
    "#]],
    );
    clean("mod process { pub fn exit(_: i32) {} } pub fn f() { process::exit(1) }");
    clean("pub struct Command; impl Command { pub fn exit(&self) {} } pub fn f(c: Command) { c.exit() }");
}

#[test]
fn s021_fs() {
    check(
        "use r#std::r#fs as r#box; pub fn f() { let _ = r#box::read(\"x\"); }",
        expect![[r#"
            error[S021] src/lib.rs:1:5: imports `std::fs`
              help: grant `fs` to allow this
            error[S021] src/lib.rs:1:48: `box::read` is `std::fs::read`
              note: `box` is `std::fs`, by the import at src/lib.rs:1:5
              help: grant `fs` to allow this
        "#]],
    );
    check(
        "pub fn f(p: &str) -> bool { <std::fs::File>::open(p).is_ok() }",
        expect![[r#"
            error[S021] src/lib.rs:1:30: uses `std::fs::File::open`
              help: grant `fs` to allow this
            error[S021] src/lib.rs:1:30: uses `std::fs::File`
              help: grant `fs` to allow this
        "#]],
    );
    clean("use std::collections as fs; pub fn f() -> usize { fs::BTreeMap::<u8, u8>::new().len() }");
}

#[test]
fn s022_net() {
    check(
        "use std::net; pub fn f() { let _ = net::TcpStream::connect(\"x:1\"); }",
        expect![[r#"
            error[S022] src/lib.rs:1:36: `net::TcpStream::connect` is `std::net::TcpStream::connect`
              note: `net` is `std::net`, by the import at src/lib.rs:1:5
              help: grant `net` to allow this
        "#]],
    );
    check(
        "use std::net::*;",
        expect![[r#"
            error[S022] src/lib.rs:1:5: imports everything of `std::net`
              help: grant `net` to allow this
        "#]],
    );
    clean(
        "use std::net::{IpAddr, SocketAddr}; pub fn f(t: &str) -> bool { t.parse::<IpAddr>().is_ok() && std::net::Ipv4Addr::LOCALHOST.is_loopback() }",
    );
}

#[test]
fn s023_env() {
    check(
        "use std::env; pub fn f() -> bool { env::var(\"X\").is_ok() }",
        expect![[r#"
            error[S023] src/lib.rs:1:36: `env::var` is `std::env::var`
              note: `env` is `std::env`, by the import at src/lib.rs:1:5
              help: grant `env` to allow this
        "#]],
    );
    clean("use std::env; pub fn f() -> &'static str { env::consts::OS }");
    clean("pub fn f(env: u8) -> u8 { let vars = env; vars }");
}

#[test]
fn s024_thread() {
    check(
        "pub fn f() { std::thread::spawn(|| ()); }",
        expect![[r#"
        error[S024] src/lib.rs:1:14: uses `std::thread::spawn`
          help: grant `thread` to allow this
    "#]],
    );
    clean("std::thread_local! { static A: u8 = const { 1 }; } pub fn f() -> u8 { A.with(|a| *a) }");
}

#[test]
fn s025_to_s02a_other_items() {
    check(
        "use std::os::fd::AsRawFd;",
        expect![[r#"
            error[S025] src/lib.rs:1:5: imports `std::os::fd::AsRawFd`
              help: grant `unsafe` or `ffi` to allow this
        "#]],
    );
    check(
        "use std::io; pub fn f() { io::stdin(); io::stdout(); }",
        expect![[r#"
            error[S026] src/lib.rs:1:27: `io::stdin` is `std::io::stdin`
              note: `io` is `std::io`, by the import at src/lib.rs:1:5
              help: grant `stdin` to allow this
            error[S026] src/lib.rs:1:40: `io::stdout` is `std::io::stdout`
              note: `io` is `std::io`, by the import at src/lib.rs:1:5
              help: grant `stdin` to allow this
        "#]],
    );
    check(
        "use std::io::*; pub fn f() { stdin(); }",
        expect![[r#"
            error[S026] src/lib.rs:1:30: uses `std::io::stdin`
              note: `std::io::*` is imported at src/lib.rs:1:5
              help: grant `stdin` to allow this
        "#]],
    );
    check(
        "use std::alloc::{handle_alloc_error, Layout}; pub fn f() { handle_alloc_error(Layout::new::<u8>()) }",
        expect![[r#"
        error[S027] src/lib.rs:1:18: imports `std::alloc::handle_alloc_error`
          help: grant `unsafe` to allow this
        error[S027] src/lib.rs:1:60: uses `std::alloc::handle_alloc_error`
          note: `handle_alloc_error` is `std::alloc::handle_alloc_error`, by the import at src/lib.rs:1:18
          help: grant `unsafe` to allow this
    "#]],
    );
    check(
        "pub fn f() { std::panic::set_hook(Box::new(|_| ())) }",
        expect![[r#"
        error[S029] src/lib.rs:1:14: uses `std::panic::set_hook`
    "#]],
    );
    check(
        "pub fn f() { std::backtrace::Backtrace::capture(); }",
        expect![[r#"
        error[S02A] src/lib.rs:1:14: uses `std::backtrace::Backtrace::capture`
          help: grant `fs` to allow this
    "#]],
    );
    clean(
        "use std::io::{self, Read, Write}; pub fn f(mut a: impl Read) -> io::Result<u64> { println!(\"x\"); io::copy(&mut a, &mut io::sink()) }",
    );
    clean(
        "use std::panic::{catch_unwind, AssertUnwindSafe}; pub fn f() -> bool { catch_unwind(AssertUnwindSafe(|| ())).is_ok() }",
    );
}

#[test]
fn s02b_paths() {
    check(
        "use std::path::Path; pub fn f(p: &Path) -> bool { Path::exists(p) }",
        expect![[r#"
            error[S02B] src/lib.rs:1:51: `Path::exists` is `std::path::Path::exists`
              note: `Path` is `std::path::Path`, by the import at src/lib.rs:1:5
              help: grant `fs` to allow this
        "#]],
    );
    check(
        "pub fn f() { let _ = std::path::absolute(\"x\"); }",
        expect![[r#"
        error[S02B] src/lib.rs:1:22: uses `std::path::absolute`
          help: grant `fs` to allow this
    "#]],
    );
    clean("use std::path::{Path, PathBuf}; pub fn f(p: &Path) -> PathBuf { p.join(\"x\").with_extension(\"txt\") }");
}

#[test]
fn s030_to_s035_roots() {
    check(
        "use std as base;",
        expect![[r#"
        error[S030] src/lib.rs:1:5: gives `std` the name `base`
    "#]],
    );
    check(
        "use {core::fmt, std as base};",
        expect![[r#"
        error[S030] src/lib.rs:1:17: gives `std` the name `base`
    "#]],
    );
    check(
        "use std::{self as base};",
        expect![[r#"
        error[S030] src/lib.rs:1:11: gives `std` the name `base`
    "#]],
    );
    check(
        "pub use std::*;",
        expect![[r#"
        error[S031] src/lib.rs:1:9: imports everything of `std`
    "#]],
    );
    check(
        "mod core { pub use ::std::env as num; } pub fn f() { core::num::vars(); }",
        expect![[r#"
            error[S032] src/lib.rs:1:5: names something of its own `core`
            error[S023] src/lib.rs:1:54: `core::num::vars` is `std::env::vars`
              note: `num` is `std::env`, by the import at src/lib.rs:1:22
              help: grant `env` to allow this
        "#]],
    );
    check(
        "extern crate std as base;",
        expect![[r#"
        error[S035] src/lib.rs:1:14: gives the crate `std` the name `base`
    "#]],
    );
    check(
        "mod a { pub extern crate std; } pub fn f() { crate::a::std::process::exit(3) }",
        expect![[r#"
        error[S020] src/lib.rs:1:46: `crate::a::std::process::exit` is `std::process::exit`
          note: `std` is `std`, by the `extern crate` at src/lib.rs:1:13
          help: grant `process` to allow this
    "#]],
    );
    check(
        "extern crate test;",
        expect![[r#"
        error[S035] src/lib.rs:1:14: declares the crate `test`, which is no dependency
    "#]],
    );
    check(
        "use std::intrinsics::abort;",
        expect![[r#"
            error[S034] src/lib.rs:1:5: imports `std::intrinsics::abort`
        "#]],
    );
    clean(
        "extern crate alloc; use alloc::vec::Vec; use std::{self, fmt}; pub fn std(std: f64) -> Vec<f64> { vec![std] }",
    );
}

#[test]
fn s040_to_s043_macros() {
    check(
        "macro_rules! c { ($a:ident $b:ident $c:ident) => { $a::$b::$c(3) } } pub fn f() { c!(std process exit) }",
        expect![[r#"
        error[S040] src/lib.rs:1:83: hands `std` to the macro `c!`
    "#]],
    );
    check(
        "use std::io; macro_rules! c { ($a:ident $b:ident) => { $a::$b() } } pub fn f() { c!(io stdin); }",
        expect![[r#"
        error[S040] src/lib.rs:1:82: hands `io` to the macro `c!`
    "#]],
    );
    check(
        "macro_rules! c { ($m:ident) => { std::$m::id() } }",
        expect![[r#"
        error[S041] src/lib.rs:1:34: a macro puts its argument after `std::`
    "#]],
    );
    check(
        "macro_rules! c { ($m:ident) => { $m!(\"/etc/passwd\") } } pub fn f() { c!(include_str); }",
        expect![[r#"
        error[S042] src/lib.rs:1:35: a macro calls its argument as a macro
    "#]],
    );
    check(
        "macro_rules! c { ($p:path) => { $p(3) } } pub fn f() { c!(std::process::exit) }",
        expect![[r#"
        error[S020] src/lib.rs:1:59: uses `std::process::exit`
          help: grant `process` to allow this
    "#]],
    );
    check(
        "macro_rules! c { ($($t:tt)*) => { $($t)* } } c! { use std::{fs as x}; } pub fn f() { let _ = x::read(\"a\"); }",
        expect![[r#"
        error[S040] src/lib.rs:1:46: hands `x` to the macro `c!`
        error[S021] src/lib.rs:1:61: imports `std::fs`
          help: grant `fs` to allow this
        error[S021] src/lib.rs:1:94: `x::read` is `std::fs::read`
          note: `x` is `std::fs`, by the import at src/lib.rs:1:61
          help: grant `fs` to allow this
    "#]],
    );
    check(
        "pub fn f() { unheard_of!(1) }",
        expect![[r#"
        error[S043] src/lib.rs:1:14: calls `unheard_of!`, which the crate does not define
          help: grant `dependencies` to allow this
    "#]],
    );
    clean(
        "macro_rules! count { () => { 0 }; ($h:tt $($t:tt)*) => { 1 + count!($($t)*) } } pub fn f() -> i32 { count!(the quick :: brown) }",
    );
    clean(
        "macro_rules! make { ($($(#[$m:meta])* $n:ident),*) => { $($(#[$m])* pub fn $n() -> String { format!(\"{}\", stringify!($n)) })* } } make!(a, #[inline] b);",
    );
    clean("pub fn f(std: f64) { println!(\"{} {std}\", std); assert!(std > 0.0, \"{}\", std) }");
}

#[test]
fn s050_embedded_files() {
    check(
        "pub fn f() -> &'static str { include_str!(\"/etc/hostname\") }",
        expect![[r#"
            error[S050] src/lib.rs:1:30: `include_str!` embeds `/etc/hostname`, which is outside of the crate
              help: grant `fs` or `build-script` to allow this
        "#]],
    );
    check(
        "pub fn f() -> &'static [u8] { core::include_bytes!(\"../../x\") }",
        expect![[r#"
            error[S050] src/lib.rs:1:31: `include_bytes!` embeds `../../x`, which is outside of the crate
              help: grant `fs` or `build-script` to allow this
        "#]],
    );
    check(
        "pub fn f() -> &'static str { include_str!(concat!(\"/etc/\", \"passwd\")) }",
        expect![[r#"
            error[S050] src/lib.rs:1:30: `include_str!` takes a path that is no literal
              help: grant `fs` or `build-script` to allow this
        "#]],
    );
    check(
        "pub fn f() -> &'static str { include_str!(\"missing.txt\") }",
        expect![[r#"
            error[S050] src/lib.rs:1:30: `include_str!` embeds `missing.txt`, which is no regular file of the crate
              help: grant `fs` or `build-script` to allow this
        "#]],
    );
    check(
        "include!(\"other.rs\");",
        expect![[r#"
            error[A004] src/lib.rs:1:10: the included file `src/other.rs` does not exist
            error[S050] src/lib.rs:1:1: `include!` takes code from elsewhere
              help: grant `fs` or `build-script` to allow this
        "#]],
    );
    clean_files(&[
        ("src/lib.rs", "#![doc = include_str!(\"../README.md\")] pub const A: &str = include_str!(\"a.txt\");"),
        ("src/a.txt", "a"),
        ("README.md", "x"),
    ]);
}

#[test]
fn s051_build_environment() {
    check(
        "pub const P: &str = env!(\"PATH\");",
        expect![[r#"
            error[S051] src/lib.rs:1:21: `env!` reads `PATH` while the plugin is built
              help: grant `env` or `build-script` to allow this
        "#]],
    );
    check(
        "pub const P: Option<&str> = std::prelude::v1::option_env!(\"CARGO_REGISTRY_TOKEN\");",
        expect![[r#"
            error[S051] src/lib.rs:1:29: `option_env!` reads `CARGO_REGISTRY_TOKEN` while the plugin is built
              help: grant `env` or `build-script` to allow this
        "#]],
    );
    clean("pub const V: &str = concat!(env!(\"CARGO_PKG_NAME\"), env!(\"CARGO_PKG_VERSION\"));");
}

#[test]
fn s001_to_s009_text() {
    check(
        "pub fn f() {} // \u{202e} nothing",
        expect![[r#"
        error[S004] src/lib.rs:1:18: contains the invisible character U+202E
    "#]],
    );
    check(
        "pub struct Tool\u{212a};",
        expect![[r#"
        error[S009] src/lib.rs:1:12: the identifier `\u{54}\u{6f}\u{6f}\u{6c}\u{212a}` is not in normal form
    "#]],
    );
    clean("pub fn größe(文: &str) -> usize { 文.len() } // naïve ✓");
}

#[test]
fn s002_nesting() {
    let deep = format!("pub fn f() -> u8 {{ {}1{} }}", "(".repeat(300), ")".repeat(300));
    let chain = format!("type T = {}u8;", "&'static ".repeat(2_000));
    for source in [deep, chain] {
        let found = find(&[("src/lib.rs", source.as_str())], "");
        assert!(found.iter().any(|finding| finding.code.id == "S002"), "{}", show(&found));
    }
    clean(&format!(
        "pub fn f(a: i64) -> i64 {{ {}a{} }} pub fn g(b: bool) -> bool {{ {}b }}",
        "(".repeat(60),
        ")".repeat(60),
        "!".repeat(40)
    ));
}

#[test]
fn s003_names_without_end() {
    let module = |index: usize| {
        let globs: String = (0..150).map(|other| format!("pub use super::m{other}::*; ")).collect();
        format!(
            "pub mod m{index} {{ {globs} pub use std::fmt as f{index}; pub use std::str as g{index}; pub use std::rc as h{index}; }}\n"
        )
    };
    let source: String = (0..150).map(module).collect();
    let found = find(&[("src/lib.rs", source.as_str())], "");
    assert!(found.iter().any(|finding| finding.code.id == "S003"), "{}", show(&found));
}

#[test]
fn s006_modules() {
    check_files(
        &[("src/lib.rs", "#[path = \"b.dat\"] pub mod b;"), ("src/b.dat", "")],
        expect![[r#"
        error[S006] src/lib.rs:1:3: the `#[path]` `b.dat` is no `.rs` file
    "#]],
    );
    check_files(
        &[("src/lib.rs", "macro_rules! m { ($($t:tt)*) => { $($t)* } } m! { mod hidden; }"), ("src/hidden.rs", "")],
        expect![[r#"
        error[S006] src/lib.rs:1:55: a macro declares a module with a file of its own
    "#]],
    );
    check_files(
        &[("src/lib.rs", "mod a;"), ("src/a.rs", "pub fn f() { std::process::exit(1) }")],
        expect![[r#"
        error[S020] src/a.rs:1:14: uses `std::process::exit`
          help: grant `process` to allow this
    "#]],
    );
    clean_files(&[("src/lib.rs", "#[path = \"impl/a.rs\"] mod a;"), ("src/impl/a.rs", "pub fn f() {}")]);
}

#[test]
fn s007_s008_riddles() {
    check_files(
        &[("src/lib.rs", "#[path = \"lib.rs\"] mod again;")],
        expect![[r#"
        error[A006] src/lib.rs:1:24: `src/lib.rs` is a module inside itself
        error[S007] src/lib.rs:1:3: the `#[path]` in `src/lib.rs` leads back to a file that it is part of
    "#]],
    );
    check_files(
        &[("src/lib.rs", "mod a;"), ("src/a.rs", ""), ("src/a/mod.rs", "")],
        expect![[r#"
            error[A005] src/lib.rs:1:5: the module `a` has two files, `src/a.rs` and `src/a/mod.rs`
              help: delete or rename one of them
            error[S006] src/a/mod.rs:1:1: the module `a` fits both `src/a.rs` and `src/a/mod.rs`
        "#]],
    );
    check(
        "mod \u{455}td { pub fn f() {} }",
        expect![[r#"
        error[S008] src/lib.rs:1:5: the identifier `ѕtd` looks like another
    "#]],
    );
    clean("pub fn стд(о: u8) -> u8 { о }");
}

/// Ways around the scan that were tried.
#[test]
fn evasions() {
    for source in [
        "use {std::{process::{self as p}}}; pub fn f() { p::exit(1) }",
        "pub fn f() { let g: fn(i32) -> ! = std::process::exit; g(1) }",
        "pub const N: usize = { use std::fs as a; if a::read(\"x\").is_ok() { 1 } else { 2 } };",
        "pub struct A<T = std::fs::File>(T);",
        "pub fn f<T>() where std::fs::File: Into<T> {}",
        "pub trait T { type A; } impl T for u8 { type A = std::process::Command; }",
        "#[doc = include_str!(\"/etc/passwd\")] pub fn f() {}",
        "#[cfg_attr(unix, doc = include_str!(\"/etc/passwd\"))] pub fn f() {}",
        "macro_rules! o { ($r:ident) => { i!($r process exit) } } macro_rules! i { ($a:ident $b:ident $c:ident) => { $a::$b::$c(1) } } pub fn f() { o!(std) }",
        "macro_rules! m { () => { n!(std process) } } macro_rules! n { ($a:ident $b:ident) => { $a::$b::exit(1) } } pub fn f() { m!() }",
        "macro_rules! j { ($a:ident [$($r:tt)*]) => { $a $($r)* } } pub fn f() { j!(std [::process::exit(3)]) }",
        "macro_rules! j { ($($r:tt)*) => { std $($r)* } } pub fn f() { j!(::process::exit(3)) }",
        "macro_rules! m { ($($s:ident)::+) => { $($s)::+(1) } } pub fn f() { m!(std::process::exit) }",
        "macro_rules! m { ($i:item) => { $i } } m! { use std::process::exit as e; } pub fn f() { e(1) }",
        "macro_rules! m { () => { use std::io as q; } } mod a { m!(); pub fn f() { q::stdin(); } }",
        "mod a { pub mod b { pub use std::io; } } use a::*; use b::io as x; pub fn f() { x::stdin(); }",
        "mod a { pub use super::b::*; } mod b { pub use super::a::*; pub use std::env; } pub fn f() { a::env::vars(); }",
        "use std::io::{self as i}; use self::i as j; pub fn f() { j::stdin(); }",
        "use std::path as fine; pub fn f(p: &str) -> bool { fine::Path::new(p); fine::Path::is_dir(p.as_ref()) }",
        "type P = std::path::PathBuf; pub fn f(p: &P) -> bool { P::exists(p) }",
        "pub fn f() { if 1 > ::std::process::id() {} }",
        "pub fn f() { let _ = [1].map(|_| ::std::process::id()); }",
        "pub fn f() -> ::std::fs::File { todo!() }",
        "pub fn f() { let _ = 1..std::process::id(); }",
        "pub fn f() { let _ = ..=std::process::id(); }",
        "pub fn f() { println!(\"{}\", std::process::id()); }",
        "pub fn f() { vec![std::process::id()]; }",
        "pub fn f() { assert!({ use std::process as p; p::id() } > 0) }",
        "pub mod a { pub extern crate core as c; }",
        "extern crate alloc as std;",
        "use std::prelude::v1::include_str as s; pub const A: &str = s!(\"/etc/passwd\");",
        "mod m { pub use core::include_bytes as s; } pub const A: &[u8] = m::s!(\"/etc/passwd\");",
        "macro_rules! env { () => { 1 } } pub const A: &str = env!(\"PATH\");",
        "macro_rules! f { ($p:literal) => { include_str!($p) } } pub const A: &str = f!(\"/etc/passwd\");",
        "pub const A: &str = include_str!(r\"/etc/passwd\");",
        "pub const A: &str = env!(concat!(\"PA\", \"TH\"));",
        "#![cfg_attr(all(), feature(asm_experimental_arch))]",
        "#[cfg_attr(all(), cfg_attr(all(), no_mangle))] pub fn f() {}",
        "#[cfg_attr(not(test), path = \"/etc/passwd\")] mod a;",
        "#[unsafe(naked)] pub extern \"C\" fn f() { core::arch::naked_asm!(\"ret\") }",
        "#[test] #[cfg(not(test))] fn x() {} #[cfg(not(test))] use std::fs;",
        "#[cfg(test)] struct S; #[cfg(any(not(test), windows))] use std::fs;",
        "pub fn f() { #[cfg(test)] { } std::process::abort() }",
        "pub fn f() { let _x = S { #[cfg(test)] a: 1, b: std::process::id() }; } pub struct S { b: u32 }",
        "pub struct S { #[cfg(test)] pub a: u8, pub b: std::process::Command }",
        "pub fn f(#[cfg(test)] a: u8, b: std::fs::File) {}",
        "#[cfg(test)] type X = u8; use std::fs;",
        "#[cfg(test)] #[path = \"x.rs\"] mod t; use std::fs;",
        "#[cfg(test)] pub(crate) fn g() -> [u8; { 1 }] { [1] } use std::fs;",
        "#[cfg(test)] macro_rules! a { () => {} } use std::fs;",
        "#[cfg(test)] a!{ } use std::fs;",
        "#[cfg(test)] unsafe extern \"C\" {} use std::fs;",
        "#[cfg(test)] const fn g() {} use std::fs;",
        "#[cfg(test)] impl X { } use std::fs;",
        "#[derive(std::hash::Hash)] pub struct S([u8; { std::process::id() as usize }]);",
        "pub fn f() { 'std: loop { break 'std } std::process::abort() }",
        "pub fn f(s: S) { s.std::<u8>(); } pub struct S; use std::fs;",
        "pub fn f() { <std::path::Path>::is_dir(\"x\".as_ref()); }",
        "use std::net as n; pub fn f() { n::UdpSocket::bind(\"x\"); }",
        "use core::net::IpAddr; pub fn f() { let _: Option<std::net::TcpListener> = None; }",
        "pub use std::thread; pub fn f() { crate::thread::sleep_ms(1) }",
        "use alloc::alloc::alloc; extern crate alloc;",
        "pub fn f() { r#std::process::exit(1) }",
        "use std\u{3a}:process;",
        "use/**/std/**/::/**/process;",
        "use crate::q::r; mod q { pub use ::std::{process as r}; }",
        "pub mod prelude { pub use std::io::*; } use prelude::*; pub fn f() { stdin(); }",
        "pub fn f() { std::io::Stdin::lines(todo!()); }",
        "pub fn f() -> impl Fn() { std::thread::yield_now }",
    ] {
        let found = find(&[("src/lib.rs", source)], "");
        let stopped =
            found.iter().any(|finding| finding.severity == Severity::Error && finding.code.id.starts_with('S'));
        assert!(stopped, "{source}\n{}", show(&found));
    }
}

/// Ordinary code that comes close.
#[test]
fn look_alikes() {
    for source in [
        "pub fn f(v: Vec<u8>) -> usize { v.iter().map(|process| *process as usize).sum() }",
        "pub struct File { pub path: String, pub env: u8 } pub fn f(fs: &File) -> &str { &fs.path }",
        "pub enum Net { Tcp, Process } use Net::*; pub fn f() -> Net { Process }",
        "pub trait Read { fn read(&self) -> u8; } impl Read for u8 { fn read(&self) -> u8 { *self } }",
        "pub fn stdin() {} pub fn stdout() { stdin() } mod io { pub fn stdin() {} } pub fn f() { io::stdin() }",
        "use std::io::prelude::*; use std::fmt::Write as _; pub fn f() -> String { let mut s = String::new(); let _ = write!(s, \"x\"); s }",
        "use std::io::*; pub fn f() -> Result<()> { let mut c = Cursor::new(vec![1]); c.read_exact(&mut [0])?; Ok(()) }",
        "use std::sync::atomic::{AtomicU8, Ordering::*}; pub fn f(a: &AtomicU8) -> u8 { a.load(SeqCst) }",
        "use std::{cmp::Ordering, collections::{self, hash_map::Entry, HashMap}, fmt::{self, Display}, rc::Rc}; pub fn f(_: collections::BTreeMap<u8, Rc<u8>>) {}",
        "use core::str::FromStr; use std::error::Error as StdError; pub fn f() -> Result<u8, Box<dyn StdError>> { Ok(u8::from_str(\"1\")?) }",
        "macro_rules! impl_for { ($($t:ty),*) => { $(impl $crate::T for $t { fn t() -> Self { <$t>::MAX } })* } } pub trait T { fn t() -> Self; } impl_for!(u8, i64, std::num::Wrapping<u8>);",
        "macro_rules! map { ($($k:expr => $v:expr),* $(,)?) => {{ let mut m = ::std::collections::HashMap::new(); $(m.insert($k, $v);)* m }} } pub fn f() -> usize { map!{ 1 => 2 }.len() }",
        "macro_rules! e { ($name:ident { $($v:ident = $s:literal),* }) => { #[derive(Debug)] pub enum $name { $($v),* } impl std::fmt::Display for $name { fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { match self { $(Self::$v => f.write_str($s)),* } } } } } e!(Kind { Process = \"process\", Env = \"env\" });",
        "pub fn f(path: &std::path::Path) -> Option<&std::ffi::OsStr> { path.file_name() }",
        "use std::path; pub fn f(path: &path::Path) -> String { format!(\"{}\", path.display()) }",
        "use std::env; macro_rules! p { ($e:expr) => { $e } } pub fn f() -> &'static str { p!(env::consts::ARCH) }",
        "pub fn f() -> u64 { let start = std::time::Instant::now(); start.elapsed().as_secs() }",
        "#[cfg(test)] extern crate quickcheck; #[cfg(feature = \"serde\")] use serde::Serialize; #[cfg_attr(feature = \"serde\", derive(serde::Serialize))] pub struct S;",
        "#![no_std] extern crate alloc; #[cfg(feature = \"std\")] extern crate std; use alloc::string::String; pub fn f() -> String { String::new() }",
        "pub const TEXT: &str = \"unsafe { std::process::exit(0) }\"; /* extern \"C\" { } */ pub fn f() {} // use std::fs;",
        "pub fn f(x: Option<u8>) -> u8 { matches!(x, Some(1..=3)) as u8 + x.map_or(0, |s| s) }",
        "#[rustfmt::skip] #[allow(clippy::all)] pub fn f<'std>(x: &'std u8) -> &'std u8 { x }",
        "#[inline] #[must_use] #[deprecated(since = \"1\", note = \"use std::fs\")] pub fn f() {}",
        "pub async fn f() -> u8 { async { 1 }.await } pub fn g() -> impl std::future::Future<Output = u8> { f() }",
        "pub fn f(thread: &str) -> String { [\"a\", thread].concat() } pub mod net { pub struct Socket; impl Socket { pub fn bind() {} } } pub fn g() { net::Socket::bind() }",
    ] {
        clean(source);
    }
}

#[test]
fn what_is_never_compiled_is_not_looked_at() {
    clean("#[cfg(test)] mod tests { use std::fs; #[test] fn t() { unsafe { fs::read(\"x\").unwrap(); } } }");
    clean("#[cfg(all(test, unix))] use std::fs; #[cfg(feature = \"off\")] extern crate test;");
    clean_files(&[("src/lib.rs", "#[cfg(test)] mod tests;"), ("src/tests.rs", "use std::fs;")]);
    check(
        "#[cfg(not(test))] pub fn f() { std::process::exit(1) }",
        expect![[r#"
        error[S020] src/lib.rs:1:32: uses `std::process::exit`
          help: grant `process` to allow this
    "#]],
    );
    check(
        "#[cfg(any(test, unix))] pub fn f() { std::process::exit(1) }",
        expect![[r#"
        error[S020] src/lib.rs:1:38: uses `std::process::exit`
          help: grant `process` to allow this
    "#]],
    );
    check(
        "#[cfg(windows)] pub fn f() { std::process::exit(1) }",
        expect![[r#"
        error[S020] src/lib.rs:1:30: uses `std::process::exit`
          help: grant `process` to allow this
    "#]],
    );
    check(
        "pub fn f(x: u8) { match x { #[cfg(test)] 0 => (), _ => std::process::exit(1) } }",
        expect![[r#"
        error[S020] src/lib.rs:1:56: uses `std::process::exit`
          help: grant `process` to allow this
    "#]],
    );
    check(
        "pub struct S(#[cfg(test)] pub fn(), pub std::process::Command);",
        expect![[r#"
        error[S020] src/lib.rs:1:41: uses `std::process::Command`
          help: grant `process` to allow this
    "#]],
    );
    check(
        "macro_rules! m { (#[cfg(test)] $i:item) => { $i } } m! { #[cfg(test)] fn f() { std::process::exit(1) } }",
        expect![[r#"
        error[S020] src/lib.rs:1:80: uses `std::process::exit`
          help: grant `process` to allow this
    "#]],
    );
}

#[test]
fn old_editions_resolve_imports_from_the_root() {
    let manifest = "[package]\nname = \"plug\"\nversion = \"0.1.0\"\n";
    let bad = "use std::process; mod inner { use process; pub fn f() { process::exit(1) } }";
    check_files(
        &[("Cargo.toml", manifest), ("src/lib.rs", bad)],
        expect![[r#"
            error[S020] src/lib.rs:1:5: imports `std::process`
              help: grant `process` to allow this
            error[S020] src/lib.rs:1:35: imports `std::process`
              note: `process` is `std::process`, by the import at src/lib.rs:1:5
              help: grant `process` to allow this
            error[S020] src/lib.rs:1:57: `process::exit` is `std::process::exit`
              note: `process` is `process`, by the import at src/lib.rs:1:35
              note: `process` is `std::process`, by the import at src/lib.rs:1:5
              help: grant `process` to allow this
        "#]],
    );
    clean_files(&[
        ("Cargo.toml", manifest),
        ("src/lib.rs", "mod fs { pub fn read() {} } mod b { use fs; use fs::read; pub fn g() { fs::read(); read() } }"),
    ]);
}

#[test]
fn m010_to_m012_code_of_the_build() {
    check_files(
        &[("build.rs", "fn main() {}"), ("src/lib.rs", "")],
        expect![[r#"
        error[M010] Cargo.toml:1:1: has the build script `build.rs`
          help: grant `build-script` to allow this
    "#]],
    );
    check_manifest(
        "build = \"src/lib.rs\"\nlinks = \"z\"\n",
        expect![[r#"
        error[M010] Cargo.toml:5:9: has the build script `src/lib.rs`
          help: grant `build-script` to allow this
        error[M012] Cargo.toml:6:9: links the native library `z`
          help: grant `build-script` to allow this
    "#]],
    );
    check_manifest(
        "[lib]\nproc-macro = true\n",
        expect![[r#"
        error[M011] Cargo.toml:5:1: is a procedural macro
    "#]],
    );
    let off = format!("{MANIFEST}build = false\n");
    clean_files(&[("Cargo.toml", off.as_str()), ("build.rs", ""), ("src/lib.rs", ""), ("docs/build.rs.txt", "")]);
}

#[test]
fn m020_to_m023_configuration() {
    check_files(
        &[("src/lib.rs", ""), ("src/.cargo/config.toml", ""), (".cargo/config", ""), ("rust-toolchain", "")],
        expect![[r#"
        error[M020] .cargo/config:1:1: `.cargo/config` configures cargo
        error[M021] rust-toolchain:1:1: `rust-toolchain` chooses a toolchain
        error[M020] src/.cargo/config.toml:1:1: `src/.cargo/config.toml` configures cargo
    "#]],
    );
    check_manifest(
        "[patch.crates-io]\n",
        expect![[r#"
        error[M023] Cargo.toml:5:2: replaces packages, in `[patch]`
    "#]],
    );
    check_manifest(
        "workspace = \"../\"\n",
        expect![[r#"
        error[M022] Cargo.toml:5:13: belongs to the workspace `../`
    "#]],
    );
    clean_files(&[("src/lib.rs", ""), ("cargo/config.toml", ""), ("docs/rust-toolchain.md", "")]);
}

#[test]
fn m030_to_m036_dependencies() {
    check_manifest(
        "[dependencies]\nserde = \"1\"\nnear = { path = \"../near\" }\nfar = { git = \"https://git.example/far\" }\n",
        expect![[r#"
        error[M033] Cargo.toml:6:1: depends on the published package `serde`
          help: grant `dependencies` to allow this
        error[M030] Cargo.toml:7:1: depends on `near` in the folder `../near`
        error[M032] Cargo.toml:8:1: depends on `far` from the repository `https://git.example/far`
    "#]],
    );
    check_manifest(
        "[target.'cfg(all())'.dependencies]\nquiet = { path = \"vendor/quiet\" }\n",
        expect![[r#"
        error[M031] Cargo.toml:6:1: depends on `quiet` in the folder `vendor/quiet`
          help: grant `dependencies` to allow this
        error[M036] Cargo.toml:6:1: depends on `quiet` for `cfg(all())`
          help: grant `dependencies` to allow this
        error[M037] Cargo.toml:6:1: the dependency `quiet` has no manifest that can be read
          help: grant `build-script` or `proc-macro` to allow this
    "#]],
    );
    check_manifest(
        "[build-dependencies]\ncc = \"1\"\n",
        expect![[r#"
        error[M033] Cargo.toml:6:1: depends on the published package `cc`
          help: grant `dependencies` to allow this
        error[M034] Cargo.toml:6:1: its build script depends on `cc`
          help: grant `build-script` to allow this
    "#]],
    );
    check_manifest(
        "[dependencies]\ncore = \"1\"\nx = { package = \"proc-macro\", version = \"1\" }\n",
        expect![[r#"
        error[M033] Cargo.toml:6:1: depends on the published package `core`
          help: grant `dependencies` to allow this
        error[M035] Cargo.toml:6:1: depends on a package under the name `core`
        error[M033] Cargo.toml:7:1: depends on the published package `proc-macro`
          help: grant `dependencies` to allow this
        error[M035] Cargo.toml:7:1: depends on a package under the name `x`
    "#]],
    );
    let mild = format!(
        "{MANIFEST}[dependencies]\nserde = {{ version = \"1\", optional = true }}\n[dev-dependencies]\nquickcheck = \"1\"\n[build-dependencies]\n"
    );
    clean_files(&[("Cargo.toml", mild.as_str()), ("src/lib.rs", "")]);
}

#[test]
fn m040_to_m066_files() {
    check_manifest(
        "[lib]\npath = \"real.txt\"\n",
        expect![[r#"
        error[A003] Cargo.toml:5:1: the library's root file `real.txt` does not exist
        error[M040] Cargo.toml:5:1: its library's root is `real.txt`
    "#]],
    );
    check_manifest(
        "readme = \"../../etc/hostname\"\nlicense-file = \"/etc/hostname\"\n",
        expect![[r#"
        error[M062] Cargo.toml:5:10: `readme` names `../../etc/hostname`
        error[M062] Cargo.toml:6:16: `license-file` names `/etc/hostname`
    "#]],
    );
    check_manifest(
        "[profile.release]\npanic = \"abort\"\n[lints.rust]\nunsafe_code = \"allow\"\n",
        expect![[r#"
        warning[M050] Cargo.toml:5:2: sets a profile, which is not used
        note[M053] Cargo.toml:7:2: sets lints, which are not used
    "#]],
    );
    check_files(
        &[("Cargo.toml", "cargo-features = [\"x\"]\n[package]\nname = \"std\"\n"), ("src/lib.rs", "")],
        expect![[r#"
        error[M035] Cargo.toml:1:1: has the name `std`
        error[M051] Cargo.toml:1:1: asks for unstable features of cargo
        error[M035] Cargo.toml:3:8: its library has the name `std`
    "#]],
    );
    check_files(
        &[("src/lib.rs", ""), ("x.txt", "\u{7f}ELF\u{2}"), ("liba.a", "!<arch>\nx")],
        expect![[r#"
        error[M066] liba.a:1:1: `liba.a` is a static library
        error[M066] x.txt:1:1: `x.txt` is an ELF file
    "#]],
    );
}

#[test]
fn grants_lift_their_rules() {
    for (source, grants) in [
        ("pub fn f() { std::process::exit(1) }", "process"),
        ("pub fn f(p: *const u8) -> u8 { unsafe { *p } }", "unsafe"),
        ("unsafe extern \"C\" { pub fn getpid() -> i32; } #[no_mangle] pub extern \"C\" fn f() {}", "unsafe,ffi"),
        (
            "use std::{env, fs, net::TcpStream, thread, io::stdin}; pub fn f() { thread::spawn(|| (env::args(), fs::read(\"x\"), TcpStream::connect(\"x\"), stdin())); }",
            "env,fs,net,thread,stdin",
        ),
    ] {
        assert_eq!(show(&find(&[("src/lib.rs", source)], grants)), "", "{source}");
    }
}
