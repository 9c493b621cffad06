//! What the tests over many crates share: where the crates are, and the way that the pipeline takes with each.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use plugwright_analyzer::{Diagnostic, Features, Severity, Target, load, parse};
use plugwright_sandbox::{Approved, Object, Origin, Policy, Verdict, audit, check};

/// The folder of the corpus: `PLUGWRIGHT_CORPUS`, or that of the repository.
pub(crate) fn corpus() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository around the crate");
    let named = std::env::var_os("PLUGWRIGHT_CORPUS").map(PathBuf::from);
    let found = named.unwrap_or_else(|| root.join("fixtures/sandbox"));
    assert!(found.is_dir(), "the sandbox corpus is missing: `{}` is no folder", found.display());
    found
}

/// Everything that the stages before the compiler say, and what they let through.
pub(crate) fn judge(folder: &Path, policy: &Policy) -> Result<Approved, Vec<Diagnostic>> {
    let sources = load(folder).expect("the folder can be read");
    parse(&sources, &target(), |krate, diagnostics| match check(krate, policy) {
        Verdict::Approved(approved) if is_clean(&diagnostics) => Ok(approved),
        Verdict::Approved(_) => Err(diagnostics),
        Verdict::Rejected(found) => Err(diagnostics.into_iter().chain(found).collect()),
    })
    .expect("a thread")
}

/// Everything that the stages before the compiler say, warnings included.
pub(crate) fn findings(folder: &Path, policy: &Policy) -> Vec<Diagnostic> {
    let sources = load(folder).expect("the folder can be read");
    parse(&sources, &target(), |krate, diagnostics| {
        let found = match check(krate, policy) {
            Verdict::Approved(approved) => approved.warnings().to_vec(),
            Verdict::Rejected(found) => found,
        };
        diagnostics.into_iter().chain(found).collect()
    })
    .expect("a thread")
}

/// What the compiler says about the machine, asked once.
fn target() -> Target {
    static CFG: OnceLock<String> = OnceLock::new();
    Target::parse(CFG.get_or_init(|| rustc(&["--print", "cfg"]))).with_features(Features::default())
}

pub(crate) fn is_clean(found: &[Diagnostic]) -> bool {
    found.iter().all(|finding| finding.severity != Severity::Error)
}

fn rustc(arguments: &[&str]) -> String {
    let out = Command::new("rustc").args(arguments).output().expect("rustc starts");
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// Compiles approved sources as the code generator does, without what is not under test here, and audits the object.
pub(crate) fn audit_build(approved: &Approved, policy: &Policy) -> Result<(), Vec<Diagnostic>> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, bytes) in approved.files() {
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("the file's folder");
        std::fs::write(file, bytes).expect("a written file");
    }
    let library = approved.manifest().library.as_ref().expect("a library");
    let edition = approved.manifest().edition.name();
    let object = folder.path().join("plugin.rlib");
    let features = approved.manifest().activate(&Features::default()).features;
    let flags: Vec<String> = features.iter().map(|feature| format!("--cfg=feature=\"{feature}\"")).collect();
    let out = compile(&folder.path().join(&library.path), (&library.name, edition), &flags, &object);
    assert!(out.status.success(), "{}: {}", library.name, String::from_utf8_lossy(&out.stderr));
    audit_object(&object, &library.name, policy)
}

/// Audits a compiled plugin.
pub(crate) fn audit_object(object: &Path, name: &str, policy: &Policy) -> Result<(), Vec<Diagnostic>> {
    let found = audit_findings(object, name, policy);
    if is_clean(&found) { Ok(()) } else { Err(found) }
}

/// What the audit says about a compiled plugin.
pub(crate) fn audit_findings(object: &Path, name: &str, policy: &Policy) -> Vec<Diagnostic> {
    let bytes = std::fs::read(object).expect("the archive is there");
    audit(&[Object { name, origin: Origin::Plugin, bytes: &bytes }], policy)
}

/// Runs the compiler as the code generator does.
pub(crate) fn compile(root: &Path, (name, edition): (&str, &str), flags: &[String], object: &Path) -> Output {
    Command::new("rustc")
        .args(["-Copt-level=3", "-Ccodegen-units=1", "-Csymbol-mangling-version=v0", "-Awarnings"])
        .arg(format!("--edition={edition}"))
        .arg(format!("--crate-name={name}"))
        .args(flags)
        .args((!flags.iter().any(|flag| flag.starts_with("--crate-type"))).then_some("--crate-type=rlib"))
        .arg("-o")
        .args([object, root])
        .env("CARGO_PKG_NAME", name)
        .env("CARGO_PKG_VERSION", "0.1.0")
        .current_dir(std::env::temp_dir())
        .output()
        .expect("rustc starts")
}
