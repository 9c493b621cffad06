//! `pack`: makes a package of a plugin.

use std::path::PathBuf;

use plugwright::{Cache, Cancel};
use plugwright_manager::{Digest, Made, MakeOptions, make_package};
use serde::Serialize;

use crate::args::Pack;
use crate::bar::Bar;
use crate::failure::Failure;
use crate::file;
use crate::output::{self, Form};
use crate::status::Status;

/// What `--json` prints.
#[derive(Serialize)]
struct Outcome<'o> {
    file: &'o str,
    name: &'o str,
    version: String,
    digest: Digest,
    tree: Digest,
    bytes: usize,
    targets: Vec<&'o str>,
}

pub(super) fn run(args: &Pack, form: Form, cancel: &Cancel) -> Result<Status, Failure> {
    let bar = Bar::new();
    let granted = args.policy.granted(&args.plugin.dir)?.warned(form);
    let options = MakeOptions {
        policy: granted.policy,
        policy_file: granted.file,
        libraries: args.libraries.iter().cloned().collect(),
        cache: Cache::of_user(),
        cancel: cancel.clone(),
        on_stage: &|stage| bar.show(stage),
    };
    let made = make_package(&args.plugin.dir, &options);
    drop(bar);
    let Made { package, manifest, content } = made?;
    let file = args.file.clone();
    let file = file.unwrap_or_else(|| PathBuf::from(format!("{}-{}.plg", manifest.name, manifest.version)));
    file::write(&file, &package, 0o644).map_err(Failure::write(&file))?;
    let digest = Digest::of(&package);
    match form {
        Form::Json => output::print_json(&Outcome {
            file: &file.display().to_string(),
            name: manifest.name.as_str(),
            version: manifest.version.to_string(),
            digest,
            tree: content.sums().tree(),
            bytes: package.len(),
            targets: content.targets().collect(),
        })?,
        Form::People => {
            output::print(&format!("wrote {}: {} bytes, sha256 {digest}", file.display(), package.len()))?;
        }
    }
    Ok(Status::Done)
}
