//! The gate that a child waits at until its limits are set. Those of a process can only be set from outside once it runs,
//! so that on Linux a shell comes first and becomes the program when it is told to.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const SHELL: &str = "/bin/sh";
const WAIT: &str = "read -r go && exec \"$0\" \"$@\" </dev/null";

/// Prepares `program`, whose arguments are still to come.
pub(super) fn command(program: &Path) -> Command {
    // The shell would say that a program is missing in its own way.
    if !cfg!(target_os = "linux") || !program.is_file() || !Path::new(SHELL).is_file() {
        let mut command = Command::new(program);
        command.stdin(Stdio::null());
        return command;
    }
    let mut command = Command::new(SHELL);
    command.args(["-c", WAIT]).arg(program).stdin(Stdio::piped());
    command
}

/// Lets a child go.
pub(super) fn open(child: &mut Child) {
    if let Some(mut gate) = child.stdin.take() {
        // A child that is gone already does not wait.
        let _ = std::io::Write::write_all(&mut gate, b"\n");
    }
}

/// The program that a command is about.
pub(super) fn program(command: &Command) -> PathBuf {
    let behind = command.get_args().nth(2).filter(|_| command.get_program() == SHELL);
    PathBuf::from(behind.unwrap_or(command.get_program()))
}
