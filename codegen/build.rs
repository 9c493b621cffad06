//! Compiles the crates that every bridge links with the compiler that compiles plugwright, which is nearly always the
//! one that compiles bridges later. Another compiler gets its own copy when it is first used, so any failure there
//! costs time and nothing else. Also gives these sources an identity, so that a library that an earlier state of them
//! built is not taken for one of this state.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

#[path = "src/ahead/args.rs"]
mod args;

/// What decides how a plugin is analysed, checked and bridged.
const SOURCES: [&str; 5] = ["src", "../analyzer/src", "../interface/src", "../sandbox/src", "../sdk/src"];

fn main() {
    println!("cargo::rerun-if-env-changed=RUSTC");
    for folder in SOURCES {
        println!("cargo::rerun-if-changed={folder}");
    }
    println!("cargo::rustc-env=PLUGWRIGHT_SOURCES={:016x}", identity(&SOURCES));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    Ahead { out: &out }.make_unless_made();
}

/// What `src/ahead.rs` takes in: an rlib of each crate, and what `rustc -vV` says, to know the compiler by. All empty
/// where they cannot be made.
struct Ahead<'o> {
    out: &'o Path,
}

impl Ahead<'_> {
    fn make_unless_made(&self) {
        let version = rustc_version().unwrap_or_default();
        let made_from = format!("{:016x}\n{version}", identity(&["src/ahead", "../interface/src", "../sdk/src"]));
        let mark = self.out.join("ahead.made");
        if fs::read_to_string(&mark).is_ok_and(|before| before == made_from) {
            return;
        }
        let made = self.make_runtime().zip(self.make_sdk());
        let version = if made.is_some() { version } else { String::new() };
        let (runtime, sdk) = made.unwrap_or_default();
        self.write("runtime.rlib", &runtime);
        self.write("sdk.rlib", &sdk);
        self.write("ahead.rustc", version.as_bytes());
        fs::write(mark, made_from).expect("OUT_DIR can be written");
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.out.join(name), bytes).expect("OUT_DIR can be written");
    }

    fn make_runtime(&self) -> Option<Vec<u8>> {
        let folder = self.out.join("runtime");
        fs::create_dir_all(&folder).ok()?;
        fs::write(folder.join("lib.rs"), args::RUNTIME_ROOT).ok()?;
        let interface = Path::new("../interface/src");
        let shared = ["abi.rs", "wire.rs"].map(|name| interface.join(name)).into_iter();
        for file in shared.chain(["abi", "wire"].iter().flat_map(|name| files(&interface.join(name)))) {
            let copy = folder.join(file.strip_prefix(interface).ok()?);
            fs::create_dir_all(copy.parent()?).ok()?;
            fs::copy(&file, copy).ok()?;
        }
        self.compile(&folder, args::RUNTIME)
    }

    fn make_sdk(&self) -> Option<Vec<u8>> {
        self.compile(&Path::new("../sdk/src").canonicalize().ok()?, args::SDK)
    }

    fn compile(&self, folder: &Path, name: &str) -> Option<Vec<u8>> {
        if env::var_os("TARGET") != env::var_os("HOST") {
            return None;
        }
        // The same bytes as any other compiler would make, wherever the sources lie.
        let mut remap = std::ffi::OsString::from("--remap-path-prefix=");
        remap.push(folder);
        remap.push("=");
        let mut command = Command::new(env::var_os("RUSTC")?);
        command.current_dir(folder).args(args::args(name)).arg(remap).arg("--out-dir").arg(self.out);
        if !command.output().ok()?.status.success() {
            return None;
        }
        fs::read(self.out.join(format!("lib{name}.rlib"))).ok()
    }
}

fn rustc_version() -> Option<String> {
    let output = Command::new(env::var_os("RUSTC")?).arg("-vV").output().ok()?;
    String::from_utf8(output.stdout).ok()
}

fn identity(folders: &[&str]) -> u64 {
    let mut hash = DefaultHasher::new();
    for file in folders.iter().flat_map(|folder| files(Path::new(folder))) {
        file.hash(&mut hash);
        fs::read(&file).unwrap_or_default().hash(&mut hash);
    }
    hash.finish()
}

/// All files below a folder, in a fixed order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => files.extend(self::files(&path)),
            path => files.push(path),
        }
    }
    files.sort();
    files
}
