//! `cargo xtask windows`: runs what Windows runs, on Linux. Debian's compiler builds a standard library for Windows,
//! plugwright builds fixtures with it for that target, and Wine runs the unit tests of the run half and a host that
//! opens those libraries.

mod sysroot;
mod wine;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::needs::{self, Need};
use crate::step;
use sysroot::Sysroot;
pub(crate) use sysroot::{CARGO, RUSTC};
use wine::Wine;

const TARGET: &str = "x86_64-pc-windows-gnu";
const LINKER: &str = "x86_64-w64-mingw32-gcc";

pub(crate) const COMPILER: Need = Need {
    what: "a compiler with the sources of its standard library (Debian's rustc-web)",
    probe: &[RUSTC, "--print", "file-names", "--crate-name", "x", sysroot::SOURCES],
    rustup: &[],
    packages: &["rustc-web", "cargo-web", "rust-web-src"],
};

const NEEDS: [Need; 3] = [
    COMPILER,
    Need {
        what: "a C compiler for Windows (mingw-w64)",
        probe: &[LINKER, "--version"],
        rustup: &[],
        packages: &["gcc-mingw-w64-x86-64-posix"],
    },
    Need { what: "Wine", probe: &[wine::PROGRAM, "--version"], rustup: &[], packages: &["wine64"] },
];

/// A name that a path may have, and that breaks what quotes or encodes it wrongly.
const FOLDER: &str = "Bibliothèque d’été 插件";

/// Why this stage cannot be run on this system, where it cannot.
pub(crate) fn impossible() -> Option<&'static str> {
    (!cfg!(all(target_os = "linux", target_arch = "x86_64"))).then_some("it takes Linux on x86-64")
}

/// Prepares everything, builds and runs.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    if let Some(reason) = impossible() {
        return Err(format!("FAILED: windows: {reason}"));
    }
    needs::provide(root, &NEEDS)?;
    let stage = Stage::new(root)?;
    stage.unit_tests()?;
    let folder = stage.folder.join(FOLDER);
    stage.build_fixtures(&folder)?;
    stage.open_fixtures(&folder)
}

struct Stage<'r> {
    root: &'r Path,
    /// Everything that this stage makes.
    folder: PathBuf,
    sysroot: Sysroot,
    wine: Wine,
}

impl<'r> Stage<'r> {
    fn new(root: &'r Path) -> Result<Self, String> {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
        let folder = target.join("windows");
        made(fs::create_dir_all(&folder), &folder)?;
        let (sysroot, wine) = (Sysroot::provide(&folder)?, Wine::provide(&folder)?);
        Ok(Self { root, folder, sysroot, wine })
    }

    /// Cargo of the same compiler, building for Windows.
    fn cargo(&self, words: &[&str]) -> Command {
        let mut cargo = step::command(&[CARGO], self.root);
        cargo.args(words).args(["--target", TARGET, "--target-dir"]).arg(self.folder.join("target"));
        cargo.env("RUSTC", self.sysroot.rustc()).env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", LINKER);
        cargo.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", wine::PROGRAM);
        self.wine.settle(&mut cargo);
        cargo
    }

    fn unit_tests(&self) -> Result<(), String> {
        let mut cargo = self.cargo(&["test", "--quiet", "--lib"]);
        cargo.args(["--package", "plugwright-interface", "--package", "plugwright-loader"]);
        succeed("unit tests of the run half, under Wine", &mut cargo)
    }

    /// Builds every fixture that only makes calls, as a user would.
    fn build_fixtures(&self, folder: &Path) -> Result<(), String> {
        println!("\n== fixtures, built for {TARGET} ==");
        made(fs::remove_dir_all(folder).or_else(absent).and_then(|()| fs::create_dir_all(folder)), folder)?;
        let plugwright = self.plugwright()?;
        let mut failures = String::new();
        for fixture in fixtures(&self.root.join("fixtures"))? {
            let library = folder.join(format!("{}.dll", fixture.name));
            let mut build = Command::new(&plugwright);
            build.current_dir(self.root).arg("build").arg(&fixture.folder).args(["--target", TARGET, "--json"]);
            build.arg("--output").arg(&library);
            build.args(fixture.grant.iter().flat_map(|grant| ["--grant", grant]));
            build.env("RUSTC", self.sysroot.rustc()).env("PLUGWRIGHT_CACHE", self.folder.join("cache"));
            let output = build.output().map_err(|error| format!("cannot start {}: {error}", plugwright.display()))?;
            if !output.status.success() {
                let said = String::from_utf8_lossy(&output.stderr);
                failures += &format!("FAILED: {} does not build for {TARGET}\n{said}\n", fixture.name);
                continue;
            }
            let mut built: Value = serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
            let artifact = folder.join(&fixture.name).with_extension("json");
            made(fs::write(&artifact, built["artifact"].take().to_string()), &artifact)?;
            made(fs::write(artifact.with_extension("toml"), fixture.expected), &artifact)?;
            println!("{}", fixture.name);
        }
        if failures.is_empty() { Ok(()) } else { Err(failures) }
    }

    /// The command itself, for this system.
    fn plugwright(&self) -> Result<PathBuf, String> {
        let words = ["cargo", "build", "--quiet", "--package", "plugwright-cli", "--message-format", "json"];
        let output = step::command(&words, self.root).output().map_err(|error| error.to_string())?;
        let lines = output.stdout.split(|byte| *byte == b'\n');
        let executable = lines.filter_map(|line| serde_json::from_slice::<Value>(line).ok()).find_map(|message| {
            let path = message["executable"].as_str()?;
            (message["target"]["name"] == "plugwright").then(|| PathBuf::from(path))
        });
        executable.ok_or_else(|| format!("plugwright does not build\n{}", String::from_utf8_lossy(&output.stderr)))
    }

    fn open_fixtures(&self, folder: &Path) -> Result<(), String> {
        let mut cargo = self.cargo(&["run", "--quiet", "--package", "plugwright-test-host"]);
        cargo.arg("--").arg(folder);
        succeed("a host opens the fixtures, under Wine", &mut cargo)
    }
}

struct Fixture {
    name: String,
    folder: PathBuf,
    grant: Option<String>,
    /// Its `expect.toml`.
    expected: String,
}

/// The fixtures of the first two levels that are to be built and called.
fn fixtures(folder: &Path) -> Result<Vec<Fixture>, String> {
    let mut fixtures = Vec::new();
    for folder in subfolders(folder)?.into_iter().flat_map(|folder| {
        let below = subfolders(&folder).unwrap_or_default();
        std::iter::once(folder).chain(below)
    }) {
        let Ok(expected) = fs::read_to_string(folder.join("expect.toml")) else { continue };
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_called = expected.contains("[[call]]") && !expected.contains("needs = ");
        let grant = expected.lines().find_map(|line| line.strip_prefix("grant = \"")?.strip_suffix('"'));
        if is_called {
            fixtures.push(Fixture { name, folder, grant: grant.map(str::to_owned), expected });
        }
    }
    fixtures.sort_by(|one, other| one.folder.cmp(&other.folder));
    Ok(fixtures)
}

fn subfolders(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = made(fs::read_dir(folder), folder)?;
    Ok(entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect())
}

pub(crate) fn succeed(name: &str, command: &mut Command) -> Result<(), String> {
    println!("\n== {name} ==");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("FAILED: {name}: it ended with {status}")),
        Err(error) => Err(format!("FAILED: {name}: cannot start {:?}: {error}", command.get_program())),
    }
}

fn absent(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

fn made<T>(done: std::io::Result<T>, path: &Path) -> Result<T, String> {
    done.map_err(|error| format!("{}: {error}", path.display()))
}
