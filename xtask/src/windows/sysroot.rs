//! [`Sysroot`]: a compiler that has a standard library for Windows. Debian's has none, but brings its sources; so that is
//! compiled once, and put where the compiler looks for it.

use std::fs;
#[cfg(unix)]
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{TARGET, made, succeed};

/// Debian's, whatever comes first in `PATH`.
pub(crate) const RUSTC: &str = "/usr/bin/rustc";
pub(crate) const CARGO: &str = "/usr/bin/cargo";
pub(super) const SOURCES: &str = "/usr/lib/rustlib/src/rust/library/std/src/lib.rs";

pub(super) struct Sysroot(PathBuf);

impl Sysroot {
    /// Makes it, unless it was made for this very compiler before.
    pub(super) fn provide(folder: &Path) -> Result<Self, String> {
        let output = Command::new(RUSTC).arg("-vV").output().map_err(|error| format!("{RUSTC}: {error}"))?;
        let about = String::from_utf8_lossy(&output.stdout).into_owned();
        let sysroot = Self(folder.join("sysroot"));
        let mark = sysroot.0.join("made-for");
        if fs::read_to_string(&mark).is_ok_and(|before| before == about) {
            return Ok(sysroot);
        }
        let _ = fs::remove_dir_all(&sysroot.0);
        let libraries = compile(folder)?;
        sysroot.fill(&libraries)?;
        made(fs::write(&mark, about), &mark)?;
        Ok(sysroot)
    }

    /// The compiler with this sysroot.
    pub(super) fn rustc(&self) -> PathBuf {
        self.0.join("bin/rustc")
    }

    fn fill(&self, libraries: &Path) -> Result<(), String> {
        let (bin, rustlib) = (self.0.join("bin"), self.0.join("lib/rustlib"));
        let lib = rustlib.join(TARGET).join("lib");
        for folder in [&bin, &lib] {
            made(fs::create_dir_all(folder), folder)?;
        }
        for entry in made(libraries.read_dir(), libraries)?.flatten() {
            let name = entry.file_name();
            let is_std = entry.path().extension().is_some_and(|extension| extension == "rlib")
                && !name.to_string_lossy().contains(CRATE);
            if is_std {
                made(fs::copy(entry.path(), lib.join(name)), &lib)?;
            }
        }
        self.add_tools(&bin, &rustlib)
    }

    /// The tools of this system, which read their own libraries from here too.
    #[cfg(unix)]
    fn add_tools(&self, bin: &Path, rustlib: &Path) -> Result<(), String> {
        // Build scripts and macros run here, and need the other library.
        let own = "x86_64-unknown-linux-gnu";
        made(symlink(Path::new("/usr/lib/rustlib").join(own), rustlib.join(own)), rustlib)?;
        made(symlink(CARGO, bin.join("cargo")), bin)?;
        let text = format!("#!/bin/sh\nexec {RUSTC} --sysroot '{}' \"$@\"\n", self.0.display());
        made(fs::write(self.rustc(), text), bin)?;
        made(fs::set_permissions(self.rustc(), fs::Permissions::from_mode(0o755)), bin)
    }

    #[cfg(not(unix))]
    fn add_tools(&self, _: &Path, _: &Path) -> Result<(), String> {
        Err("there is no such compiler on this system".to_owned())
    }
}

/// A crate that there must be for cargo to compile the standard library.
const CRATE: &str = "nothing_but_std";

/// Compiles the standard library and returns the folder that its parts lie in.
fn compile(folder: &Path) -> Result<PathBuf, String> {
    let krate = folder.join(CRATE);
    made(fs::create_dir_all(&krate), &krate)?;
    let manifest =
        format!("[package]\nname = \"{CRATE}\"\nedition = \"2024\"\n[lib]\npath = \"lib.rs\"\n[workspace]\n");
    made(fs::write(krate.join("Cargo.toml"), manifest), &krate)?;
    made(fs::write(krate.join("lib.rs"), ""), &krate)?;
    let target = krate.join("target");
    let mut cargo = Command::new(CARGO);
    cargo.args(["build", "--release", "--quiet", "-Zbuild-std=std,panic_unwind,test", "--target", TARGET]);
    cargo.arg("--target-dir").arg(&target).current_dir(&krate);
    // A stable compiler takes unstable options only from those who know what that means.
    cargo.env("RUSTC", RUSTC).env("RUSTC_BOOTSTRAP", "1");
    succeed(&format!("the standard library for {TARGET}"), &mut cargo)?;
    Ok(target.join(TARGET).join("release/deps"))
}
