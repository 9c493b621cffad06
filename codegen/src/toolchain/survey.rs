//! [`survey`]: what there is of everything that a build needs, for a person who wants to know what is missing. A build
//! asks for its [`Toolchain`](super::Toolchain) and stops at the first thing that is not there.

use std::path::{Path, PathBuf};

use super::probe::{self, Compiler};
use super::{Linker, Settings, Tool, Tools};
use crate::Error;

/// One program, found or not.
#[derive(Debug)]
pub struct Survey {
    /// The program.
    pub tool: Tool,
    /// Where it is, or why it is of no use.
    pub found: Result<Found, Error>,
}

/// A program that works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The program.
    pub path: PathBuf,
    /// The first line of what it says of itself; empty where it says nothing.
    pub version: String,
}

/// Looks for the compiler that was chosen, cargo, the C compiler and the linker, each whether or not the others are there, and runs each
/// for its version.
#[must_use]
pub fn survey(cache: &Path, tools: &Tools) -> Vec<Survey> {
    let search = Search { settings: Settings::from_environment(tools), folder: probe::neutral_folder(cache) };
    let compiler = search.settings.find_rustc();
    let compiler = compiler.and_then(|rustc| Compiler::ask(&rustc, &search.settings, &search.folder));
    let cargo = match &compiler {
        Ok(compiler) => compiler.cargo.clone(),
        Err(_) => search.settings.find(Path::new("cargo")),
    };
    let host = compiler.as_ref().map_or_else(|_| likely_host(), |compiler| compiler.host.clone());
    let sysroot = compiler.as_ref().map(|compiler| compiler.sysroot.clone()).unwrap_or_default();
    let c_compiler = Linker::find(&host, (&host, &sysroot), &search.settings);
    let c_compiler = c_compiler.ok().flatten().map(|linker| linker.program);
    let rustc = compiler.map(|Compiler { rustc, about, .. }| Found { path: rustc, version: first_line(&about) });
    let linker = search.linker(&host, c_compiler.as_deref());
    vec![
        Survey { tool: Tool::Rustc, found: rustc },
        Survey { tool: Tool::Cargo, found: search.program(Tool::Cargo, cargo, "-V") },
        Survey { tool: Tool::CCompiler, found: search.c_compiler(&host, c_compiler) },
        Survey { tool: Tool::Linker, found: linker },
    ]
}

struct Search {
    settings: Settings,
    folder: PathBuf,
}

impl Search {
    fn program(&self, tool: Tool, path: Option<PathBuf>, version: &str) -> Result<Found, Error> {
        let path = path.ok_or(Error::ToolMissing { tool })?;
        let said = probe::ask(&path, &[version], &self.settings, &self.folder)?;
        Ok(Found { path, version: first_line(&said) })
    }

    fn c_compiler(&self, host: &str, path: Option<PathBuf>) -> Result<Found, Error> {
        match path {
            // Microsoft's tools come together and do not take the option.
            Some(path) if host.ends_with("-msvc") => Ok(Found { path, version: String::new() }),
            path => self.program(Tool::CCompiler, path, "--version"),
        }
    }

    /// The linker is the one that the C compiler starts.
    fn linker(&self, host: &str, c_compiler: Option<&Path>) -> Result<Found, Error> {
        let program = c_compiler.ok_or(Error::ToolMissing { tool: Tool::Linker })?;
        if host.ends_with("-msvc") {
            return Ok(Found { path: program.to_owned(), version: String::new() });
        }
        let option = if host.contains("apple") { "-Wl,-v" } else { "-Wl,--version" };
        let said = probe::ask(program, &[option], &self.settings, &self.folder);
        let name = probe::ask(program, &["-print-prog-name=ld"], &self.settings, &self.folder)?;
        let path = PathBuf::from(name.trim_end());
        let path = self.settings.find(&path).unwrap_or(path);
        match said {
            Ok(said) => Ok(Found { path, version: first_line(&said) }),
            Err(_) if !path.is_absolute() => Err(Error::ToolMissing { tool: Tool::Linker }),
            Err(error) => Err(error),
        }
    }
}

fn first_line(said: &str) -> String {
    said.lines().next().unwrap_or_default().trim().to_owned()
}

/// The machine's triple where no compiler tells it, near enough to find a C compiler.
fn likely_host() -> String {
    let system = match std::env::consts::OS {
        "windows" if cfg!(target_env = "msvc") => "pc-windows-msvc",
        "windows" => "pc-windows-gnu",
        "macos" => "apple-darwin",
        _ => "unknown-linux-gnu",
    };
    format!("{}-{system}", std::env::consts::ARCH)
}
