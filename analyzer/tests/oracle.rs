//! The compiler as an oracle: `rustc --emit=dep-info` lists every source file that it reads, and the walk over the
//! modules must have read the same. A difference names the file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use plugwright_analyzer::{Severity, Sources, State, Target, load, parse};

/// Crates whose files were compared must be at least this many, so that the test cannot pass by comparing nothing.
const LEAST: usize = 60;

#[test]
fn the_compiler_reads_the_files_that_were_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository around the crate");
    let target = Target::parse(&rustc(&["-O", "--print", "cfg"]).1);
    let (mut compared, mut differences) = (0, Vec::new());
    for folder in packages(&root.join("fixtures")) {
        match difference(&folder, &target) {
            Some(found) if found.is_empty() => compared += 1,
            Some(found) => differences.push(format!("{}: {found:?}", folder.display())),
            None => {}
        }
    }
    assert!(differences.is_empty(), "{differences:#?}");
    assert!(compared >= LEAST, "only {compared} crates were compared");
}

#[test]
fn the_compiler_reads_the_files_of_published_crates_that_were_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository around the crate");
    let target = Target::parse(&rustc(&["-O", "--print", "cfg"]).1);
    let wild = fs::read_to_string(root.join("tests/wild.jsonl")).expect("the list of published crates");
    let lines = wild.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a line is JSON"));
    let text = |line: &serde_json::Value, key: &str| line[key].as_str().expect("it is text").to_owned();
    let crates: BTreeMap<_, _> = lines.map(|line| (text(&line, "crate"), text(&line, "version"))).collect();
    let folders = fetched(&crates);
    let compared: BTreeMap<_, _> = crates.keys().map(|name| (name, difference(&folders[name], &target))).collect();
    let (alone, others): (Vec<_>, Vec<_>) = compared.into_iter().partition(|(_, difference)| difference.is_some());
    let differences: Vec<_> =
        alone.iter().filter(|(_, found)| found.as_ref().is_some_and(|found| !found.is_empty())).collect();
    assert!(differences.is_empty(), "{differences:#?}");
    // The others have dependencies, which the compiler alone does not find.
    assert!(alone.len() > others.len(), "only {alone:?} were compared");
}

/// Has cargo fetch crates, and returns where their sources lie.
fn fetched(crates: &BTreeMap<String, String>) -> BTreeMap<String, PathBuf> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let wanted: String = crates.iter().map(|(name, version)| format!("{name} = \"={version}\"\n")).collect();
    let manifest = format!(
        "[package]\nname = \"wild\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n{wanted}"
    );
    fs::create_dir(folder.path().join("src")).expect("a folder");
    fs::write(folder.path().join("Cargo.toml"), manifest).expect("a manifest");
    fs::write(folder.path().join("src/lib.rs"), "").expect("a library");
    let mut cargo = Command::new(env!("CARGO"));
    let output = cargo.args(["metadata", "--format-version=1"]).current_dir(folder.path()).output();
    let output = output.expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("a list of packages");
    let folders = packages.iter().filter_map(|package| {
        let manifest = Path::new(package["manifest_path"].as_str()?);
        Some((package["name"].as_str()?.to_owned(), manifest.parent()?.to_owned()))
    });
    folders.collect()
}

/// Finds the folders that hold a package.
fn packages(root: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().filter_map(Result::ok);
    let manifests = entries.filter(|entry| entry.file_name() == "Cargo.toml");
    manifests.filter_map(|entry| entry.path().parent().map(Path::to_owned)).collect()
}

/// The source files that only one of the two read. Nothing where one of them finds the crate faulty, as the compiler
/// does where a dependency is missing.
fn difference(folder: &Path, target: &Target) -> Option<Vec<String>> {
    let sources = load(folder).ok()?;
    let (library, edition, features, read) = parse(&sources, target, |krate, faults| {
        if faults.iter().any(|fault| fault.severity == Severity::Error) {
            return None;
        }
        let library = krate.manifest.library.clone()?;
        let modules = krate.modules.iter().filter(|module| module.state == State::Active);
        let files = modules.flat_map(|module| {
            let included = module.included.iter().map(|(_, file)| *file);
            included.chain([module.file]).map(|file| sources.file(file).path.clone()).collect::<Vec<_>>()
        });
        let features = krate.manifest.activate(krate.features()).features;
        Some((library.path, krate.manifest.edition.name(), features, files.collect::<BTreeSet<_>>()))
    })
    .ok()??;
    // The compiler runs in a copy of the sources alone: a fixture may hold configuration for tools.
    let copy = tempfile::tempdir().expect("a temporary folder");
    for file in sources.files().iter().filter(|file| file.path.ends_with(".rs") || !file.path.starts_with('.')) {
        let path = copy.path().join(&file.path);
        fs::create_dir_all(path.parent()?).expect("a folder in the copy");
        fs::write(path, &file.bytes).expect("a file in the copy");
    }
    let list = copy.path().join("dep-info");
    let root = copy.path().join(&library);
    let mut args = vec![root.to_str()?.to_owned(), "--crate-type=rlib".to_owned(), "--crate-name=oracle".to_owned()];
    args.extend([format!("--edition={edition}"), format!("--emit=dep-info={}", list.display()), "-O".to_owned()]);
    args.extend(features.iter().map(|feature| format!("--cfg=feature={feature:?}")));
    let (succeeded, _) = rustc(&args.iter().map(String::as_str).collect::<Vec<_>>());
    if !succeeded {
        return None;
    }
    let text = fs::read_to_string(&list).expect("the compiler's list");
    let lines = text.lines().filter_map(|line| line.strip_suffix(':'));
    let compiled = lines.filter_map(|path| {
        let path = path.replace("\\ ", " ");
        let relative = normal(Path::new(&path)).strip_prefix(copy.path()).ok()?.to_str()?.to_owned();
        relative.ends_with(".rs").then_some(relative)
    });
    let compiled: BTreeSet<_> = compiled.collect();
    let read: BTreeSet<_> = read.into_iter().filter(|path| path.ends_with(".rs")).collect();
    // What is embedded as text is no module, whatever its name.
    let differs = |path: &&String| !is_embedded(&sources, path);
    Some(compiled.symmetric_difference(&read).filter(differs).cloned().collect())
}

/// Whether some file names this one in a macro that reads it other than as items.
fn is_embedded(sources: &Sources, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mentions = |text: &str| {
        ["include_str!(", "include_bytes!(", "include!("].iter().any(|call| text.contains(call)) && text.contains(name)
    };
    sources.files().iter().any(|file| file.path != path && mentions(&String::from_utf8_lossy(&file.bytes)))
}

/// The path without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => drop(normal.pop()),
            std::path::Component::CurDir => {}
            part => normal.push(part),
        }
    }
    normal
}

fn rustc(args: &[&str]) -> (bool, String) {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).args(args).output().expect("the compiler starts");
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}
