//! Runs `git` with nothing of the user's or the system's configuration, no hook, no prompt and one transport.

use std::path::{Path, PathBuf};

use plugwright::Cancel;
use plugwright_codegen::{Limits, command, run};
use plugwright_sandbox::{BuildLimits, Confinement, Network, Reach};

use super::{GitOptions, Transport};
use crate::GitError;

/// Settings that hold whatever a configuration says.
const SETTINGS: [&str; 14] = [
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.attributesFile=/dev/null",
    "core.askPass=",
    "credential.helper=",
    "fetch.fsckObjects=true",
    "fetch.writeCommitGraph=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "http.followRedirects=false",
    "protocol.allow=never",
    "protocol.version=2",
    "submodule.recurse=false",
    "uploadpack.packObjectsHook=",
];

/// A bare repository that nobody else writes, and what git may cost.
pub(super) struct Git<'g> {
    program: PathBuf,
    folder: &'g Path,
    transport: Transport,
    limits: Limits,
    time: std::time::Duration,
    bytes: u64,
}

impl<'g> Git<'g> {
    pub(super) fn new(
        folder: &'g Path,
        transport: Transport,
        options: &GitOptions,
        cancel: &Cancel,
    ) -> Result<Self, GitError> {
        let program = find().ok_or(GitError::NoGit)?;
        let limits = BuildLimits { wall: options.time, file_size: options.bytes, ..BuildLimits::default() };
        let limits = Limits::new(cancel.clone(), Confinement::default().with_limits(limits));
        Ok(Self { program, folder, transport, limits, time: options.time, bytes: options.bytes })
    }

    /// Runs git and returns what it printed.
    pub(super) fn run(&self, what: &'static str, args: &[&str]) -> Result<Vec<u8>, GitError> {
        use plugwright::BuildError;
        let mut git = command(&self.program, self.folder);
        for (name, value) in [
            ("GIT_DIR", "."),
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_ATTR_NOSYSTEM", "1"),
            ("GIT_TERMINAL_PROMPT", "0"),
            ("GIT_SSH_COMMAND", "ssh -oBatchMode=yes -oStrictHostKeyChecking=yes"),
            ("GIT_ALLOW_PROTOCOL", self.transport.name()),
        ] {
            git.env(name, value);
        }
        if let Some(agent) = std::env::var_os("SSH_AUTH_SOCK").filter(|_| self.transport == Transport::Ssh) {
            git.env("SSH_AUTH_SOCK", agent);
        }
        let transport = format!("protocol.{}.allow=always", self.transport);
        for setting in SETTINGS.into_iter().chain([transport.as_str()]) {
            git.args(["-c", setting]);
        }
        git.arg("--no-pager").args(args);
        let reach = Reach { write: vec![self.folder.to_owned()], network: Network::Open, ..Reach::default() };
        let output = run(git, &reach, &self.limits).map_err(|error| match error {
            BuildError::TimedOut { .. } => GitError::TimedOut { limit: self.time },
            BuildError::LimitReached { .. } => GitError::TooLarge { limit: self.bytes },
            error => GitError::Run(error),
        })?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let said: Vec<_> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        Err(GitError::Failed { what, said: said.join("; ") })
    }
}

/// Finds the program in the folders of `PATH` that have an absolute name.
fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let name = format!("git{}", std::env::consts::EXE_SUFFIX);
    let folders = std::env::split_paths(&path).filter(|folder| folder.is_absolute());
    folders.map(|folder| folder.join(&name)).find(|program| program.is_file())
}
