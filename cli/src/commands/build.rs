//! `build`: puts a plugin's library into a file.

use std::fs;

use plugwright::{Artifact, Cancel, Missing, Skip};
use serde::Serialize;

use super::{Job, counted, skipped, warn_of_cache, warn_of_missing};
use crate::args::Build;
use crate::failure::Failure;
use crate::file;
use crate::output::{self, Form};
use crate::status::Status;
use crate::timings::Timings;

/// What `--json` prints.
#[derive(Serialize)]
struct Outcome<'o> {
    artifact: Artifact,
    skipped: &'o [Skip],
    /// Walls of the build that the policy prefers, and that are missing here.
    missing: &'o [Missing],
}

pub(super) fn run(args: &Build, form: Form, cancel: &Cancel) -> Result<Status, Failure> {
    let timings = Timings::start();
    let dir = &args.plugin.dir;
    let built =
        Job { dir, selection: &args.selection, granted: args.policy.granted(&args.plugin.dir)?.warned(form), cancel }
            .run_told(|builder| builder.compile(), |stage| timings.begin(stage))?;
    let chart = timings.finish();
    let library = &built.artifact.library;
    let bytes = fs::read(library).map_err(|source| Failure::Read { path: library.clone(), source })?;
    file::write(&args.file, &bytes, 0o755).map_err(Failure::write(&args.file))?;
    match form {
        Form::Json => {
            let artifact = Artifact { library: args.file.clone(), ..built.artifact.clone() };
            output::print_json(&Outcome { artifact, skipped: &built.skipped, missing: &built.missing })?;
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
            if args.timings {
                text = format!("{text}\n\n{chart}");
            }
            output::print(&text)?;
        }
    }
    Ok(Status::Done)
}
