//! Which limit a process ran into: seen while it runs ([`Meter`]), or told from how it ended ([`reached`]).

use std::time::{Duration, Instant};

use plugwright_sandbox::{Confined, Confinement, Demand, Mechanism};

use super::Output;
use crate::stop::Limit;

/// How often the processes of a group are counted, at most. Counting takes longer the more processes the machine has, so
/// that the pauses grow with that.
const PAUSE: Duration = Duration::from_millis(100);

/// The share of the time that counting may take.
const SHARE: u32 = 20;

/// Watches what a process and everything that it started have in use.
pub(super) struct Meter {
    processes: u32,
    memory: u64,
    next: Option<Instant>,
}

impl Meter {
    pub(super) fn new(confinement: &Confinement) -> Self {
        let counts = confinement.demand(Mechanism::Limits) != Demand::Skip;
        let next = counts.then(|| Instant::now() + PAUSE);
        Self { processes: confinement.limits.processes, memory: confinement.limits.memory, next }
    }

    /// The limit that is exceeded just now.
    pub(super) fn reached(&mut self, confined: &Confined) -> Option<Limit> {
        let started = Instant::now();
        if self.next.is_none_or(|next| started < next) {
            return None;
        }
        let usage = confined.usage()?;
        self.next = Some(Instant::now() + PAUSE.max(started.elapsed() * SHARE));
        if usage.processes > self.processes {
            return Some(Limit::Processes(self.processes));
        }
        (usage.memory > self.memory).then_some(Limit::Memory(self.memory))
    }
}

/// The limit that a process failed for. That of a process which it started shows in what it says only, in the words of
/// cargo, the compiler and the standard library.
pub(super) fn reached(output: &Output, confinement: &Confinement) -> Option<Limit> {
    if output.status.success() || confinement.demand(Mechanism::Limits) == Demand::Skip {
        return None;
    }
    let limits = &confinement.limits;
    let said = [String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout)];
    let says = |text: &str| said.iter().any(|said| said.contains(text));
    let ended_by = |number: i32| signal(output) == Some(number) || says(&format!("(signal: {number}"));
    if ended_by(SIGXFSZ) || says("SIGXFSZ") {
        return Some(Limit::FileSize(limits.file_size));
    }
    if ended_by(SIGXCPU) || says("SIGXCPU") {
        return Some(Limit::Processor(limits.cpu));
    }
    let no_memory = ["memory allocation of ", "LLVM ERROR: out of memory", "virtual memory exhausted"];
    no_memory.iter().any(|text| says(text)).then_some(Limit::Memory(limits.memory))
}

const SIGXCPU: i32 = 24;
const SIGXFSZ: i32 = 25;

#[cfg(unix)]
fn signal(output: &Output) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&output.status)
}

#[cfg(not(unix))]
fn signal(_: &Output) -> Option<i32> {
    None
}
