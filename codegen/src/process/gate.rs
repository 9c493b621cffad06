//! The gate that a child waits at until its limits are set. Those of a process can only be set from outside once it runs,
//! so that on Linux a shell comes first and becomes the program when it is told to.

use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

const SHELL: &str = "/bin/sh";
const WAIT: &str = "read -r go && exec \"$0\" \"$@\" </dev/null";
/// What comes after the word that the child waits for is the program's input.
const WAIT_AND_READ: &str = "read -r go && exec \"$0\" \"$@\"";

/// Prepares `program`, whose arguments are still to come.
pub(super) fn command(program: &Path) -> Command {
    gated(program, WAIT).unwrap_or_else(|| {
        let mut command = Command::new(program);
        command.stdin(Stdio::null());
        command
    })
}

/// Prepares `program` to be given an input. None where there is no gate.
pub(super) fn command_with_input(program: &Path) -> Option<Command> {
    gated(program, WAIT_AND_READ)
}

fn gated(program: &Path, wait: &str) -> Option<Command> {
    // The shell would say that a program is missing in its own way.
    let has_gate = cfg!(target_os = "linux") && program.is_file() && Path::new(SHELL).is_file();
    has_gate.then(|| {
        let mut command = Command::new(SHELL);
        command.args(["-c", wait]).arg(program).stdin(Stdio::piped());
        command
    })
}

/// Lets a child of that command go, and returns what leads to its input, where it is given one.
pub(super) fn open(command: &Command, child: &mut Child) -> Option<ChildStdin> {
    let mut gate = child.stdin.take()?;
    // A child that is gone already does not wait.
    let _ = std::io::Write::write_all(&mut gate, b"\n");
    command.get_args().nth(1).is_some_and(|wait| wait == WAIT_AND_READ).then_some(gate)
}

/// The program that a command is about.
pub(super) fn program(command: &Command) -> PathBuf {
    let behind = command.get_args().nth(2).filter(|_| command.get_program() == SHELL);
    PathBuf::from(behind.unwrap_or(command.get_program()))
}
