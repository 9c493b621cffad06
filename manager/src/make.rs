//! [`make_package`]: from the folder of a plugin to a package of it, with the library for this machine and a report on it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plugwright::{Builder, Cache, Cancel, Policy, PolicyFile, Stage, find_toolchain};

use crate::acquire::TARGET;
use crate::{
    AcquireOptions, Acquired, Content, Error, Manifest, Origin, PolicyReport, REPORT_FILE, SourceError, TrustedKeys,
    acquire, write_package,
};

/// What a maker can say about a package besides the folder.
pub struct MakeOptions<'m> {
    /// What the plugin is granted when it is built.
    pub policy: Policy,
    /// The host's file of policies, which may grant more.
    pub policy_file: Option<Arc<PolicyFile>>,
    /// Libraries for other targets, built elsewhere.
    pub libraries: BTreeMap<String, PathBuf>,
    /// Where built libraries are kept.
    pub cache: Cache,
    /// Lets another thread stop it.
    pub cancel: Cancel,
    /// Is told of each stage of the build.
    pub on_stage: &'m dyn Fn(Stage),
}

/// A package, and what is in it.
#[derive(Clone, Debug)]
pub struct Made {
    /// The bytes of the `.plg` file.
    pub package: Vec<u8>,
    /// What it says of itself.
    pub manifest: Manifest,
    /// Its files.
    pub content: Content,
}

/// Makes a package of the plugin in a folder.
///
/// # Errors
/// As for [`acquire()`], and [`Error::Build`] where the plugin cannot be built or the policy refuses it.
pub fn make_package(folder: &Path, options: &MakeOptions<'_>) -> Result<Made, Error> {
    // A repository or another package would be somebody else's to pack.
    let nobody = AcquireOptions::new(TrustedKeys::default(), options.cache.root().join("git"));
    let Acquired { manifest, mut content, .. } = acquire(&Origin::Folder(folder.to_owned()), &nobody)?;
    for (target, path) in &options.libraries {
        let bytes = fs::read(path).map_err(|source| Error::Read { path: path.clone(), source })?;
        let name = path.file_name().map_or_else(|| "library".into(), |name| name.to_string_lossy());
        content.insert(format!("lib/{target}/{name}"), bytes);
    }
    if let Some(cargo) = content.file("src/Cargo.toml") {
        if has_dependencies(cargo) && content.file("src/Cargo.lock").is_none() {
            return Err(Error::sources(folder, SourceError::NoLock));
        }
        build(&manifest, &mut content, options)?;
    }
    let mut targets: Vec<_> = content.targets().collect();
    targets.dedup();
    if let Some(target) = targets.iter().find(|target| content.targets().filter(|other| other == *target).count() > 1) {
        return Err(Error::sources(folder, SourceError::TwoLibraries { target: (*target).to_owned() }));
    }
    let package = write_package(&content).map_err(|source| Error::Package { path: folder.to_owned(), source })?;
    Ok(Made { package, manifest, content })
}

/// Builds exactly what will be in the package, and adds the library and the report.
fn build(manifest: &Manifest, content: &mut Content, options: &MakeOptions<'_>) -> Result<(), Error> {
    let failed = |source| Error::Build { plugin: manifest.name.clone(), source: Box::new(source) };
    let sources = unpack_sources(content)?;
    let builder = builder(sources.path(), options);
    let built = builder.compile().map_err(failed)?;
    let library = &built.artifact.library;
    let bytes = fs::read(library).map_err(|source| Error::Read { path: library.clone(), source })?;
    let name = library.file_name().map_or_else(|| "library".into(), |name| name.to_string_lossy());
    content.insert(format!("lib/{TARGET}/{name}"), bytes);
    let mut report = PolicyReport::new(&options.policy, built.artifact.interface.clone());
    report.uses = builder.capabilities().map_err(failed)?;
    report.findings = builder.warnings().map_err(failed)?;
    report.skipped = built.skipped.clone();
    let toolchain = find_toolchain(options.cache.root()).map_err(|error| failed(error.into()))?;
    report.compilers.insert(TARGET.to_owned(), format!("rustc {} {}", toolchain.version, toolchain.commit));
    content.insert(REPORT_FILE, report.text());
    Ok(())
}

/// A build of sources that were just unpacked.
pub(crate) fn builder<'m>(sources: &Path, options: &MakeOptions<'m>) -> Builder<'m> {
    let on_stage = options.on_stage;
    let builder = Builder::new(sources)
        .policy(options.policy.clone())
        .cache(options.cache.clone())
        .cancel(options.cancel.clone())
        .on_stage(on_stage);
    match options.policy_file.clone() {
        Some(file) => builder.policy_file(file),
        None => builder,
    }
}

/// Writes the sources in a package to a folder of their own, which is gone with the result.
pub(crate) fn unpack_sources(content: &Content) -> Result<tempfile::TempDir, Error> {
    let failed = |path: PathBuf| move |source| Error::Write { path, source };
    let folder = tempfile::Builder::new().prefix("plugwright-").tempdir();
    let folder = folder.map_err(failed(std::env::temp_dir()))?;
    let sources = content.files().filter_map(|(path, bytes)| Some((path.strip_prefix("src/")?, bytes)));
    for (path, bytes) in sources {
        let path = folder.path().join(path);
        let parent = path.parent().unwrap_or(folder.path());
        fs::create_dir_all(parent).map_err(failed(parent.to_owned()))?;
        fs::write(&path, bytes).map_err(failed(path.clone()))?;
    }
    Ok(folder)
}

/// Whether a `Cargo.toml` names other packages. Those for its own tests are none of a plugin's.
fn has_dependencies(cargo: &[u8]) -> bool {
    let table = |cargo: &[u8]| std::str::from_utf8(cargo).ok()?.parse::<toml::Table>().ok();
    let any = |table: &toml::Table| {
        let named = ["dependencies", "build-dependencies"].into_iter().filter_map(|name| table.get(name)?.as_table());
        let mut names = named.flat_map(|dependencies| dependencies.keys());
        // Its source comes from plugwright itself.
        names.any(|name| name != "plugwright-plugin")
    };
    let Some(cargo) = table(cargo) else { return false };
    let targets = cargo.get("target").and_then(toml::Value::as_table);
    any(&cargo) || targets.into_iter().flatten().any(|(_, target)| target.as_table().is_some_and(any))
}
