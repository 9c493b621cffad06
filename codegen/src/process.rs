//! Runs one child process to its end with a cleared environment, behind the walls of the policy, in a process group of
//! its own, so that a build leaves nothing running. The only place that makes a `Command`; which programs and arguments
//! is up to `toolchain.rs`, `rustc.rs` and `cargo.rs`.

mod gate;
mod group;
mod limit;

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use plugwright_sandbox::{Confined, Network, Reach, spawn};

use crate::Error;
use crate::stop::{Limit, Limits};
use group::Group;
use limit::Meter;

/// How often a running child is checked against its limits. Its end is noticed at once.
pub(crate) const CHECK: Duration = Duration::from_millis(20);

/// More output than this of one stream is read but not kept.
const KEPT: u64 = 16 << 20;

/// Variables that a compiler or linker needs from outside. `RUSTFLAGS`, `CARGO_*`, `RUSTC_WRAPPER` and the like must not
/// leak in from a host that is itself being built by cargo.
const PASSED: [&str; 13] = [
    "PATH",
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
pub struct Output {
    /// How it ended.
    pub status: ExitStatus,
    /// What it wrote to standard output.
    pub stdout: Vec<u8>,
    /// What it wrote to standard error.
    pub stderr: Vec<u8>,
}

/// Prepares `program` to run in `dir` with nothing of this process' environment but what compilers need.
#[must_use]
pub fn command(program: &Path, dir: &Path) -> Command {
    prepared(gate::command(program), dir)
}

/// The same for a program that is given an input ([`Running::feed`]). None where that is not possible.
pub(crate) fn command_with_input(program: &Path, dir: &Path) -> Option<Command> {
    Some(prepared(gate::command_with_input(program)?, dir))
}

/// Prepares a program of the host's own that comes near nothing of a plugin's, for [`reach::open`](crate::reach::open).
pub(crate) fn trusted(program: &Path, dir: &Path) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null());
    prepared(command, dir)
}

/// Runs a line of the user's own shell with the user's environment and terminal, and waits for its end. The line is ours,
/// or was shown to the user.
pub(crate) fn run_for_user(line: &str) -> io::Result<ExitStatus> {
    let (shell, option) = if cfg!(windows) { ("cmd", "/C") } else { ("/bin/sh", "-c") };
    Command::new(shell).arg(option).arg(line).status()
}

fn prepared(mut command: Command, dir: &Path) -> Command {
    command.current_dir(dir).stdout(Stdio::piped()).stderr(Stdio::piped()).env_clear();
    for name in PASSED {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    // A build script in there must not build plugins in turn.
    command.env("PLUGWRIGHT_BUILD", "1");
    // Messages are matched and shown, so they must not change with the user's language.
    command.env("LC_ALL", "C");
    command
}

/// Runs `command` to its end, behind walls that leave it what `reach` names. When it ended, so has everything that it
/// started.
///
/// # Errors
/// [`Error::Start`] and [`Error::Unconfined`] where it did not come about; [`Error::Cancelled`], [`Error::TimedOut`] and
/// [`Error::LimitReached`] where it was stopped.
pub fn run(command: Command, reach: &Reach, limits: &Limits) -> Result<Output, Error> {
    start(command, reach, limits)?.finish(limits)
}

/// Starts `command` as [`run`] does.
///
/// # Errors
/// [`Error::Start`], [`Error::Unconfined`] and [`Error::Cancelled`].
pub(crate) fn start(mut command: Command, reach: &Reach, limits: &Limits) -> Result<Running, Error> {
    if limits.cancel.is_cancelled() {
        return Err(Error::Cancelled);
    }
    let group = match reach.network {
        Network::Closed => Group::join(&mut command),
        Network::Open => Group::own(&mut command),
    };
    let program = gate::program(&command);
    let spawned = spawn(&mut command, &limits.confinement, reach, &limits.system, group.kept());
    let mut confined = spawned.map_err(|error| match error {
        plugwright_sandbox::Error::Start(source) => Error::Start { program: program.clone(), source },
        missing => Error::Unconfined(missing),
    })?;
    let input = gate::open(&command, &mut confined.child);
    limits.note(std::mem::take(&mut confined.missing));
    Ok(Running::new(program, confined, group, input))
}

/// Why a child did not come to its end by itself.
enum Stop {
    Cancelled,
    TimedOut,
    Reached(Limit),
    Failed(io::Error),
}

/// A child whose whole group is killed and waited for when this is dropped.
pub(crate) struct Running {
    program: PathBuf,
    confined: Confined,
    group: Group,
    input: Option<ChildStdin>,
    streams: Receiver<(Stream, Vec<u8>)>,
}

#[derive(Clone, Copy)]
enum Stream {
    Stdout,
    Stderr,
}

impl Running {
    fn new(program: PathBuf, mut confined: Confined, group: Group, input: Option<ChildStdin>) -> Self {
        let (sender, streams) = channel();
        let child = &mut confined.child;
        let stdout = child.stdout.take().map(|pipe| (Stream::Stdout, Box::new(pipe) as Box<dyn Read + Send>));
        let stderr = child.stderr.take().map(|pipe| (Stream::Stderr, Box::new(pipe) as Box<dyn Read + Send>));
        for (stream, pipe) in stdout.into_iter().chain(stderr) {
            let sender = sender.clone();
            // A send fails only when the child was given up and nobody wants the text any more.
            thread::spawn(move || sender.send((stream, drain(pipe))));
        }
        Self { program, confined, group, input, streams }
    }

    /// Gives a child its input, which it may read when it likes.
    pub(crate) fn feed(&mut self, bytes: Vec<u8>) {
        if let Some(mut input) = self.input.take() {
            // A child that has ended says by its status why.
            thread::spawn(move || input.write_all(&bytes));
        }
    }

    /// Waits for the end of a child, and of everything that it started.
    ///
    /// # Errors
    /// [`Error::Cancelled`], [`Error::TimedOut`] and [`Error::LimitReached`] where it was stopped, and [`Error::Start`].
    pub(crate) fn finish(self, limits: &Limits) -> Result<Output, Error> {
        let program = self.program.clone();
        let output = self.wait(limits).map_err(|stop| match stop {
            Stop::Cancelled => Error::Cancelled,
            Stop::TimedOut => Error::TimedOut { limit: limits.time() },
            Stop::Reached(limit) => Error::LimitReached { limit },
            Stop::Failed(source) => Error::Start { program, source },
        })?;
        match limit::reached(&output, &limits.confinement) {
            Some(limit) => Err(Error::LimitReached { limit }),
            None => Ok(output),
        }
    }

    fn wait(mut self, limits: &Limits) -> Result<Output, Stop> {
        drop(self.input.take());
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let mut meter = Meter::new(&limits.confinement);
        loop {
            match self.streams.recv_timeout(CHECK) {
                Ok((Stream::Stdout, bytes)) => stdout = bytes,
                Ok((Stream::Stderr, bytes)) => stderr = bytes,
                // Both pipes are closed: the child and everything that shared them is done.
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) if limits.cancel.is_cancelled() => return Err(Stop::Cancelled),
                Err(RecvTimeoutError::Timeout) if limits.is_over() => return Err(Stop::TimedOut),
                Err(RecvTimeoutError::Timeout) => {
                    if let Some(limit) = meter.reached(&self.confined) {
                        return Err(Stop::Reached(limit));
                    }
                }
            }
        }
        let status = self.confined.child.wait().map_err(Stop::Failed)?;
        Ok(Output { status, stdout, stderr })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.group.kill(&mut self.confined.child);
        // Nothing is left to do about a child that cannot be waited for.
        let _ = self.confined.child.wait();
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

#[cfg(all(test, unix))]
mod tests;
