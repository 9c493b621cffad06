//! A crate in one text, as `sandbox/rules/README.md` describes it → a folder on the disk.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use plugwright_sandbox::Policy;
use tempfile::TempDir;

const MANIFEST: &str = "[package]\nname = \"plug\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";

/// A crate on the disk, and what it is granted.
pub(crate) struct Fixture {
    folder: TempDir,
    pub(crate) policy: Policy,
    /// What the linker is told besides.
    pub(crate) link_arguments: Vec<String>,
}

impl Fixture {
    /// Writes the crate that the file describes.
    pub(crate) fn load(file: &Path) -> Fixture {
        let text = fs::read_to_string(file).expect("the fixture can be read");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut fixture = Fixture { folder, policy: Policy::default(), link_arguments: Vec::new() };
        fixture.write("Cargo.toml", MANIFEST.as_bytes());
        let (mut path, mut content) = ("src/lib.rs".to_string(), String::new());
        for line in text.lines() {
            let Some((before, directive)) = line.split_once("//- ") else {
                let _ = writeln!(content, "{line}");
                continue;
            };
            if let Some(arguments) = directive.strip_prefix("link ") {
                fixture.link_arguments = arguments.split(' ').map(str::to_string).collect();
                continue;
            }
            let words: Vec<&str> = directive.splitn(3, ' ').collect();
            match words.as_slice() {
                ["repeat", count, what] => {
                    let _ = writeln!(content, "{before}{}", what.repeat(number(count)));
                }
                ["grid", size, row] => content.push_str(&grid(number(size), row)),
                ["grant", grants] => fixture.policy = grants.parse().expect("known capabilities"),
                [name] => {
                    fixture.write(&path, content.as_bytes());
                    (path, content) = (name.to_string(), String::new());
                }
                [name, kind, what] => fixture.special(name, kind, what),
                [name, kind] => fixture.special(name, kind, ""),
                _ => panic!("{}: no directive: {line}", file.display()),
            }
        }
        fixture.write(&path, content.as_bytes());
        fixture
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.file(name), bytes).expect("a written file");
    }

    fn file(&self, name: &str) -> PathBuf {
        let file = self.path().join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("the file's folder");
        file
    }

    /// A file that is more than its text.
    fn special(&self, name: &str, kind: &str, what: &str) {
        match kind {
            "link" => link(what, &self.file(name)),
            "fifo" => {
                let made = Command::new("mkfifo").arg(self.file(name)).status().expect("mkfifo starts");
                assert!(made.success(), "no pipe");
            }
            "size" => {
                let file = File::create(self.file(name)).expect("a file");
                file.set_len(number(what) as u64).expect("a sparse file");
            }
            "copies" => (0..number(what)).for_each(|index| self.write(&format!("{name}{index}.txt"), b"x")),
            "hex" => self.write(name, &bytes(what)),
            _ => panic!("a file cannot be `{kind}`"),
        }
    }
}

#[cfg(unix)]
fn link(target: &str, link: &Path) {
    std::os::unix::fs::symlink(target, link).expect("a symbolic link");
}

#[cfg(windows)]
fn link(target: &str, link: &Path) {
    std::os::windows::fs::symlink_file(target, link).expect("a symbolic link");
}

fn number(text: &str) -> usize {
    text.trim().parse().expect("a number")
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.trim().as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(&String::from_utf8_lossy(pair), 16).expect("hex digits")).collect()
}

/// One line for each index: what is left of the first `|`, then what is in the middle for each index, then the rest.
fn grid(size: usize, row: &str) -> String {
    let parts: Vec<&str> = row.split('|').collect();
    let [head, cell, tail] = parts.as_slice() else { panic!("a grid has three parts") };
    let cells: String = (0..size).map(|index| cell.replace('@', &index.to_string())).collect();
    (0..size)
        .map(|index| {
            let of = |part: &str| part.replace('@', &index.to_string());
            format!("{}{cells}{}\n", of(head), of(tail))
        })
        .collect()
}
