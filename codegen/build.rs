//! Compiles the runtime that every bridge links with the compiler that compiles plugwright, which is nearly always the
//! one that compiles bridges later. Another compiler gets its own copy when it is first used, so any failure there
//! costs time and nothing else. Also gives these sources an identity, so that a library that an earlier state of them
//! built is not taken for one of this state.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

#[path = "src/runtime/args.rs"]
mod args;

/// What decides how a plugin is analysed, checked and bridged.
const SOURCES: [&str; 4] = ["src", "../analyzer/src", "../interface/src", "../sandbox/src"];

fn main() {
    println!("cargo::rerun-if-env-changed=RUSTC");
    for folder in SOURCES {
        println!("cargo::rerun-if-changed={folder}");
    }
    println!("cargo::rustc-env=PLUGWRIGHT_SOURCES={:016x}", identity(&SOURCES));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let runtime = Runtime { rlib: out.join("runtime.rlib"), rustc: out.join("runtime.rustc") };
    runtime.make_unless_made(&out.join("runtime"));
}

/// The files that `src/runtime.rs` takes in; both empty where there is no runtime.
struct Runtime {
    rlib: PathBuf,
    /// What `rustc -vV` says, to know the compiler by.
    rustc: PathBuf,
}

impl Runtime {
    fn make_unless_made(&self, folder: &Path) {
        let version = rustc_version().unwrap_or_default();
        let made_from = format!("{:016x}\n{version}", identity(&["src/runtime", "../interface/src"]));
        let mark = folder.with_extension("made");
        if fs::read_to_string(&mark).is_ok_and(|before| before == made_from) {
            return;
        }
        let rlib = make(folder).unwrap_or_default();
        let version = if rlib.is_empty() { String::new() } else { version };
        fs::write(&self.rlib, rlib).expect("OUT_DIR can be written");
        fs::write(&self.rustc, version).expect("OUT_DIR can be written");
        fs::write(mark, made_from).expect("OUT_DIR can be written");
    }
}

fn rustc_version() -> Option<String> {
    let output = Command::new(env::var_os("RUSTC")?).arg("-vV").output().ok()?;
    String::from_utf8(output.stdout).ok()
}

fn make(folder: &Path) -> Option<Vec<u8>> {
    if env::var_os("TARGET") != env::var_os("HOST") {
        return None;
    }
    fs::create_dir_all(folder).ok()?;
    fs::write(folder.join("lib.rs"), args::ROOT).ok()?;
    let interface = Path::new("../interface/src");
    let shared = ["abi.rs", "wire.rs"].map(|name| interface.join(name)).into_iter();
    for file in shared.chain(["abi", "wire"].iter().flat_map(|name| files(&interface.join(name)))) {
        let copy = folder.join(file.strip_prefix(interface).ok()?);
        fs::create_dir_all(copy.parent()?).ok()?;
        fs::copy(&file, copy).ok()?;
    }
    let built = Command::new(env::var_os("RUSTC")?).current_dir(folder).args(args::ARGS).output().ok()?;
    if !built.status.success() {
        return None;
    }
    fs::read(folder.join(format!("lib{}.rlib", args::NAME))).ok()
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
