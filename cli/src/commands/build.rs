//! `build`: puts a plugin's library into a file.

use std::fs;
use std::io::Write;
use std::path::Path;

use plugwright::{Artifact, Cancel, Skip};
use serde::Serialize;

use super::{Job, counted, skipped, warn_of_cache, warn_of_missing};
use crate::args::Build;
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::status::Status;

/// What `--json` prints.
#[derive(Serialize)]
struct Outcome<'o> {
    artifact: Artifact,
    skipped: &'o [Skip],
}

pub(super) fn run(args: &Build, form: Form, cancel: &Cancel) -> Result<Status, Failure> {
    let dir = &args.plugin.dir;
    let built = Job { dir, selection: &args.selection, granted: args.policy.granted(&args.plugin.dir)?, cancel }
        .run(|builder| builder.compile())?;
    let library = &built.artifact.library;
    let bytes = fs::read(library).map_err(|source| Failure::Read { path: library.clone(), source })?;
    write(&args.file, &bytes).map_err(Failure::write(&args.file))?;
    match form {
        Form::Json => {
            let artifact = Artifact { library: args.file.clone(), ..built.artifact.clone() };
            output::print_json(&Outcome { artifact, skipped: &built.skipped })?;
        }
        Form::People => {
            warn_of_cache(built.uncached.as_ref().map(|uncached| uncached.reason.as_str()));
            warn_of_missing(&built.missing);
            let functions = counted(built.artifact.interface.functions.len(), "function");
            let mut text = format!("wrote {}: {functions}, {} bytes", args.file.display(), bytes.len());
            if !built.skipped.is_empty() {
                text.push('\n');
                text.push_str(skipped(&built.skipped).trim_end());
            }
            output::print(&text)?;
        }
    }
    Ok(Status::Done)
}

/// Writes beside the file and renames, because a library of that name may be mapped by a process.
fn write(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755));
    let mut beside = builder.prefix(".plugwright-").tempfile_in(folder)?;
    beside.write_all(bytes)?;
    beside.persist(file)?;
    Ok(())
}
