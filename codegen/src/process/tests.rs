use std::path::Path;
use std::process::Command;
use std::time::Duration;

use plugwright_sandbox::{BuildLimits, Confinement, Demand, Mechanism, Reach, System};

use super::{Output, command, command_with_input, run, start};
use crate::Error;
use crate::stop::{Cancel, Limit, Limits};

fn shell(script: &str) -> Command {
    let mut command = command(Path::new("/bin/sh"), Path::new("/"));
    command.args(["-c", script]);
    command
}

fn limits(wall: Duration) -> Limits {
    let limits = BuildLimits { wall, ..BuildLimits::default() };
    Limits::new(Cancel::default(), Confinement::default().with_limits(limits))
}

fn run_in(script: &str, limits: &Limits) -> Result<Output, Error> {
    run(shell(script), &Reach::default(), limits)
}

#[test]
fn keeps_both_streams_and_the_status() {
    let output = run_in("echo out; echo err >&2; exit 3", &limits(Duration::MAX)).unwrap();
    assert_eq!(output.stdout, b"out\n");
    assert_eq!(output.stderr, b"err\n");
    assert_eq!(output.status.code(), Some(3));
}

#[cfg(target_os = "linux")]
#[test]
fn gives_an_input_when_there_is_one() {
    let limits = limits(Duration::MAX);
    let started = |script: &str| {
        let mut command = command_with_input(Path::new("/bin/sh"), Path::new("/")).unwrap();
        command.args(["-c", script]);
        start(command, &Reach::default(), &limits).unwrap()
    };
    // More than fits into a pipe, and as a file.
    let input = vec![b'x'; 1 << 20];
    let mut reads = started("cat /dev/stdin");
    reads.feed(input.clone());
    assert_eq!(reads.finish(&limits).unwrap().stdout, input);
    let mut leaves = started("exit 3");
    leaves.feed(input);
    assert_eq!(leaves.finish(&limits).unwrap().status.code(), Some(3));
    assert_eq!(started("cat").finish(&limits).unwrap().stdout, b"", "nothing came");
    drop(started("cat"));
}

#[test]
fn passes_no_variable_that_changes_a_build() {
    let output = run_in("env | grep -c -E '^(CARGO|RUST|HOME|TMP)'", &limits(Duration::MAX)).unwrap();
    assert_eq!(output.stdout, b"0\n", "cargo sets CARGO_* for this very test");
}

#[test]
fn kills_grandchildren_when_the_time_is_over() {
    let stopped = run_in("sleep 1000 & sleep 1000", &limits(Duration::from_millis(1)));
    assert!(matches!(stopped, Err(Error::TimedOut { .. })));
}

#[test]
fn kills_when_cancelled_while_running() {
    let limits = limits(Duration::MAX);
    let cancel = limits.cancel.clone();
    let waiter = std::thread::spawn(move || run_in("sleep 1000 & sleep 1000", &limits));
    cancel.cancel();
    assert!(matches!(waiter.join().unwrap(), Err(Error::Cancelled)));
}

#[test]
fn starts_nothing_once_cancelled() {
    let limits = limits(Duration::MAX);
    limits.cancel.cancel();
    assert!(matches!(run_in("exit 0", &limits), Err(Error::Cancelled)));
}

#[test]
fn nothing_is_built_without_what_is_required() {
    let confinement = Confinement::default().with(Mechanism::Landlock, Demand::Require);
    let limits = Limits::new(Cancel::default(), confinement).on(System::default().without(Mechanism::Landlock));
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("ran");
    let ran = run_in(&format!("touch {}", mark.display()), &limits);
    assert!(matches!(ran, Err(Error::Unconfined(_))), "{ran:?}");
    assert!(!mark.exists());
}

#[test]
fn what_is_preferred_and_missing_is_told() {
    for mechanism in [Mechanism::Landlock, Mechanism::Seccomp, Mechanism::Privileges, Mechanism::Limits] {
        let limits = limits(Duration::MAX).on(System::default().without(mechanism));
        run_in("exit 0", &limits).unwrap();
        assert!(limits.missing().iter().any(|missing| missing.mechanism == mechanism), "{mechanism}");
    }
}

/// The tests here prove the same for whoever runs them; root runs them once more as nobody.
#[test]
fn the_walls_stand_for_an_unprivileged_user_too() {
    use std::os::unix::{fs::PermissionsExt, process::CommandExt};
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let tests = folder.path().join("tests");
    std::fs::copy(std::env::current_exe().unwrap(), &tests).unwrap();
    for path in [folder.path(), &tests] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut again = Command::new(&tests);
    again.args(["process::tests::", "--test-threads=1"]).current_dir("/").uid(65534).gid(65534);
    let output = again.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[cfg(target_os = "linux")]
#[test]
fn files_and_network_are_closed() {
    let folder = tempfile::tempdir().unwrap();
    let reach = Reach { write: vec![folder.path().to_owned()], ..Reach::default() };
    let check = |script: &str, expected: bool| {
        let mut command = shell(script);
        command.current_dir(folder.path());
        let output = run(command, &reach, &limits(Duration::MAX)).unwrap();
        assert_eq!(output.status.success(), expected, "{script}: {output:?}");
    };
    check("echo inside > file && cat file", true);
    check("cat /usr/bin/env > /dev/null", true);
    check("cat /etc/passwd", false);
    check("ls /home", false);
    check("echo outside > ../plugwright-escaped", false);
    check("ln -s /etc/passwd link && cat link", false);
    check("exec 3<>/dev/tcp/127.0.0.1/1", false);
    // Limits come right after the start.
    check(
        "while test $(ulimit -f) = unlimited; do :; done; ulimit -f unlimited && test $(ulimit -f) = unlimited",
        false,
    );
    check("kill -0 $(cut -d ' ' -f 4 /proc/$$/stat)", false);
}

#[cfg(target_os = "linux")]
#[test]
fn a_child_cannot_leave_its_group_and_does_not_outlive_its_parent() {
    let folder = tempfile::tempdir().unwrap();
    let reach = Reach { write: vec![folder.path().to_owned()], ..Reach::default() };
    // The orphan has neither the pipes nor, if it could have it so, the group of the shell.
    let script = format!(
        "setsid sh -c 'echo $$ > {0}/pid; read never < {0}/pipe' >/dev/null 2>&1 & \
         while ! test -s {0}/pid; do :; done",
        folder.path().display()
    );
    rustix::fs::mkfifoat(rustix::fs::CWD, folder.path().join("pipe"), 0o600.into()).unwrap();
    run(shell(&script), &reach, &limits(Duration::MAX)).unwrap();
    let pid = std::fs::read_to_string(folder.path().join("pid")).unwrap();
    let pid = rustix::process::Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
    while rustix::process::test_kill_process(pid).is_ok() {
        std::thread::yield_now();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_the_limit_that_was_reached() {
    let folder = tempfile::tempdir().unwrap();
    let check = |script: &str, set: fn(&mut BuildLimits), expected: Limit| {
        let mut limits = BuildLimits { wall: Duration::from_secs(60), ..BuildLimits::default() };
        set(&mut limits);
        let limits = Limits::new(Cancel::default(), Confinement::default().with_limits(limits));
        let reach = Reach { write: vec![folder.path().to_owned()], ..Reach::default() };
        let mut command = shell(script);
        command.current_dir(folder.path());
        let ran = run(command, &reach, &limits);
        assert!(matches!(ran, Err(Error::LimitReached { limit }) if limit == expected), "{script}: {ran:?}");
    };
    let second = Duration::from_secs(1);
    check("while :; do :; done", |limits| limits.cpu = Duration::from_secs(1), Limit::Processor(second));
    check("exec head -c 2000000 /dev/zero > big", |limits| limits.file_size = 1 << 20, Limit::FileSize(1 << 20));
    check("for i in 1 2 3 4 5 6 7 8 9; do sleep 60 & done; wait", |limits| limits.processes = 5, Limit::Processes(5));
    // Each of the three stays below the limit.
    let hoard = "(head -c 60000000 /dev/zero; sleep 60) | tail -n 1 &";
    check(&format!("{hoard} {hoard} {hoard} wait"), |limits| limits.memory = 150 << 20, Limit::Memory(150 << 20));
}
