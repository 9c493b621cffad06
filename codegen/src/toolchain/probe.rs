//! Asks the compiler what it is. Runs `rustc`, in a folder of our own, and nothing else.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Linker, Settings, Tool, Toolchain, executable};
use crate::Error;
use crate::durable;
use crate::process::{self, Output};
use crate::stop::{Cancel, Limits};

/// A compiler that does not say its version by then never will.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks `rustc`, which may be a proxy, for its toolchain, and that toolchain for the rest.
pub(super) fn probe(rustc: &Path, settings: &Settings, cache: &Path) -> Result<Toolchain, Error> {
    let folder = neutral_folder(cache);
    // The cfgs of the profile that plugins are built with: without `-O` there would be `debug_assertions`.
    let args = ["-O", "-C", "panic=unwind", "--print", "sysroot", "--print", "cfg"];
    let said = ask(rustc, &args, settings, &folder)?;
    let Some((sysroot, cfg)) = said.split_once('\n') else {
        return Err(Error::Probe { program: rustc.to_owned(), said });
    };
    let (sysroot, cfg) = (PathBuf::from(sysroot.trim_end()), cfg.to_owned());
    let real = executable(&sysroot.join("bin").join("rustc")).unwrap_or_else(|| rustc.to_owned());
    let about = ask(&real, &["-vV"], settings, &folder)?;
    let field = |name: &str| about.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let missing = || Error::Probe { program: real.clone(), said: about.clone() };
    let version = field("release").ok_or_else(missing)?.to_owned();
    let host = field("host").ok_or_else(missing)?.to_owned();
    let commit = field("commit-hash").filter(|hash| *hash != "unknown").unwrap_or(&version).to_owned();
    if host.contains("musl") && cfg.lines().any(|line| line == "target_feature=\"crt-static\"") {
        return Err(Error::NoDynamicLibraries { target: host });
    }
    let cargo = executable(&sysroot.join("bin").join("cargo")).or_else(|| settings.find(Path::new("cargo")));
    let linker = Linker::find(&host, settings).ok_or(Error::ToolMissing { tool: Tool::Linker })?;
    Ok(Toolchain { rustc: real, cargo, sysroot, version, commit, about, host, cfg, linker })
}

/// A folder with no toolchain file in it or above it that somebody else wrote: the cache, or else the root.
fn neutral_folder(cache: &Path) -> PathBuf {
    let made = durable::private_folder(cache).and_then(|()| cache.canonicalize());
    made.unwrap_or_else(|_| std::env::temp_dir().ancestors().last().unwrap_or(Path::new("/")).to_owned())
}

fn ask(rustc: &Path, args: &[&str], settings: &Settings, folder: &Path) -> Result<String, Error> {
    let mut command = process::command(rustc, folder);
    command.args(args);
    let choices: [(&str, Option<&OsStr>); 3] = [
        ("RUSTUP_TOOLCHAIN", settings.rustup_toolchain.as_deref()),
        ("RUSTUP_HOME", settings.rustup_home.as_deref().map(Path::as_os_str)),
        ("HOME", settings.home.as_deref().map(Path::as_os_str)),
    ];
    command.envs(choices.into_iter().filter_map(|(name, value)| Some((name, value?))));
    let output = process::run(command, &Limits::new(Cancel::default(), PATIENCE))?;
    answer(output).map_err(|said| Error::Probe { program: rustc.to_owned(), said })
}

fn answer(output: Output) -> Result<String, String> {
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(String::from_utf8_lossy(&output.stderr).trim_end().to_owned())
}
