//! Repositories, for a user whose configuration of git is full of traps.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::scene::Scene;

/// Runs git as the author of a plugin does.
#[track_caller]
fn git(folder: &Path, args: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=Jo", "-c", "user.email=jo@example.org", "-c", "init.defaultBranch=main"]);
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = git.args(args).current_dir(folder).output().expect("git is installed: cargo xtask test does that");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A configuration each of whose parts would leave a trace, and a hook that would.
fn set_traps(home: &Path) {
    let trap = home.join("trap").display().to_string();
    let hooks = home.join("hooks");
    fs::create_dir_all(&hooks).expect("a folder for the hooks");
    let hook = hooks.join("reference-transaction");
    fs::write(&hook, format!("#!/bin/sh\ntouch {trap}\n")).expect("a hook");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("it is there");
    let config = format!(
        "[core]\nhooksPath = {}\nfsmonitor = touch {trap}\naskPass = touch {trap}\npager = touch {trap}\n\
         [url \"file:///nowhere/\"]\ninsteadOf = file:///\n\
         [credential]\nhelper = \"!touch {trap}\"\n\
         [uploadpack]\npackObjectsHook = touch {trap}\n",
        hooks.display()
    );
    fs::write(home.join(".gitconfig"), config).expect("a configuration");
}

#[test]
fn nothing_of_the_users_configuration_is_obeyed() {
    let scene = Scene::plugin("pub fn one() -> u8 {\n    1\n}\n").manages("base");
    let (root, home) = (scene.folder.path(), scene.folder.path().join("home"));
    set_traps(&home);
    git(&root.join("sample"), &["init", "--quiet"]);
    git(&root.join("sample"), &["add", "--all"]);
    git(&root.join("sample"), &["commit", "--quiet", "--message", "one"]);
    let url = format!("file://{}/sample", root.display());
    let mut install = scene.command(&["install", &url, "--transport", "file"]);
    // The compiler may be one that is found by way of the real home.
    let rustup = std::env::var_os("RUSTUP_HOME").map(Into::into);
    let rustup = rustup.or_else(|| Some(std::env::home_dir()?.join(".rustup")));
    install.envs(rustup.map(|folder: std::path::PathBuf| ("RUSTUP_HOME", folder)));
    install.env("HOME", &home).env("GIT_DIR", root).env("GIT_SSH_COMMAND", "false");
    install.env("GIT_CONFIG_COUNT", "1").env("GIT_CONFIG_KEY_0", "core.hooksPath");
    install.env("GIT_CONFIG_VALUE_0", home.join("hooks"));
    let installed = scene.shown(&install.output().expect("it runs"));
    assert_eq!(installed, "exit 0\n--- stdout\ninstalled sample 0.1.0\n");
    assert!(!home.join("trap").exists(), "something was run");
}
