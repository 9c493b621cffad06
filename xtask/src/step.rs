//! [`Step`]: one program that must succeed, under a heading of its own.

use std::path::Path;
use std::process::Command;

/// A program to run in the repository's root.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) command: &'static [&'static str],
    pub(crate) env: &'static [(&'static str, &'static str)],
}

impl Step {
    pub(crate) const fn new(name: &'static str, command: &'static [&'static str]) -> Self {
        Self { name, command, env: &[] }
    }

    /// Runs the step; its output goes to the terminal.
    pub(crate) fn run(&self, root: &Path) -> Result<(), String> {
        println!("\n== {}: {} ==", self.name, self.command.join(" "));
        let mut command = command(self.command, root);
        command.envs(self.env.iter().copied());
        match command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("FAILED: {}: `{}` ended with {status}", self.name, self.command.join(" "))),
            Err(error) => Err(format!("FAILED: {}: cannot start `{}`: {error}", self.name, self.command[0])),
        }
    }
}

/// Prepares a program with its arguments. `cargo` is the one that runs this.
pub(crate) fn command(words: &[&str], root: &Path) -> Command {
    let cargo = std::env::var_os("CARGO").filter(|_| words[0] == "cargo");
    let mut command = Command::new(cargo.unwrap_or_else(|| words[0].into()));
    command.args(&words[1..]).current_dir(root);
    command
}
