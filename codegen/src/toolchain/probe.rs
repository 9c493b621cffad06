//! Asks the compiler what it is. Runs `rustc`, in a folder of our own, and nothing else.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use plugwright_sandbox::{BuildLimits, Confinement};

use super::{Linker, Settings, Tool, Toolchain, executable};
use crate::Error;
use crate::process::{self, Output};
use crate::stop::{Cancel, Limits};
use crate::{durable, reach};

/// A compiler that does not say its version by then never will.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a compiler says of itself and of what lies beside it.
#[derive(Debug)]
pub(super) struct Compiler {
    pub rustc: PathBuf,
    pub cargo: Option<PathBuf>,
    pub sysroot: PathBuf,
    pub about: String,
    pub host: String,
    /// What is set while it compiles for the chosen target; none where it does not know that.
    pub cfg: Option<String>,
}

impl Compiler {
    /// Asks `rustc`, which may be a proxy, for everything at once: most of the time of an answer is that of starting it.
    pub(super) fn ask(rustc: &Path, settings: &Settings, folder: &Path) -> Result<Self, Error> {
        let chosen = settings.tools.name().map(|name| chosen(rustc, name, settings, folder)).transpose()?;
        let rustc = chosen.as_deref().unwrap_or(rustc);
        let (about, rest) = thread::scope(|scope| {
            let about = scope.spawn(|| ask(rustc, &["-vV"], settings, folder).ok());
            let rest = ask_for_cfg(rustc, settings, folder);
            (about.join().ok().flatten(), rest)
        });
        // A proxy that had to install a toolchain for one may have been in the way of the other.
        let about = about.map_or_else(|| ask(rustc, &["-vV"], settings, folder), Ok)?;
        let rest = rest.or_else(|_in_the_way| ask_for_cfg(rustc, settings, folder));
        let rest = match rest {
            Err(Error::Probe { said, .. }) if knows_no_target(&said) => ask(rustc, &SYSROOT, settings, folder)?,
            rest => rest?,
        };
        let (sysroot, cfg) = rest.split_once('\n').unwrap_or((&rest, ""));
        let (sysroot, cfg) = (PathBuf::from(sysroot.trim_end()), Some(cfg.to_owned()).filter(|cfg| !cfg.is_empty()));
        let rustc = executable(&sysroot.join("bin").join("rustc")).unwrap_or_else(|| rustc.to_owned());
        let Some(host) = field(&about, "host").map(str::to_owned) else {
            return Err(Error::Probe { program: rustc, said: about });
        };
        let cargo = executable(&sysroot.join("bin").join("cargo")).or_else(|| settings.find(Path::new("cargo")));
        Ok(Self { rustc, cargo, sysroot, about, host, cfg })
    }
}

const SYSROOT: [&str; 2] = ["--print", "sysroot"];

/// Asks for the sysroot, which is the first line of the answer, and for what is set while it compiles as plugins are
/// compiled: without `-O` that would be `debug_assertions` too.
fn ask_for_cfg(rustc: &Path, settings: &Settings, folder: &Path) -> Result<String, Error> {
    let mut args = [&SYSROOT[..], &["--print", "cfg", "-O", "-C", "panic=unwind"]].concat();
    if let Some(target) = &settings.tools.target {
        args.extend(["--target", target]);
    }
    ask(rustc, &args, settings, folder)
}

/// Whether a compiler says that there is no such target, and not that something else is wrong with it.
fn knows_no_target(said: &str) -> bool {
    said.contains("loading target specification")
}

/// Asks rustup for the compiler of a toolchain.
fn chosen(rustup: &Path, name: &str, settings: &Settings, folder: &Path) -> Result<PathBuf, Error> {
    match ask(rustup, &["which", "--toolchain", name, "rustc"], settings, folder) {
        Ok(path) => Ok(PathBuf::from(path.trim_end())),
        Err(Error::Probe { .. }) => Err(settings.no_such_toolchain()),
        Err(error) => Err(error),
    }
}

/// Asks for everything that a build wants to know. `rustc` is what [`Settings::find_rustc`] found.
pub(super) fn probe(rustc: &Path, settings: &Settings, cache: &Path) -> Result<Toolchain, Error> {
    let folder = neutral_folder(cache);
    let Compiler { rustc, cargo, sysroot, about, host, cfg } = Compiler::ask(rustc, settings, &folder)?;
    let Some(version) = field(&about, "release").map(str::to_owned) else {
        return Err(Error::Probe { program: rustc, said: about });
    };
    let commit = field(&about, "commit-hash").filter(|hash| *hash != "unknown").unwrap_or(&version).to_owned();
    let target = settings.tools.target.as_ref().unwrap_or(&host).to_owned();
    let Some(cfg) = cfg else { return Err(Error::UnknownTarget { target }) };
    if cfg.lines().any(|line| line == "target_feature=\"crt-static\"" && target.contains("musl")) {
        return Err(Error::NoDynamicLibraries { target });
    }
    let linker = Linker::find(&target, (&host, &sysroot), settings)?;
    if linker.is_none() && target == host {
        return Err(Error::ToolMissing { tool: Tool::Linker });
    }
    let name = settings.tools.name().map(str::to_owned);
    Ok(Toolchain { rustc, cargo, sysroot, name, version, commit, about, host, target, cfg, linker })
}

fn field<'a>(about: &'a str, name: &str) -> Option<&'a str> {
    about.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

/// A folder with no toolchain file in it or above it that somebody else wrote: the cache, or else the root.
pub(super) fn neutral_folder(cache: &Path) -> PathBuf {
    let made = durable::private_folder(cache).and_then(|()| cache.canonicalize());
    made.unwrap_or_else(|_| std::env::temp_dir().ancestors().last().unwrap_or(Path::new("/")).to_owned())
}

pub(super) fn ask(rustc: &Path, args: &[&str], settings: &Settings, folder: &Path) -> Result<String, Error> {
    let mut command = process::trusted(rustc, folder);
    command.args(args);
    let choices: [(&str, Option<&OsStr>); 3] = [
        ("RUSTUP_TOOLCHAIN", settings.rustup_toolchain.as_deref()),
        ("RUSTUP_HOME", settings.rustup_home.as_deref().map(Path::as_os_str)),
        ("HOME", settings.home.as_deref().map(Path::as_os_str)),
    ];
    command.envs(choices.into_iter().filter_map(|(name, value)| Some((name, value?))));
    // A proxy may have to fetch the compiler first. None of this is a plugin's doing, so there are no walls around it.
    let limits = BuildLimits { wall: PATIENCE, ..BuildLimits::default() };
    let limits = Limits::new(Cancel::default(), Confinement::default().with_limits(limits));
    let output = process::run(command, &reach::open(), &limits)?;
    answer(output).map_err(|said| Error::Probe { program: rustc.to_owned(), said })
}

fn answer(output: Output) -> Result<String, String> {
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(String::from_utf8_lossy(&output.stderr).trim_end().to_owned())
}
