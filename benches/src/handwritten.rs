//! The plugin's hand-written twin: the same functions as `extern "C"` items in a cdylib, made and opened as one does
//! without plugwright.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// The twin, open.
pub struct Handwritten {
    library: libloading::Library,
}

impl Handwritten {
    /// Compiles the twin and opens it.
    ///
    /// # Panics
    /// Where it does not compile.
    #[must_use]
    pub fn compiled() -> Self {
        let project = cargo_project();
        let library = project.path().join(library_name());
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let mut command = Command::new(rustc);
        command.args(["--edition=2024", "--crate-type=cdylib", "-Copt-level=3", "src/lib.rs", "-o"]).arg(&library);
        let status = command.current_dir(project.path()).status().expect("the compiler starts");
        assert!(status.success(), "the hand-written library does not compile");
        Self::open(&library)
    }

    /// Opens the twin at `path`.
    ///
    /// # Panics
    /// Where that is no library.
    #[must_use]
    pub fn open(path: &Path) -> Self {
        // SAFETY: the twin has no constructors.
        Self { library: unsafe { libloading::Library::new(path) }.expect("the library opens") }
    }

    /// Finds `add`. The library must outlive what this returns.
    ///
    /// # Panics
    /// Where the library is not the twin.
    #[must_use]
    pub fn add(&self) -> extern "C" fn(i64, i64) -> i64 {
        // SAFETY: this is the function's type.
        *unsafe { self.library.get(b"add") }.expect("the twin has an `add`")
    }
}

/// Puts the twin's package into a folder of its own, as a user would have it.
///
/// # Panics
/// Where there is no place for temporary files.
#[must_use]
pub fn cargo_project() -> TempDir {
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("handwritten");
    fs::create_dir(folder.path().join("src")).expect("the folder can be written");
    for file in ["Cargo.toml", "src/lib.rs"] {
        fs::copy(from.join(file), folder.path().join(file)).expect("the folder can be written");
    }
    folder
}

/// The file name that cargo gives the twin.
#[must_use]
pub fn library_name() -> String {
    format!("{}handwritten{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX)
}
