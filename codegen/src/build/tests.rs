//! What the compiler still finds where the sandbox has found nothing: the bridge is made under a policy that grants
//! unsafe code, and built under one that does not.

use std::time::Duration;

use expect_test::{Expect, expect};
use plugwright_analyzer::{Features, Sources, Target, extract, parse};
use plugwright_interface::{Int, Type};
use plugwright_sandbox::{BuildLimits, Confinement, Mechanism, Policy, System, Verdict, check};

use super::{BuildOptions, Built, Stage, build};
use crate::{Bridge, Cache, Cancel, Error, Key, Limits, find_toolchain, generate};

fn bridge(source: &str) -> Bridge {
    let manifest = "[package]\nname = \"sample\"\nedition = \"2021\"\n";
    let sources = Sources::from_files([("Cargo.toml", manifest), ("src/lib.rs", source)]);
    let policy: Policy = "unsafe,ffi,fs,env,build-script".parse().unwrap();
    let bridge = parse(&sources, &Target::default(), |krate, _| match check(krate, &policy) {
        Verdict::Approved(approved) => generate(&approved, &extract(krate)),
        Verdict::Rejected(findings) => panic!("{findings:?}"),
    });
    let mut bridge = bridge.unwrap();
    bridge.policy = Policy::default();
    bridge
}

fn build_in_new_cache(bridge: &Bridge) -> Result<Built, Error> {
    build_on(System::default(), bridge)
}

fn build_on(system: System, bridge: &Bridge) -> Result<Built, Error> {
    let root = tempfile::tempdir().unwrap();
    let cache = Cache::at(root.path());
    let toolchain = find_toolchain(cache.root())?;
    let key = Key::new(bridge.text(), &Features::default(), &bridge.policy, &toolchain);
    let options = BuildOptions {
        cache: &cache,
        key: &key,
        limits: Limits::new(Cancel::default(), Confinement::default()).on(system),
        kept: None,
        on_stage: &|_| {},
    };
    build(bridge, &toolchain, &options)
}

#[track_caller]
fn check_refused(source: &str, expect: Expect) {
    let Err(Error::Refused(found)) = build_in_new_cache(&bridge(source)) else { panic!("it was not refused") };
    expect.assert_eq(&found.iter().map(|finding| format!("{finding}\n")).collect::<String>());
}

#[test]
fn refuses_unsafe_code() {
    check_refused(
        "pub fn one() -> u8 { let x = 1; unsafe { *(&raw const x) } }",
        expect![[r#"
        error[C002] src/lib.rs:1:33: usage of an `unsafe` block
    "#]],
    );
}

#[test]
fn refuses_what_the_compiler_read_and_nobody_checked() {
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret.txt");
    std::fs::write(&secret, "text").unwrap();
    let source = format!("pub fn secret() -> &'static str {{ include_str!({secret:?}) }}");
    let read = build_on(System::default().without(Mechanism::Landlock), &bridge(&source));
    let Err(Error::Refused(found)) = read else { panic!("it was not refused") };
    assert_eq!(found[0].message, format!("the compiler read `{}`, which was not checked", secret.display()));
    check_refused(
        "pub fn path() -> Option<&'static str> { option_env!(\"PATH\") }",
        expect![[r#"
        error[B020] the compiler read the variable `PATH` of the build
    "#]],
    );
}

#[test]
fn no_message_quotes_a_file_outside() {
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret.rs");
    std::fs::write(&secret, "hunter2:$6$salt:1::\n").unwrap();
    let sources = [
        format!("include!({secret:?});\npub fn one() -> u8 {{ 1 }}"),
        format!("pub fn one() -> u8 {{ include!({secret:?}) }}"),
        format!("const _: () = panic!(\"{{}}\", include_str!({secret:?}));\npub fn one() -> u8 {{ 1 }}"),
        format!("pub fn one() -> u8 {{ let x: () = include_bytes!({secret:?}); 1 }}"),
    ];
    let kernels = [System::default(), System::default().without(Mechanism::Landlock)];
    for (source, system) in sources.iter().flat_map(|source| kernels.iter().map(move |system| (source, system))) {
        let error = build_on(system.clone(), &bridge(source)).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(matches!(error, Error::Compile(_) | Error::Refused(_)), "{source}: {shown}");
        assert!(!shown.contains("hunter2") && !shown.contains("salt"), "{source}: {shown}");
    }
}

#[test]
fn refuses_unsafe_code_that_a_macro_makes() {
    check_refused(
        "macro_rules! sneak { ($($word:ident)*) => { $($word)* { *(&raw const A) } } }\n\
         static A: u8 = 1;\npub fn read() -> u8 { sneak!(unsafe) }",
        expect![[r#"
            error[C002] src/lib.rs:1:47: usage of an `unsafe` block
        "#]],
    );
}

#[test]
fn refuses_symbols_and_extern_blocks() {
    check_refused(
        "#[no_mangle]\npub fn write() {}\nextern \"C\" { fn abs(x: i32) -> i32; }",
        expect![[r#"
        error[C002] src/lib.rs:1:1: declaration of a `no_mangle` function
        error[C002] src/lib.rs:3:1: extern blocks should be unsafe
        error[C002] src/lib.rs:1:3: unsafe attribute used without unsafe
    "#]],
    );
}

#[test]
fn refuses_to_lift_the_lint() {
    check_refused(
        "#![allow(unsafe_code)]\npub fn one() -> u8 { 1 }",
        expect![[r#"
        error[C002] src/lib.rs:1:10: allow(unsafe_code) incompatible with previous forbid (E0453)
    "#]],
    );
}

#[test]
fn refuses_unsafe_code_also_where_the_author_raised_other_lints() {
    check_refused(
        "#![deny(warnings)]\npub fn one() -> u8 { let x = 1; let y = 2; unsafe { *(&raw const x) } }",
        expect![[r#"
            error[C002] src/lib.rs:2:44: usage of an `unsafe` block
        "#]],
    );
}

#[test]
fn leaves_out_a_function_whose_call_does_not_compile() {
    let whole = bridge("pub fn good() -> u8 { 1 }\npub fn bad(text: &str) -> usize { text.len() }");
    let mut interface = whole.interface.clone();
    interface.functions[0].params[0].ty = Type::Int(Int::U8);
    let Bridge { plugin, policy, exports, .. } = whole;
    let built = build_in_new_cache(&Bridge::new(plugin, policy, interface, exports, Vec::new())).unwrap();
    let functions: Vec<_> = built.artifact.interface.functions.iter().map(|func| func.path.as_str()).collect();
    assert_eq!(functions, ["good"]);
    expect![[r#"
        [
            Skip {
                path: "bad",
                kind: "does-not-compile",
                reason: "its generated call does not compile: type mismatch resolving `<&str as Input<'_, Bridge>>::Contract == u8`",
                file: "src/lib.rs",
                line: 2,
                column: 8,
            },
        ]
    "#]].assert_debug_eq(&built.skipped);
}

#[test]
fn says_so_where_nothing_is_left() {
    let whole = bridge("pub fn bad(text: &str) -> usize { text.len() }");
    let mut interface = whole.interface.clone();
    interface.functions[0].params[0].ty = Type::Int(Int::U8);
    let Bridge { plugin, policy, exports, .. } = whole;
    let built = build_in_new_cache(&Bridge::new(plugin, policy, interface, exports, Vec::new()));
    assert!(matches!(built, Err(Error::NothingToCall(_))), "{built:?}");
}

/// Two types that look alike on the way are still two types; a macro that the analyzer cannot see through may make one
/// of the other.
#[test]
fn leaves_out_a_function_that_returns_another_type_than_the_interface_says() {
    let whole = bridge("pub fn good() -> u8 { 1 }\npub fn text(bytes: Vec<u8>) -> Vec<u8> { bytes }");
    let mut interface = whole.interface.clone();
    interface.functions[1].result = Type::String;
    let Bridge { plugin, policy, exports, .. } = whole;
    let built = build_in_new_cache(&Bridge::new(plugin, policy, interface, exports, Vec::new())).unwrap();
    let reasons: Vec<_> = built.skipped.iter().map(|skip| format!("{}: {}", skip.path, skip.reason)).collect();
    expect![
        "text: its generated call does not compile: type mismatch resolving `<Vec<u8> as Output<Bridge>>::Contract == String`"
    ]
    .assert_eq(&reasons.join("\n"));
}

#[test]
fn stops_waiting_for_another_build_when_cancelled() {
    let bridge = bridge("pub fn one() -> u8 { 1 }");
    let root = tempfile::tempdir().unwrap();
    let cache = Cache::at(root.path());
    let toolchain = find_toolchain(cache.root()).unwrap();
    let key = Key::new(bridge.text(), &Features::default(), &bridge.policy, &toolchain);
    let _other = cache.try_lock(&key).unwrap().unwrap();
    let cancel = Cancel::default();
    let on_stage = |stage| {
        assert_eq!(stage, Stage::Wait);
        cancel.cancel();
    };
    let limits = Limits::new(cancel.clone(), Confinement::default());
    let options = BuildOptions { cache: &cache, key: &key, limits, kept: None, on_stage: &on_stage };
    assert!(matches!(build(&bridge, &toolchain, &options), Err(Error::Cancelled)));
}

#[test]
fn stops_when_the_time_is_over() {
    let bridge = bridge("pub fn one() -> u8 { const { let mut n = 0_u64; while n < u64::MAX { n += 1; } 1 } }");
    let root = tempfile::tempdir().unwrap();
    let cache = Cache::at(root.path());
    let toolchain = find_toolchain(cache.root()).unwrap();
    let key = Key::new(bridge.text(), &Features::default(), &bridge.policy, &toolchain);
    let wall = Duration::from_millis(1);
    let confinement = Confinement::default().with_limits(BuildLimits { wall, ..BuildLimits::default() });
    let limits = Limits::new(Cancel::default(), confinement);
    let options = BuildOptions { cache: &cache, key: &key, limits, kept: None, on_stage: &|_| {} };
    assert!(matches!(build(&bridge, &toolchain, &options), Err(Error::TimedOut { .. })));
}
