//! [`Wine`]: what Wine needs to run a Rust program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{LINKER, made, succeed};

pub(super) const PROGRAM: &str = "/usr/lib/wine/wine64";

/// Rust's standard library takes random numbers from a library that Wine 8 does not have. This one asks another for them.
const RANDOM: &str = "#include <windows.h>
BOOLEAN WINAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE to, SIZE_T size) { return SystemFunction036(to, (ULONG)size); }
";

pub(super) struct Wine {
    prefix: PathBuf,
    libraries: PathBuf,
}

impl Wine {
    pub(super) fn provide(folder: &Path) -> Result<Self, String> {
        let wine = Self { prefix: folder.join("wine"), libraries: folder.join("libraries") };
        made(fs::create_dir_all(&wine.libraries), &wine.libraries)?;
        let library = wine.libraries.join("bcryptprimitives.dll");
        if !library.is_file() {
            let source = wine.libraries.join("random.c");
            made(fs::write(&source, RANDOM), &source)?;
            let mut compiler = Command::new(LINKER);
            compiler.args(["-shared", "-O1", "-o"]).arg(&library).arg(&source).arg("-ladvapi32");
            succeed("bcryptprimitives.dll for Wine", &mut compiler)?;
        }
        Ok(wine)
    }

    /// Has a program that is started by this command run in our own Wine.
    pub(super) fn settle(&self, command: &mut Command) {
        command.env("WINEPREFIX", &self.prefix).env("WINEPATH", &self.libraries).env("WINEDEBUG", "-all");
    }
}
