//! `sign`: vouches for a package with a minisign key.

use std::fs;
use std::path::PathBuf;

use minisign::{SecretKey, SecretKeyBox};
use plugwright_manager::{
    AcquireOptions, Acquired, Origin, SIGNATURE_SUFFIX, Statement, TrustedKeys, Unsigned, acquire,
};
use serde::Serialize;

use crate::args::Sign;
use crate::failure::Failure;
use crate::file;
use crate::output::{self, Form};
use crate::status::Status;

/// What `--json` prints.
#[derive(Serialize)]
struct Outcome {
    file: String,
    statement: String,
}

pub(super) fn run(args: &Sign, form: Form) -> Result<Status, Failure> {
    let mut options = AcquireOptions::new(TrustedKeys::default(), PathBuf::new());
    options.unsigned = Unsigned::Allow;
    let path = &args.package;
    let Acquired { manifest, content, .. } = acquire(&Origin::Package(path.clone()), &options)?;
    let package = fs::read(path).map_err(|source| Failure::Read { path: path.clone(), source })?;
    let statement = Statement::of(&manifest, &content, &package).to_string();
    let key = read_key(args)?;
    let failed = |source| Failure::Key { operation: "sign with", path: args.key.clone(), source };
    let comment = format!("signature of {} {}", manifest.name, manifest.version);
    let signature = minisign::sign(None, &key, package.as_slice(), Some(&statement), Some(&comment)).map_err(failed)?;
    let file = PathBuf::from(format!("{}{SIGNATURE_SUFFIX}", path.display()));
    file::write(&file, signature.to_string().as_bytes(), 0o644).map_err(Failure::write(&file))?;
    match form {
        Form::Json => output::print_json(&Outcome { file: file.display().to_string(), statement })?,
        Form::People => output::print(&format!("wrote {}: {statement}", file.display()))?,
    }
    Ok(Status::Done)
}

/// Reads the secret key; asks for its password where it has one.
fn read_key(args: &Sign) -> Result<SecretKey, Failure> {
    let failed = |source| Failure::Key { operation: "read", path: args.key.clone(), source };
    let text = fs::read_to_string(&args.key).map_err(|source| Failure::Read { path: args.key.clone(), source })?;
    let boxed = SecretKeyBox::from_string(&text).map_err(failed)?;
    match SecretKeyBox::from_string(&text).map_err(failed)?.into_unencrypted_secret_key() {
        Ok(key) => Ok(key),
        Err(_) => boxed.into_secret_key(None).map_err(failed),
    }
}
