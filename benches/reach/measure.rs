//! The analysis of one crate: what it found, how long it took, and how much memory.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use plugwright::{Builder, Cache, Capability};
use plugwright_analyzer::{Target, extract, load, parse};
use serde::{Deserialize, Serialize};

/// Memory that an analysis may take.
const MEMORY: u64 = 1 << 30;
/// Time that an analysis may take, with everything that the compiler expands for it.
const TIME: Duration = Duration::from_secs(120);

/// What the analysis of one crate came to.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Measured {
    /// Files that are part of the library.
    pub(crate) files: usize,
    pub(crate) bytes: usize,
    /// Public functions and methods that can be called.
    pub(crate) bridged: usize,
    /// Public constants that can be read.
    pub(crate) constants: usize,
    /// Public functions and methods that cannot, by kind of reason.
    pub(crate) kinds: BTreeMap<String, usize>,
    /// The same one by one, for people.
    pub(crate) skipped: Vec<String>,
    /// Wall time from the folder to what can be called, without what the compiler expands.
    pub(crate) seconds: f64,
    /// Most memory that was in use, in bytes; nothing where the system does not say.
    pub(crate) memory: Option<u64>,
}

impl Measured {
    pub(crate) fn functions(&self) -> usize {
        self.bridged + self.kinds.values().sum::<usize>()
    }

    /// Whether the analysis kept within its memory.
    pub(crate) fn fits(&self) -> bool {
        self.memory.is_none_or(|memory| memory <= MEMORY)
    }
}

/// Analyses a crate in this process and prints the outcome as JSON.
pub(crate) fn print(folder: &Path) -> Result<(), String> {
    let measured = analyse(folder)?;
    println!("{}", serde_json::to_string(&measured).map_err(|error| error.to_string())?);
    Ok(())
}

/// Analyses a crate in a process of its own, which is stopped where it takes too long.
pub(crate) fn in_child(folder: &Path) -> Result<Measured, String> {
    let program = std::env::current_exe().map_err(|error| format!("this program has no path: {error}"))?;
    let mut command = Command::new(program);
    command.arg("--one").arg(folder).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("cannot start: {error}"))?;
    let stdout = child.stdout.take();
    let reader = thread::spawn(move || {
        let mut text = String::new();
        stdout.map(|mut stdout| stdout.read_to_string(&mut text)).transpose().map(|_| text)
    });
    let start = Instant::now();
    let status = loop {
        match child.try_wait().map_err(|error| format!("cannot wait: {error}"))? {
            Some(status) => break status,
            None if start.elapsed() > TIME => {
                child.kill().map_err(|error| format!("cannot stop: {error}"))?;
                return Err(format!("took longer than {} s", TIME.as_secs()));
            }
            None => thread::sleep(Duration::from_millis(2)),
        }
    };
    if !status.success() {
        return Err(format!("ended with {status}"));
    }
    let text =
        reader.join().map_err(|_payload| "panicked".to_owned())?.map_err(|error| format!("cannot read: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("printed no outcome: {error}"))
}

fn analyse(folder: &Path) -> Result<Measured, String> {
    let cache = Cache::of_user();
    let toolchain = plugwright::find_toolchain(cache.root()).map_err(|error| error.to_string())?;
    let target = Target::parse(&toolchain.cfg);
    let start = Instant::now();
    let sources = load(folder).map_err(|error| error.to_string())?;
    let files = parse(&sources, &target, |krate, _| {
        let read = krate.modules.iter().filter(|module| module.has_file).map(|module| sources.file(module.file));
        let files = read.map(|file| file.bytes.len()).collect::<Vec<_>>();
        drop(extract(krate));
        files
    });
    let seconds = start.elapsed().as_secs_f64();
    let files = files.map_err(|error| error.to_string())?;
    let memory = peak_memory();
    // Nothing is refused, so that the compiler may expand whatever hides functions.
    let policy = Capability::ALL.into_iter().collect();
    let inspection = Builder::new(folder).policy(policy).cache(cache).inspect();
    let inspection = inspection.map_err(|error| format!("{error}: {:?}", error.diagnostics()))?;
    let functions = inspection.skipped.iter().filter(|skip| skip.kind != "constant");
    let mut kinds = BTreeMap::new();
    for skip in functions.clone() {
        *kinds.entry(skip.kind.clone()).or_default() += 1;
    }
    Ok(Measured {
        files: files.len(),
        bytes: files.iter().sum(),
        bridged: inspection.interface.functions.len(),
        constants: inspection.interface.constants.len(),
        kinds,
        skipped: functions
            .map(|skip| format!("{:18} {} ({}:{}): {}", skip.kind, skip.path, skip.file, skip.line, skip.reason))
            .collect(),
        seconds,
        memory,
    })
}

/// The most memory that this process had in use, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? << 10)
}
