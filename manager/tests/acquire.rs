//! What each mode of a manifest's source brings, and what is refused.

use std::fs;
use std::path::{Path, PathBuf};

use expect_test::{Expect, expect};
use plugwright_interface::abi::ABI_VERSION;
use plugwright_manager::{
    AcquireOptions, Acquired, Content, Error, Origin, TrustedKeys, Unsigned, acquire, write_package,
};

/// A folder with a plugin `greet` in it.
struct Folder {
    root: tempfile::TempDir,
}

impl Folder {
    fn new(source: &str) -> Self {
        let folder = Self { root: tempfile::tempdir().unwrap() };
        folder.write("greet/plugin.json", manifest("greet", "1.0.0", source));
        folder.write("greet/Cargo.toml", "[package]\nname = \"greet\"\nversion = \"1.0.0\"\n");
        folder.write("greet/src/lib.rs", "pub fn greet() {}\n");
        folder
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn acquire(&self) -> Result<Acquired, Error> {
        let options = AcquireOptions::new(TrustedKeys::default(), self.path("cache"));
        acquire(&Origin::Folder(self.path("greet")), &AcquireOptions { unsigned: Unsigned::Allow, ..options })
    }

    #[track_caller]
    fn check(&self, expect: Expect) {
        let shown = match self.acquire() {
            Ok(acquired) => {
                let files: Vec<_> = acquired.content.files().map(|(path, _)| path).collect();
                format!("{}: {}", serde_json::to_string(&acquired.manifest.source).unwrap(), files.join(" "))
            }
            Err(error) => {
                let causes = std::iter::successors(Some(&error as &dyn std::error::Error), |error| error.source());
                causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
            }
        };
        let version = format!("version {ABI_VERSION};");
        let shown = shown.replace(&self.root.path().display().to_string(), "ROOT").replace(&version, "version OURS;");
        expect.assert_eq(&shown);
    }
}

fn manifest(name: &str, version: &str, source: &str) -> String {
    format!(r#"{{ "name": "{name}", "version": "{version}", "source": {source} }}"#)
}

/// A package of that name and version.
fn package(name: &str, version: &str, source: &str) -> Vec<u8> {
    let mut content = Content::default();
    content.insert("plugin.json", manifest(name, version, source));
    content.insert("src/Cargo.toml", "[package]\n");
    write_package(&content).unwrap()
}

#[test]
fn sources_are_packed_and_the_manifest_says_where() {
    Folder::new(r#"{ "mode": "local_src" }"#)
        .check(expect![[r#"{"mode":"local_src","path":"src"}: plugin.json src/Cargo.toml src/src/lib.rs"#]]);
    let folder = Folder::new(r#"{ "mode": "local_src", "path": "crate" }"#);
    folder.write("greet/crate/Cargo.toml", "[package]\nname = \"greet\"\nversion = \"1.0.0\"\n");
    folder.check(expect![[r#"{"mode":"local_src","path":"src"}: plugin.json src/Cargo.toml"#]]);
    let plain = Folder::new("0");
    fs::remove_file(plain.path("greet/plugin.json")).unwrap();
    plain.check(expect![[r#"{"mode":"local_src","path":"src"}: plugin.json src/Cargo.toml src/src/lib.rs"#]]);
    fs::remove_file(plain.path("greet/Cargo.toml")).unwrap();
    plain.check(expect!["cannot read ROOT/greet/plugin.json: No such file or directory (os error 2)"]);
}

#[test]
fn a_library_is_taken_as_it_is() {
    let folder = Folder::new(r#"{ "mode": "local_so", "path": "out/libgreet.so" }"#);
    folder.check(expect!["cannot read ROOT/greet/out/libgreet.so: No such file or directory (os error 2)"]);
    folder.write("greet/out/libgreet.so", "ELF");
    assert_eq!(folder.acquire().unwrap().content.targets().count(), 1);
    let text = manifest("greet", "1.0.0", r#"{ "mode": "local_so", "path": "out/libgreet.so" }, "abi": 999"#);
    folder.write("greet/plugin.json", text);
    folder.check(expect!["cannot use the plugin ROOT/greet/out/libgreet.so: the library has version 999 of the ABI, and this program knows version OURS; build the plugin again"]);
}

#[test]
fn a_package_must_be_what_the_manifest_says() {
    let folder = Folder::new(r#"{ "mode": "package", "path": "greet.plg" }"#);
    let sources = r#"{ "mode": "local_src", "path": "src" }"#;
    folder.write("greet/greet.plg", package("greet", "1.0.0", sources));
    folder.check(expect![[r#"{"mode":"local_src","path":"src"}: plugin.json src/Cargo.toml"#]]);
    folder.write("greet/greet.plg", package("greet", "1.1.0", sources));
    folder.check(expect![
        "cannot use the plugin ROOT/greet/greet.plg: the manifest speaks of greet 1.0.0, and this is greet 1.1.0"
    ]);
    folder.write("greet/greet.plg", package("words", "1.0.0", sources));
    folder.check(expect![
        "cannot use the plugin ROOT/greet/greet.plg: the manifest speaks of greet 1.0.0, and this is words 1.0.0"
    ]);
    folder
        .write("greet/greet.plg", package("greet", "1.0.0", r#"{ "mode": "remote_git", "path": "https://e.org/a" }"#));
    folder.check(expect!["cannot use the plugin ROOT/greet/greet.plg: the plugin.json of a package must say that the sources are in `src` or which file is the library"]);
}

#[test]
fn nothing_from_outside_the_folder_comes_in() {
    let folder = Folder::new(r#"{ "mode": "local_src" }"#);
    folder.write("Cargo.toml", "[workspace]\nmembers = [\"greet\"]\n");
    folder.write("greet/Cargo.toml", "[package]\nname = \"greet\"\nversion = \"1.0.0\"\nedition.workspace = true\n");
    folder.check(expect!["cannot use the plugin ROOT/greet: its Cargo.toml inherits from a workspace, which is not part of it; write the values into it"]);
    #[cfg(unix)]
    {
        let link = |from: &str, to: &Path| std::os::unix::fs::symlink(to, from).unwrap();
        let folder = Folder::new(r#"{ "mode": "local_src" }"#);
        link(&folder.path("greet/src/passwd").display().to_string(), Path::new("/etc/passwd"));
        folder.check(expect!["cannot use the plugin ROOT/greet: `src/passwd` is a link, a special file or too large, and so can be in no package"]);
        let folder = Folder::new(r#"{ "mode": "local_src", "path": "crate" }"#);
        link(&folder.path("greet/crate").display().to_string(), Path::new("/etc"));
        folder.check(expect!["cannot use the plugin ROOT/greet/crate: it lies outside of the plugin's folder"]);
    }
}
