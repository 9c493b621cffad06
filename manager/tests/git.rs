//! Plugins in git repositories: a bare one on this machine, and the same one behind a daemon on the loopback.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use expect_test::{Expect, expect};
use plugwright_manager::{
    AcquireOptions, Acquired, Error, GitError, GitSource, MANIFEST_FILE, Origin, Shelf, Transport, TrustedKeys,
    acquire, find_version,
};

/// Runs git as the author of a plugin does.
#[track_caller]
fn git(folder: &Path, args: &[&str]) -> String {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=Jo", "-c", "user.email=jo@example.org", "-c", "init.defaultBranch=main"]);
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = git.args(args).current_dir(folder).output().expect("git is installed: cargo xtask test does that");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A folder with a work tree, the bare repository that it is pushed to, and a cache.
struct Forge {
    root: tempfile::TempDir,
}

impl Forge {
    fn new() -> Self {
        let forge = Self { root: tempfile::tempdir().unwrap() };
        git(forge.root.path(), &["init", "--quiet", "--bare", "greet.git"]);
        git(forge.root.path(), &["init", "--quiet", "work"]);
        forge.write("Cargo.toml", "[package]\nname = \"greet\"\nversion = \"1.0.0\"\nedition = \"2024\"\n");
        forge.write("src/lib.rs", "pub fn greet() {}\n");
        forge.commit("one");
        forge
    }

    fn work(&self) -> PathBuf {
        self.root.path().join("work")
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.work().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Commits everything and pushes it; returns the commit.
    fn commit(&self, message: &str) -> String {
        git(&self.work(), &["add", "--all"]);
        git(&self.work(), &["commit", "--quiet", "--message", message]);
        git(&self.work(), &["push", "--quiet", "--force", "../greet.git", "HEAD:main"]);
        git(&self.work(), &["rev-parse", "HEAD"])
    }

    fn source(&self, rev: Option<&str>) -> GitSource {
        let url = format!("file://{}/greet.git", self.root.path().display());
        GitSource { url: url.parse().unwrap(), rev: rev.map(|rev| rev.parse().unwrap()), subdir: None }
    }

    fn options(&self) -> AcquireOptions {
        let mut options = AcquireOptions::new(TrustedKeys::default(), self.root.path().join("cache"));
        options.git.transports.extend([Transport::File, Transport::Git]);
        options
    }

    fn get(&self, source: GitSource) -> Result<Acquired, Error> {
        acquire(&Origin::Git(source), &self.options())
    }

    #[track_caller]
    fn check_error(&self, result: Result<Acquired, Error>, expect: Expect) {
        let error = result.expect_err("it is refused");
        let causes = std::iter::successors(Some(&error as &dyn std::error::Error), |error| error.source());
        let shown = causes.map(ToString::to_string).collect::<Vec<_>>().join(": ");
        expect.assert_eq(&shown.replace(&self.root.path().display().to_string(), "ROOT"));
    }
}

fn files(acquired: &Acquired) -> Vec<&str> {
    acquired.content.files().map(|(path, _)| path).collect()
}

fn commit_of(acquired: &Acquired) -> String {
    acquired.provenance.to_string().rsplit('@').next().unwrap().to_owned()
}

#[test]
fn a_revision_is_resolved_to_a_commit() {
    let forge = Forge::new();
    let first = git(&forge.work(), &["rev-parse", "HEAD"]);
    git(&forge.work(), &["push", "--quiet", "../greet.git", "HEAD:refs/tags/v1"]);
    forge.write("src/lib.rs", "pub fn greet() -> i64 { 2 }\n");
    let second = forge.commit("two");

    let newest = forge.get(forge.source(None)).unwrap();
    assert_eq!(files(&newest), [MANIFEST_FILE, "src/Cargo.toml", "src/src/lib.rs"]);
    assert_eq!(newest.manifest.name.as_str(), "greet");
    assert!(second.starts_with(&commit_of(&newest)));
    for rev in ["v1", "refs/tags/v1", &first] {
        let tagged = forge.get(forge.source(Some(rev))).unwrap();
        assert!(first.starts_with(&commit_of(&tagged)), "{rev}");
        assert_eq!(tagged.content.file("src/src/lib.rs").unwrap(), b"pub fn greet() {}\n");
    }
    // What was fetched once needs no server.
    fs::remove_dir_all(forge.root.path().join("greet.git")).unwrap();
    forge.get(forge.source(Some(&first))).unwrap();
    forge.check_error(forge.get(forge.source(Some("v1"))), expect!["cannot get file://ROOT/greet.git: git cannot fetch the repository: fatal: 'ROOT/greet.git' does not appear to be a git repository; fatal: Could not read from remote repository.; Please make sure you have the correct access rights; and the repository exists."]);
}

#[test]
fn a_folder_of_the_repository_can_be_the_plugin() {
    let forge = Forge::new();
    forge.write("plugins/words/Cargo.toml", "[package]\nname = \"words\"\nversion = \"0.2.0\"\n");
    forge.write("plugins/words/src/lib.rs", "");
    forge.write("plugins/words/crate/Cargo.toml", "[package]\nname = \"inner\"\nversion = \"0.2.0\"\n");
    forge.commit("two");
    let below = |subdir: &str| GitSource { subdir: Some(subdir.into()), ..forge.source(None) };
    let words = forge.get(below("plugins/words")).unwrap();
    assert_eq!(files(&words), [MANIFEST_FILE, "src/Cargo.toml", "src/crate/Cargo.toml", "src/src/lib.rs"]);
    assert_eq!(words.manifest.version.to_string(), "0.2.0");
    forge.check_error(
        forge.get(below("nowhere")),
        expect!["cannot get file://ROOT/greet.git: there is no folder `nowhere` in it"],
    );
}

#[test]
fn files_are_as_they_were_committed() {
    let forge = Forge::new();
    forge
        .write(".gitattributes", "*.rs text eol=crlf ident export-subst\nsecret.rs export-ignore\n*.txt filter=evil\n");
    forge.write("src/lib.rs", "// $Id$ $Format:%H$\n");
    forge.write("src/secret.rs", "pub fn hidden() {}\n");
    forge.commit("two");
    let acquired = forge.get(forge.source(None)).unwrap();
    assert_eq!(acquired.content.file("src/src/lib.rs").unwrap(), b"// $Id$ $Format:%H$\n");
    assert!(files(&acquired).contains(&"src/src/secret.rs"));
}

#[test]
fn what_no_plugin_needs_is_refused() {
    let forge = Forge::new();
    let refused = |source: GitSource, change: &dyn Fn(&mut AcquireOptions)| {
        let mut options = forge.options();
        change(&mut options);
        acquire(&Origin::Git(source), &options)
    };
    forge.check_error(
        refused(forge.source(None), &|options| options.git.transports = [Transport::Https].into()),
        expect!["cannot get file://ROOT/greet.git: `file` is not among the transports that are allowed"],
    );
    forge.check_error(
        refused(forge.source(None), &|options| options.git.files = 1),
        expect!["cannot get file://ROOT/greet.git: it holds more than 1 files"],
    );
    forge.check_error(
        refused(forge.source(None), &|options| options.cancel.cancel()),
        expect!["cannot get file://ROOT/greet.git: git did not come to its end: the build was cancelled"],
    );
    forge.check_error(
        forge.get(forge.source(Some("v9"))),
        expect![
            "cannot get file://ROOT/greet.git: git cannot fetch the repository: fatal: couldn't find remote ref v9"
        ],
    );
    forge.write("large.bin", &"x".repeat(3 << 20));
    forge.commit("two");
    forge.check_error(
        refused(forge.source(None), &|options| options.git.bytes = 1 << 20),
        expect!["cannot get file://ROOT/greet.git: it is larger than 1 MiB"],
    );
    fs::remove_file(forge.work().join("large.bin")).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/etc/passwd", forge.work().join("src/link.rs")).unwrap();
        forge.commit("three");
        forge.check_error(forge.get(forge.source(None)), expect![
            "cannot get file://ROOT/greet.git: it holds `src/link.rs`, which cannot be part of a plugin: it is no regular file"
        ]);
    }
}

#[test]
fn nothing_of_the_repository_or_the_users_configuration_is_run() {
    let forge = Forge::new();
    let trap = forge.root.path().join("trap");
    let hook = format!("#!/bin/sh\ntouch {}\n", trap.display());
    for name in ["post-checkout", "reference-transaction", "post-merge"] {
        forge.write(&format!(".git-hooks/{name}"), &hook);
        let own = forge.root.path().join("greet.git/hooks").join(name);
        fs::create_dir_all(own.parent().unwrap()).unwrap();
        fs::write(own, &hook).unwrap();
    }
    forge.write(".gitmodules", "[submodule \"x\"]\n\tpath = x\n\turl = ext::sh -c touch% trap\n");
    forge.commit("two");
    forge.get(forge.source(None)).unwrap();
    assert!(!trap.exists());
}

#[test]
fn a_version_is_found_by_its_tag() {
    let forge = Forge::new();
    let tag =
        |name: &str| drop(git(&forge.work(), &["push", "--quiet", "../greet.git", &format!("HEAD:refs/tags/{name}")]));
    ["v1.0.0", "v1.0.0-beta", "latest"].into_iter().for_each(tag);
    forge.write("Cargo.toml", "[package]\nname = \"greet\"\nversion = \"1.4.2\"\nedition = \"2024\"\n");
    forge.commit("two");
    ["v1.4.2", "other-v9.0.0"].into_iter().for_each(tag);
    let find = |wanted: &str| {
        let wanted = wanted.parse().unwrap();
        let shelf = Shelf::Repository(forge.source(None));
        find_version(&shelf, &wanted, &forge.options()).and_then(|origin| acquire(&origin, &forge.options()))
    };
    assert_eq!(find("greet@1").unwrap().manifest.version.to_string(), "1.4.2");
    assert_eq!(find("greet@1.0.0").unwrap().manifest.version.to_string(), "1.0.0");
    forge.check_error(
        find("greet@2"),
        expect!["file://ROOT/greet.git has no version of `greet` that is ^2; there is 1.0.0-beta, 1.0.0, 1.4.2"],
    );
    // Tags of its own come before those of the whole.
    ["greet-v2.0.0"].into_iter().for_each(tag);
    forge.check_error(
        find("greet@1"),
        expect!["file://ROOT/greet.git has no version of `greet` that is ^1; there is 2.0.0"],
    );
}

/// A daemon on the loopback, which ends with this.
struct Daemon {
    child: Child,
    port: u16,
}

impl Daemon {
    fn start(root: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        // `git daemon` would start it as a child that outlives it.
        let program = Path::new(&git(root, &["--exec-path"])).join("git-daemon");
        let child = Command::new(program)
            .args(["--export-all", "--reuseaddr", "--listen=127.0.0.1"])
            .args([format!("--port={port}"), format!("--base-path={}", root.display())])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut daemon = Self { child, port };
        // It says nothing that could be waited for.
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(daemon.child.try_wait().unwrap().is_none(), "the daemon ended");
            std::thread::yield_now();
        }
        daemon
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_server_is_asked_over_the_network() {
    let forge = Forge::new();
    let daemon = Daemon::start(forge.root.path());
    let url = format!("git://127.0.0.1:{}/greet.git", daemon.port);
    let source = GitSource { url: url.parse().unwrap(), rev: Some("main".parse().unwrap()), subdir: None };
    let acquired = forge.get(source.clone()).unwrap();
    assert_eq!(files(&acquired), [MANIFEST_FILE, "src/Cargo.toml", "src/src/lib.rs"]);
    drop(daemon);
    assert!(matches!(forge.get(source), Err(Error::Git { .. })), "nobody answers any more");
}

#[test]
fn a_server_that_never_answers_is_given_up() {
    let forge = Forge::new();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("git://127.0.0.1:{}/greet.git", silent.local_addr().unwrap().port());
    let mut options = forge.options();
    options.git.time = Duration::from_millis(200);
    let source = GitSource { url: url.parse().unwrap(), rev: None, subdir: None };
    let error = acquire(&Origin::Git(source), &options).expect_err("nobody answers");
    assert!(matches!(&error, Error::Git { source: GitError::TimedOut { .. }, .. }), "{error:?}");
}
