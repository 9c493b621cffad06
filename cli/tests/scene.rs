//! [`Scene`]: a folder with a plugin in it, and the command run on that.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use expect_test::Expect;
use tempfile::TempDir;

const MANIFEST: &str = "[package]\nname = \"sample\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";

/// A temporary folder; tests run the command inside.
pub(crate) struct Scene {
    pub(crate) folder: TempDir,
    cache: PathBuf,
    base: Option<PathBuf>,
}

impl Scene {
    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let folder = tempfile::Builder::new().prefix("scene-").tempdir_in(root).expect("a folder for the test");
        fs::create_dir(folder.path().join("tmp")).expect("a folder for temporary files");
        Self { folder, cache: root.join("cache"), base: None }
    }

    /// A plugin `sample` of one file, in the folder `sample`.
    pub(crate) fn plugin(library: &str) -> Self {
        Self::empty().file("sample/Cargo.toml", MANIFEST).file("sample/src/lib.rs", library)
    }

    /// Adds a file.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("inside the scene")).expect("a folder for the file");
        fs::write(path, content).expect("the file");
        self
    }

    /// Uses another cache than the other tests.
    pub(crate) fn cache(self, cache: impl Into<PathBuf>) -> Self {
        Self { cache: cache.into(), ..self }
    }

    /// Manages the plugins of a folder inside the scene.
    pub(crate) fn manages(self, base: &str) -> Self {
        Self { base: Some(self.folder.path().join(base)), ..self }
    }

    /// The text of a file.
    pub(crate) fn read(&self, path: &str) -> String {
        String::from_utf8(self.bytes(path)).expect("text")
    }

    /// The content of a file.
    pub(crate) fn bytes(&self, path: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(path)).expect("the file")
    }

    /// The command with arguments, not started.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plugwright"));
        command.args(args).current_dir(self.folder.path()).env("PLUGWRIGHT_CACHE", &self.cache);
        command.envs(self.base.as_ref().map(|base| ("PLUGWRIGHT_BASE", base)));
        command.env("TMPDIR", self.folder.path().join("tmp"));
        command.env_remove("RUSTC").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the command line, split at spaces, and compares status, standard output and standard error.
    #[track_caller]
    pub(crate) fn check(&self, line: &str, expect: Expect) -> &Self {
        expect.assert_eq(&self.run(&words(line)));
        self
    }

    /// Runs the command and writes down how it went.
    pub(crate) fn run(&self, args: &[&str]) -> String {
        self.shown(&self.command(args).output().expect("the command runs"))
    }

    /// Status, standard output, standard error; without the name of the test's folder. However a command ended, it must
    /// have left no temporary file.
    #[track_caller]
    pub(crate) fn shown(&self, output: &Output) -> String {
        assert_eq!(files(&self.folder.path().join("tmp")), [""; 0], "left behind");
        let mut shown =
            format!("exit {}\n", output.status.code().map_or("by signal".to_owned(), |code| code.to_string()));
        for (name, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            if !bytes.is_empty() {
                shown.push_str(&format!("--- {name}\n{}", String::from_utf8_lossy(bytes)));
            }
        }
        without_digests(&shown.replace(&self.folder.path().display().to_string(), "$SCENE"))
    }
}

/// The same where each word that begins like a digest is `DIGEST`: another compiler gives others.
fn without_digests(text: &str) -> String {
    let is_digest = |word: &str| word.len() >= 12 && word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    text.split_inclusive(char::is_whitespace)
        .map(|word| if is_digest(word.trim_end()) { word.replace(word.trim_end(), "DIGEST") } else { word.to_owned() })
        .collect()
}

/// Names of the files in a folder, except the lock that builds take turns by.
fn files(folder: &Path) -> Vec<String> {
    let entries = folder.read_dir().expect("a folder").map(|entry| entry.expect("an entry").path());
    let deep = entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path.display().to_string()] });
    deep.filter(|path| !path.ends_with("gate.lock")).collect()
}

/// Words of a command line.
pub(crate) fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}
