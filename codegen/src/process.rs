//! Runs one child process to its end with a cleared environment, in a process group of its own, so that a stopped
//! build leaves nothing running. The only place that makes a `Command`; which programs and arguments is up to
//! `toolchain.rs`, `rustc.rs` and `cargo.rs`.

use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use crate::Error;
use crate::stop::Limits;

/// How often a running child is checked against its limits. Its end is noticed at once.
pub(crate) const CHECK: Duration = Duration::from_millis(20);

/// More output than this of one stream is read but not kept.
const KEPT: u64 = 16 << 20;

/// Variables that a compiler or linker needs from outside. `RUSTFLAGS`, `CARGO_*`, `RUSTC_WRAPPER` and the like must not
/// leak in from a host that is itself being built by cargo.
const PASSED: [&str; 16] = [
    "PATH",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SystemRoot",
    "SystemDrive",
    "windir",
    "ProgramData",
    "ProgramFiles",
    "ProgramFiles(x86)",
    "INCLUDE",
    "LIB",
    "LIBPATH",
    "SDKROOT",
    "DEVELOPER_DIR",
    "MACOSX_DEPLOYMENT_TARGET",
];

/// What a finished child left.
#[derive(Debug)]
pub(crate) struct Output {
    pub status: ExitStatus,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

/// Prepares `program` to run in `dir` with nothing of this process' environment but what compilers need.
pub(crate) fn command(program: &Path, dir: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(dir).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).env_clear();
    for name in PASSED {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    // Messages are matched and shown, so they must not change with the user's language.
    command.env("LC_ALL", "C");
    command
}

/// Runs `command` to its end.
pub(crate) fn run(mut command: Command, limits: &Limits) -> Result<Output, Error> {
    if limits.cancel.is_cancelled() {
        return Err(Error::Cancelled);
    }
    own_group(&mut command);
    let spawned = command.spawn();
    let child = spawned.map_err(|source| Error::Start { program: program(&command), source })?;
    Running::new(child).finish(limits).map_err(|stop| match stop {
        Stop::Cancelled => Error::Cancelled,
        Stop::TimedOut => Error::TimedOut { limit: limits.time },
        Stop::Failed(source) => Error::Start { program: program(&command), source },
    })
}

fn program(command: &Command) -> std::path::PathBuf {
    OsStr::new(command.get_program()).into()
}

/// Why a child did not come to its end by itself.
enum Stop {
    Cancelled,
    TimedOut,
    Failed(io::Error),
}

/// A child whose whole group is killed and waited for when this is dropped before it ended.
struct Running {
    child: Child,
    streams: Receiver<(Stream, Vec<u8>)>,
    ended: bool,
}

#[derive(Clone, Copy)]
enum Stream {
    Stdout,
    Stderr,
}

impl Running {
    fn new(mut child: Child) -> Self {
        let (sender, streams) = channel();
        let stdout = child.stdout.take().map(|pipe| (Stream::Stdout, Box::new(pipe) as Box<dyn Read + Send>));
        let stderr = child.stderr.take().map(|pipe| (Stream::Stderr, Box::new(pipe) as Box<dyn Read + Send>));
        for (stream, pipe) in stdout.into_iter().chain(stderr) {
            let sender = sender.clone();
            // A send fails only when the child was given up and nobody wants the text any more.
            thread::spawn(move || sender.send((stream, drain(pipe))));
        }
        Self { child, streams, ended: false }
    }

    fn finish(mut self, limits: &Limits) -> Result<Output, Stop> {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        loop {
            match self.streams.recv_timeout(CHECK) {
                Ok((Stream::Stdout, bytes)) => stdout = bytes,
                Ok((Stream::Stderr, bytes)) => stderr = bytes,
                // Both pipes are closed: the child and everything that shared them is done.
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) if limits.cancel.is_cancelled() => return Err(Stop::Cancelled),
                Err(RecvTimeoutError::Timeout) if limits.is_over() => return Err(Stop::TimedOut),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
        let status = self.child.wait().map_err(Stop::Failed)?;
        self.ended = true;
        Ok(Output { status, stdout, stderr })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.ended {
            kill_group(&mut self.child);
            // Nothing is left to do about a child that cannot be waited for.
            let _ = self.child.wait();
        }
    }
}

/// Reads to the end, so that the child never blocks on a full pipe, and keeps the first [`KEPT`] bytes.
fn drain(mut pipe: Box<dyn Read + Send>) -> Vec<u8> {
    let mut kept = Vec::new();
    // A pipe that fails half-way leaves what came before; the exit status says the rest.
    let _ = pipe.by_ref().take(KEPT).read_to_end(&mut kept);
    let _ = io::copy(&mut pipe, &mut io::sink());
    kept
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(not(unix))]
fn own_group(_: &mut Command) {}

#[cfg(unix)]
fn kill_group(child: &mut Child) {
    let group = rustix::process::Pid::from_child(child);
    // The group may be gone already.
    let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
}

#[cfg(not(unix))]
fn kill_group(child: &mut Child) {
    // The child may be gone already.
    let _ = child.kill();
}

#[cfg(all(test, unix))]
mod tests {
    use super::{command, run};
    use crate::Error;
    use crate::stop::{Cancel, Limits};
    use std::path::Path;
    use std::time::Duration;

    fn shell(script: &str) -> std::process::Command {
        let mut command = command(Path::new("/bin/sh"), Path::new("/"));
        command.args(["-c", script]);
        command
    }

    fn limits(time: Duration) -> Limits {
        Limits::new(Cancel::default(), time)
    }

    #[test]
    fn keeps_both_streams_and_the_status() {
        let output = run(shell("echo out; echo err >&2; exit 3"), &limits(Duration::MAX)).unwrap();
        assert_eq!(output.stdout, b"out\n");
        assert_eq!(output.stderr, b"err\n");
        assert_eq!(output.status.code(), Some(3));
    }

    #[test]
    fn passes_no_variable_that_changes_a_build() {
        let output = run(shell("env | grep -c -E '^(CARGO|RUST)'"), &limits(Duration::MAX)).unwrap();
        assert_eq!(output.stdout, b"0\n", "cargo sets CARGO_* for this very test");
    }

    #[test]
    fn kills_grandchildren_when_the_time_is_over() {
        let stopped = run(shell("sleep 1000 & sleep 1000"), &limits(Duration::from_millis(1)));
        assert!(matches!(stopped, Err(Error::TimedOut { .. })));
    }

    #[test]
    fn kills_when_cancelled_while_running() {
        let limits = limits(Duration::MAX);
        let cancel = limits.cancel.clone();
        let waiter = std::thread::spawn(move || run(shell("sleep 1000 & sleep 1000"), &limits));
        cancel.cancel();
        assert!(matches!(waiter.join().unwrap(), Err(Error::Cancelled)));
    }

    #[test]
    fn starts_nothing_once_cancelled() {
        let limits = limits(Duration::MAX);
        limits.cancel.cancel();
        assert!(matches!(run(shell("exit 0"), &limits), Err(Error::Cancelled)));
    }
}
