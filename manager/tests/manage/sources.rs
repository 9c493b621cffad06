//! Code from elsewhere: prebuilt libraries and who vouches for them, packages, repositories, and what was granted when a
//! plugin was installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use expect_test::{Expect, expect};
use minisign::KeyPair;
use plugwright::{Builder, Cache, Capability};
use plugwright_manager::{
    AcquireOptions, Acquired, AddOptions, Content, GitOptions, Manager, Name, OnError, Options, Origin,
    SIGNATURE_SUFFIX, State, Statement, Store, Transport, TrustedKeys, Unsigned, acquire, parse_manifest,
    write_package,
};
use serde_json::json;

use crate::base::{Base, number, shown, write_plugin};

/// The library of a plugin `pre` whose `one` is 1, built by somebody else.
fn library(base: &Base) -> Vec<u8> {
    let elsewhere = base.of(".elsewhere");
    write_plugin(&elsewhere, "pre", "1.0.0", "pub fn one() -> i64 { 1 }", json!({}));
    let cache = Cache::at(Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
    let built = Builder::new(elsewhere).cache(cache).compile().unwrap();
    fs::read(built.artifact.library).unwrap()
}

fn target() -> String {
    format!("{}-unknown-linux-gnu", std::env::consts::ARCH)
}

/// A package of that library, its manifest, and the signature of a key.
fn package(base: &Base, path: &Path, key: &KeyPair) {
    let inside = format!("lib/{}/libpre.so", target());
    let source = json!({ "mode": "local_so", "path": inside });
    let manifest = json!({ "name": "pre", "version": "1.0.0", "source": source }).to_string();
    let mut content = Content::default();
    content.insert("plugin.json", manifest.as_str());
    content.insert(inside, library(base));
    let package = write_package(&content).unwrap();
    let statement = Statement::of(&parse_manifest(&manifest).unwrap().manifest, &content, &package).to_string();
    let signature = minisign::sign(None, &key.sk, package.as_slice(), Some(&statement), None).unwrap();
    fs::write(path, package).unwrap();
    fs::write(format!("{}{SIGNATURE_SUFFIX}", path.display()), signature.to_string()).unwrap();
}

fn keys(pair: &KeyPair) -> TrustedKeys {
    pair.pk.to_base64().parse().unwrap()
}

/// How the plugins stand once all are started.
#[track_caller]
fn check(base: &Base, options: Options, expect: Expect) -> Manager {
    let manager = Manager::with_options(base.path(), options);
    manager.load_all().unwrap();
    expect.assert_eq(&shown(&manager).replace(&base.path().display().to_string(), "BASE"));
    manager
}

/// All plugins start.
#[track_caller]
fn ready(base: &Base, options: Options) -> Manager {
    let manager = Manager::with_options(base.path(), options);
    let list = manager.load_all().unwrap();
    assert!(list.iter().all(|status| status.state == State::Ready), "{}", shown(&manager));
    manager
}

#[test]
fn a_library_that_nobody_signed_needs_the_hosts_word() {
    let base = Base::new();
    fs::create_dir(base.of("pre")).unwrap();
    fs::write(base.of("pre").join("libpre.so"), library(&base)).unwrap();
    let manifest = json!({ "name": "pre", "version": "1.0.0", "source": { "mode": "local_so", "path": "libpre.so" } });
    fs::write(base.of("pre").join("plugin.json"), manifest.to_string()).unwrap();
    check(
        &base,
        base.options(),
        expect![[r#"
        pre 1.0.0 refused: cannot use the code of `pre`: cannot trust BASE/pre/libpre.so: it is not signed
    "#]],
    );
    let mut options = base.options();
    options.unsigned = Unsigned::Allow;
    let manager = ready(&base, options.clone());
    assert_eq!(number(&manager, "pre", "one"), 1);
    // Nothing that does not lie in the folder is taken for the plugin's, and nothing that is no library is run.
    #[cfg(unix)]
    {
        fs::remove_file(base.of("pre").join("libpre.so")).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", base.of("pre").join("libpre.so")).unwrap();
        check(
            &base,
            options.clone(),
            expect![[r#"
            pre 1.0.0 refused: cannot use the code of `pre`: cannot use the plugin BASE/pre/libpre.so: it lies outside of the plugin's folder
        "#]],
        );
        fs::remove_file(base.of("pre").join("libpre.so")).unwrap();
    }
    fs::write(base.of("pre").join("libpre.so"), "no library").unwrap();
    check(
        &base,
        options,
        expect![[r#"
        pre 1.0.0 refused: cannot open the library of `pre`: cannot load BASE/pre/libpre.so: it is no library; a plugin's library is made by `plugwright build DIR -o FILE`
    "#]],
    );
}

#[test]
fn a_package_in_a_folder_is_as_good_as_its_signature() {
    let (base, jo) = (Base::new(), KeyPair::generate_unencrypted_keypair().unwrap());
    fs::create_dir(base.of("pre")).unwrap();
    package(&base, &base.of("pre").join("pre.plg"), &jo);
    let manifest = json!({ "name": "pre", "version": "1.0.0", "source": { "mode": "package", "path": "pre.plg" } });
    fs::write(base.of("pre").join("plugin.json"), manifest.to_string()).unwrap();
    check(
        &base,
        base.options(),
        expect![[r#"
        pre 1.0.0 refused: cannot use the code of `pre`: cannot trust BASE/pre/pre.plg: it is signed with a key that is not among the 0 trusted ones
    "#]],
    );
    let manager = ready(&base, base.options().keys(keys(&jo)));
    assert_eq!(number(&manager, "pre", "one"), 1);
    fs::write(base.path().join("trusted-keys"), jo.pk.to_base64()).unwrap();
    ready(&base, base.options());
}

/// Gets a plugin and takes it in use.
fn install(base: &Base, origin: Origin, (keys, unsigned): (TrustedKeys, Unsigned), options: AddOptions) {
    let acquire_options = AcquireOptions { unsigned, ..AcquireOptions::new(keys, base.path().join(".git")) };
    let acquired: Acquired = acquire(&origin, &acquire_options).unwrap();
    Store::open(base.path()).unwrap().install(&acquired, options).unwrap();
}

#[test]
fn an_installed_library_is_trusted_as_long_as_its_key() {
    let (base, jo) = (Base::new(), KeyPair::generate_unencrypted_keypair().unwrap());
    let path = base.path().join("pre.plg");
    package(&base, &path, &jo);
    install(&base, Origin::Package(path.clone()), (keys(&jo), Unsigned::Refuse), AddOptions::default());
    let manager = ready(&base, base.options().keys(keys(&jo)));
    assert_eq!(number(&manager, "pre", "one"), 1);
    check(
        &base,
        base.options(),
        expect![[r#"
        pre 1.0.0 refused: cannot use the code of `pre`: cannot trust BASE/.store/pre/versions/1.0.0/lib/x86_64-unknown-linux-gnu/libpre.so: it is signed with a key that is not among the 0 trusted ones
    "#]],
    );
    // Who installs it without a signature has said that it may run.
    fs::remove_file(format!("{}{SIGNATURE_SUFFIX}", path.display())).unwrap();
    let store = Store::open(base.path()).unwrap();
    let pre: Name = "pre".parse().unwrap();
    store.remove(&pre).unwrap();
    install(&base, Origin::Package(path), (TrustedKeys::default(), Unsigned::Allow), AddOptions::default());
    ready(&base, base.options());
    // What was put there must be what is there.
    let library = store.current(&pre).unwrap().library(&target()).unwrap();
    fs::write(&library, [fs::read(&library).unwrap(), b"x".to_vec()].concat()).unwrap();
    let manager = base.manager();
    manager.load_all().unwrap();
    assert!(shown(&manager).contains("has the digest"), "{}", shown(&manager));
}

#[test]
fn a_repository_is_asked_once_for_each_version() {
    let base = Base::new();
    let work = base.of(".work");
    write_plugin(&work, "far", "1.0.0", "pub fn one() -> i64 { 7 }", json!({}));
    let git = |args: &[&str]| {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=Jo", "-c", "user.email=jo@example.org", "-c", "init.defaultBranch=main"]);
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").current_dir(&work);
        assert!(git.args(args).output().unwrap().status.success(), "git {args:?}");
    };
    git(&["init", "--quiet"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "one"]);
    let url = format!("file://{}", work.display());
    let write = |version: &str| {
        let source = json!({ "mode": "remote_git", "path": url });
        let manifest = json!({ "name": "far", "version": version, "source": source }).to_string();
        fs::create_dir_all(base.of("far")).unwrap();
        fs::write(base.of("far").join("plugin.json"), manifest).unwrap();
    };
    write("1.0.0");
    let cache = Cache::at(base.of(".cache"));
    let mut git_options = GitOptions::new(base.of(".git-copies"));
    git_options.transports.insert(Transport::File);
    let options = || base.options().cache(cache.clone()).git(git_options.clone());
    let manager = ready(&base, options());
    assert_eq!(number(&manager, "far", "one"), 7);
    // What was brought here once runs whatever becomes of the server.
    let gone: PathBuf = base.of(".gone");
    fs::rename(&work, &gone).unwrap();
    ready(&base, options());
    write("1.1.0");
    let manager = Manager::with_options(base.path(), options());
    manager.load_all().unwrap();
    assert!(shown(&manager).contains("git cannot fetch the repository"), "{}", shown(&manager));
}

#[test]
fn an_old_version_serves_where_the_new_one_does_not_start() {
    let base = Base::new();
    let folder = base.of(".mine");
    let trusted = || (TrustedKeys::default(), Unsigned::Refuse);
    for (version, health) in [("1.0.0", "true"), ("1.1.0", "false"), ("1.2.0", "false")] {
        let source = format!("pub fn health() -> bool {{ {health} }}\npub fn one() -> i64 {{ 1 }}");
        write_plugin(&folder, "p", version, &source, json!({}));
        install(&base, Origin::Folder(folder.clone()), trusted(), AddOptions::default());
    }
    let unwell = "`health` of `p` 1.2.0 did not succeed: it returned false";
    let skipping = check(
        &base,
        base.options(),
        expect![[r#"
        p 1.2.0 quarantined: `health` of `p` 1.2.0 did not succeed: it returned false
    "#]],
    );
    assert!(skipping.call("p", "one", &[]).is_err());
    let keeping = check(
        &base,
        base.options().on_error(|_| OnError::KeepOld),
        expect![[r#"
        p 1.0.0 ready: 1.2.0 does not start: `health` of `p` 1.2.0 did not succeed: it returned false
    "#]],
    );
    assert_eq!(number(&keeping, "p", "one"), 1);
    // One that lies there as it is has nothing older.
    base.plugin("own", "1.0.0", "pub fn health() -> bool { false }");
    let manager = Manager::with_options(base.path(), base.options().on_error(|_| OnError::KeepOld));
    manager.load_all().unwrap();
    assert!(shown(&manager).starts_with("own 1.0.0 quarantined: "), "{}", shown(&manager));
    assert!(manager.get("p").unwrap().status().reason.unwrap().ends_with(unwell));
}

#[test]
fn what_was_granted_when_it_was_installed_holds() {
    let base = Base::new();
    let folder = base.of(".mine");
    write_plugin(&folder, "reader", "1.0.0", "pub fn one() -> i64 { std::fs::read(\"x\").is_ok().into() }", json!({}));
    let fs_granted = AddOptions { grants: [Capability::Fs].into(), ..AddOptions::default() };
    let trusted = || (TrustedKeys::default(), Unsigned::Refuse);
    install(&base, Origin::Folder(folder.clone()), trusted(), fs_granted);
    let manager = ready(&base, base.options());
    assert_eq!(number(&manager, "reader", "one"), 0);
    let lock = fs::read_to_string(base.path().join("plugwright.lock")).unwrap();
    assert!(lock.contains("\"grants\": [\n        \"fs\"\n      ]"), "{lock}");
    // The same version again, with another word.
    install(&base, Origin::Folder(folder.clone()), trusted(), AddOptions::default());
    check(
        &base,
        base.options(),
        expect![[r#"
        reader 1.0.0 refused: cannot build `reader`: the policy refuses the plugin: src/lib.rs:1:23: uses `std::fs::read`
    "#]],
    );
    // A policy file says more, and is asked each time.
    let policy = base.path().join("host.toml");
    let text = "version = 1\n[plugin.reader]\nreason = \"reads\"\n[plugin.reader.grant]\nfs = true\n";
    fs::write(&policy, text).unwrap();
    let by_file = AddOptions { policy: Some(policy.clone()), ..AddOptions::default() };
    install(&base, Origin::Folder(folder), trusted(), by_file);
    ready(&base, base.options());
    fs::write(&policy, text.replace("fs = true", "net = true")).unwrap();
    check(
        &base,
        base.options(),
        expect![[r#"
        reader 1.0.0 refused: cannot build `reader`: the policy refuses the plugin: src/lib.rs:1:23: uses `std::fs::read`
    "#]],
    );
    fs::remove_file(&policy).unwrap();
    check(
        &base,
        base.options(),
        expect![[r#"
        reader 1.0.0 refused: cannot use the policy that `reader` was installed under: cannot read the policy file `BASE/host.toml`: No such file or directory (os error 2)
    "#]],
    );
}
