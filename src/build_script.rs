//! Plugins that are built with their host: from the host's `build.rs`, with bindings and, if wanted, into its binary.
//!
//! ```no_run
//! // build.rs
//! plugwright::build_script::Plugin::new("plugins/calc").embed().emit();
//! ```
//!
//! and in the host, where the module has the name of the plugin's crate:
//!
//! ```text
//! plugwright::include_plugin!(calc);
//!
//! let five = calc::add(2, 3)?;
//! ```
//!
//! The plugin is built as everywhere: in a private folder with a target folder and an environment of its own, so that
//! cargo does not wait for itself.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use plugwright_analyzer::{FileKind, Severity};
use plugwright_codegen::{BindingsOptions, BoundLibrary, bindings};
use plugwright_sandbox::Capability;

use crate::{Builder, Error};

/// A build script that runs in the build of a plugin must not build plugins in turn.
const GUARD: &str = "PLUGWRIGHT_BUILD";

/// A plugin to build with the host.
#[must_use = "nothing is built before `emit`"]
pub struct Plugin {
    builder: Builder<'static>,
    runtime: String,
    embed: bool,
}

/// A plugin could not be built with its host.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmitError {
    /// This is no build script that cargo runs.
    #[error("the variable {name}, which cargo sets for build scripts, is not set")]
    Variable {
        /// The variable.
        name: &'static str,
    },
    /// The build script runs in the build of a plugin.
    #[error("the build of a plugin cannot build plugins in turn")]
    Nested,
    /// The plugin could not be built.
    #[error("cannot build the plugin in {}", dir.display())]
    Plugin {
        /// The plugin's folder.
        dir: PathBuf,
        /// Why.
        #[source]
        source: Box<Error>,
    },
    /// A file could not be written or read.
    #[error("cannot copy to {}", path.display())]
    Copy {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl Plugin {
    /// Names the plugin's folder, from the folder of the host's manifest. The plugin is granted nothing.
    pub fn new(dir: impl AsRef<Path>) -> Self {
        Self::of(Builder::new(dir))
    }

    /// Takes a build as it was prepared, with policy, features and cache.
    pub fn of(builder: Builder<'static>) -> Self {
        Self { builder, runtime: "plugwright".to_owned(), embed: false }
    }

    /// Grants the plugin one capability more.
    pub fn grant(self, capability: Capability) -> Self {
        Self { builder: self.builder.grant(capability), ..self }
    }

    /// Makes the library a part of the host's binary. Otherwise it lies beside the binary, and is shipped with it.
    pub fn embed(self) -> Self {
        Self { embed: true, ..self }
    }

    /// Makes bindings for a host that depends on `plugwright-loader` alone, with its feature `derive`.
    pub fn loader_only(self) -> Self {
        Self { runtime: "plugwright_loader".to_owned(), ..self }
    }

    /// Builds the plugin, writes its bindings, and tells cargo which files to watch.
    ///
    /// # Panics
    /// Where that fails, with all that is wrong, because that is how a build script stops a build.
    pub fn emit(self) {
        if let Err(error) = self.try_emit() {
            let mut text = chain(&error);
            if let EmitError::Plugin { source, .. } = &error {
                for finding in source.diagnostics().iter().filter(|finding| finding.severity == Severity::Error) {
                    let place = finding.span.as_ref();
                    let place = place.map(|span| format!("{}:{}:{}: ", span.file, span.start.line, span.start.column));
                    text += &format!("\n  {}{}", place.unwrap_or_default(), finding.message);
                }
            }
            panic!("{text}");
        }
    }

    /// Builds the plugin, writes its bindings, and tells cargo which files to watch.
    ///
    /// # Errors
    /// [`EmitError::Plugin`] where the plugin is not built; the others where this is no build script, or its folder
    /// cannot be written.
    pub fn try_emit(self) -> Result<(), EmitError> {
        if std::env::var_os(GUARD).is_some() {
            return Err(EmitError::Nested);
        }
        let (target, host) = (variable("TARGET")?, variable("HOST")?);
        let out = PathBuf::from(variable("OUT_DIR")?);
        let Self { builder, runtime, embed } = self;
        let builder = if target == host { builder } else { builder.target(target) };
        let dir = builder.dir.clone();
        let failed = |source| EmitError::Plugin { dir: dir.clone(), source: Box::new(source) };
        // Also of a plugin that is not built, so that cargo tries again when it changes.
        for line in watched(&builder.dir).map_err(failed)? {
            instruct(&line);
        }
        let artifact = builder.compile().map_err(failed)?.artifact;
        let folder = out.join("plugwright");
        let krate = &artifact.interface.krate;
        let name = artifact.library.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = format!(
            "{krate}{}",
            name.as_deref().and_then(|name| name.rfind('.').map(|dot| &name[dot..])).unwrap_or("")
        );
        let built = folder.join(&name);
        copy(&artifact.library, &built)?;
        let (file, digest) = (built.display().to_string(), artifact.digest.clone());
        let library = match embed {
            true => BoundLibrary::Embedded { file, digest },
            false => {
                if let Some(beside) = out.ancestors().nth(3) {
                    copy(&artifact.library, &beside.join(&name))?;
                }
                BoundLibrary::Beside { file: name, built: file, digest }
            }
        };
        let text = bindings(&artifact.interface, &BindingsOptions { runtime, library });
        let path = folder.join(format!("{krate}.rs"));
        let text = format!("pub mod {krate} {{\n{text}}}\n");
        fs::write(&path, text).map_err(|source| EmitError::Copy { path, source })
    }
}

fn variable(name: &'static str) -> Result<String, EmitError> {
    std::env::var(name).map_err(|_unset| EmitError::Variable { name })
}

/// What the build depends on: every file that is read. Where nothing else lies in the folder, the folder itself, so that
/// a new file counts too.
fn watched(dir: &Path) -> Result<Vec<String>, Error> {
    let sources = plugwright_analyzer::load(dir).map_err(Error::Load)?;
    let mut lines = vec!["rerun-if-env-changed=PLUGWRIGHT_CACHE".to_owned()];
    let watch = |path: &Path| format!("rerun-if-changed={}", path.display());
    let workspace = sources.workspace().map(|file| watch(&dir.join(&file.path)));
    lines.extend(workspace);
    if dir.join("target").exists() || dir.join(".git").exists() {
        let regular = sources.files().iter().filter(|file| file.kind == FileKind::Regular);
        lines.extend(regular.map(|file| watch(&dir.join(&file.path))));
    } else {
        lines.push(watch(dir));
    }
    Ok(lines)
}

#[allow(clippy::print_stdout, reason = "cargo reads a build script's output")]
fn instruct(line: &str) {
    // A name with a line end in it would be an instruction of its own.
    if !line.contains(['\n', '\r']) {
        println!("cargo::{line}");
    }
}

/// Copies by a rename, because a program may have the old file mapped.
fn copy(from: &Path, to: &Path) -> Result<(), EmitError> {
    let failed = |source| EmitError::Copy { path: to.to_owned(), source };
    let folder = to.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    let bytes = fs::read(from).map_err(failed)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(&bytes).map_err(failed)?;
    #[cfg(unix)]
    fs::set_permissions(file.path(), std::os::unix::fs::PermissionsExt::from_mode(0o644)).map_err(failed)?;
    file.persist(to).map_err(|error| failed(error.error))?;
    Ok(())
}

fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string);
    causes.collect::<Vec<_>>().join(": ")
}
