//! What to do about a tool that is missing on this system: the command that installs it ([`Remedy`]).

use std::fmt;
use std::io;
use std::process::ExitStatus;

use super::distribution::{self, Distribution};
use crate::{Error, process};

/// A program that a build needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// The Rust compiler.
    Rustc,
    /// Cargo, which fetches and builds a plugin's dependencies.
    Cargo,
    /// What installs and chooses among Rust toolchains.
    Rustup,
    /// The C compiler, which knows how to link.
    CCompiler,
    /// The C linker.
    Linker,
}

impl Tool {
    /// Returns the command that installs the tool on this system.
    #[must_use]
    pub fn remedy(self) -> Option<Remedy> {
        match self {
            Self::Rustc | Self::Cargo | Self::Rustup if cfg!(windows) => {
                Some(Remedy::new("winget install Rustlang.Rustup"))
            }
            Self::Rustc | Self::Cargo | Self::Rustup => {
                Some(Remedy { line: RUSTUP.to_owned(), unattended: format!("{RUSTUP} -s -- -y") })
            }
            Self::CCompiler | Self::Linker if cfg!(all(windows, target_env = "gnu")) => {
                Some(Remedy::new("winget install MSYS2.MSYS2"))
            }
            Self::CCompiler | Self::Linker if cfg!(windows) => {
                Some(Remedy::new("winget install Microsoft.VisualStudio.2022.BuildTools"))
            }
            Self::CCompiler | Self::Linker if cfg!(target_os = "macos") => Some(Remedy::new("xcode-select --install")),
            Self::CCompiler | Self::Linker => {
                Distribution::here().map(|here| here.install(here.c_compiler(), distribution::is_root()))
            }
        }
    }

    /// Says how to install the tool on this system.
    #[must_use]
    pub fn install(self) -> String {
        match self.remedy() {
            Some(remedy) => remedy.to_string(),
            None => "install gcc or clang with the system's package manager".to_owned(),
        }
    }
}

const RUSTUP: &str = "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh";

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rustc => "Rust compiler (rustc)",
            Self::Cargo => "cargo",
            Self::Rustup => "rustup",
            Self::CCompiler => "C compiler",
            Self::Linker => "C linker (cc)",
        })
    }
}

/// A command that installs what is missing. It runs with the user's own rights and environment, and only where
/// [`Remedy::run`] is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    pub(super) line: String,
    /// The same where nobody is there to answer.
    pub(super) unattended: String,
}

/// Whether somebody can answer what a command asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attendance {
    /// A person at a terminal.
    Person,
    /// Nobody: what can be asked is answered by yes.
    Nobody,
}

impl Remedy {
    fn new(line: impl Into<String>) -> Self {
        let line = line.into();
        Self { unattended: line.clone(), line }
    }

    /// Returns the command as a shell takes it.
    #[must_use]
    pub fn line(&self, attendance: Attendance) -> &str {
        match attendance {
            Attendance::Person => &self.line,
            Attendance::Nobody => &self.unattended,
        }
    }

    /// Runs the command on the terminal of this process, and waits for its end.
    ///
    /// # Errors
    /// Where there is no shell to run it.
    pub fn run(&self, attendance: Attendance) -> io::Result<ExitStatus> {
        process::run_for_user(self.line(attendance))
    }
}

impl fmt::Display for Remedy {
    /// Writes the command for a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}

impl Error {
    /// Returns the command that installs what was missing, where that is the error and the command is known.
    #[must_use]
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::ToolMissing { tool } => tool.remedy(),
            Self::NoSuchToolchain { name } => Some(Remedy::new(format!("rustup toolchain install {name}"))),
            Self::TargetMissing { target, toolchain } => Some(Remedy::new(add_target(target, toolchain.as_deref()))),
            Self::LinkerMissing { target } => {
                let here = Distribution::here()?;
                Some(here.install(here.cross_compiler(target)?, distribution::is_root()))
            }
            _ => None,
        }
    }
}

/// The command that adds a target's standard library.
pub(crate) fn add_target(target: &str, toolchain: Option<&str>) -> String {
    let toolchain = toolchain.map(|name| format!("--toolchain {name} ")).unwrap_or_default();
    format!("rustup target add {toolchain}{target}")
}

/// What to do where nothing links for a target.
pub(crate) fn cross_hint(target: &str) -> String {
    let here = Distribution::here();
    let remedy = here.and_then(|here| Some(here.install(here.cross_compiler(target)?, distribution::is_root())));
    remedy.map_or_else(|| "install a C compiler for it".to_owned(), |remedy| format!("install one with: {remedy}"))
}

#[cfg(test)]
mod tests {
    use super::{Attendance, Tool};
    use crate::Error;

    #[test]
    fn commands_are_what_a_person_would_type_and_ask_nothing_of_nobody() {
        let missing = Error::TargetMissing { target: "wasm32-wasip1".into(), toolchain: Some("nightly".into()) };
        let remedy = missing.remedy().unwrap();
        assert_eq!(remedy.to_string(), "rustup target add --toolchain nightly wasm32-wasip1");
        assert_eq!(remedy.line(Attendance::Nobody), remedy.line(Attendance::Person));
        let missing = Error::NoSuchToolchain { name: "1.91.0".into() };
        assert_eq!(missing.remedy().unwrap().to_string(), "rustup toolchain install 1.91.0");
        assert!(Error::Cancelled.remedy().is_none());
        let rustup = Tool::Rustup.remedy().unwrap();
        assert!(cfg!(windows) || rustup.line(Attendance::Nobody).ends_with("| sh -s -- -y"), "{rustup}");
    }
}
