//! `keygen`: makes a pair of keys.

use std::path::PathBuf;

use minisign::KeyPair;
use serde::Serialize;

use crate::args::Keygen;
use crate::failure::Failure;
use crate::file;
use crate::output::{self, Form};
use crate::status::Status;

/// What `--json` prints.
#[derive(Serialize)]
struct Outcome<'o> {
    secret: String,
    public: String,
    key: &'o str,
}

pub(super) fn run(args: &Keygen, form: Form) -> Result<Status, Failure> {
    let secret = &args.file;
    let public = PathBuf::from(format!("{}.pub", secret.display()));
    for path in [secret, &public] {
        if path.symlink_metadata().is_ok() {
            return Err(Failure::Exists { path: path.clone() });
        }
    }
    let failed = |source| Failure::Key { operation: "make", path: secret.clone(), source };
    let pair = match args.no_password {
        true => KeyPair::generate_unencrypted_keypair(),
        false => KeyPair::generate_encrypted_keypair(None),
    };
    let pair = pair.map_err(failed)?;
    let secret_text = pair.sk.to_box(None).map_err(failed)?.to_string();
    let public_text = pair.pk.to_box().map_err(failed)?.to_string();
    file::write(secret, secret_text.as_bytes(), 0o600).map_err(Failure::write(secret))?;
    file::write(&public, public_text.as_bytes(), 0o644).map_err(Failure::write(&public))?;
    let key = pair.pk.to_base64();
    match form {
        Form::Json => output::print_json(&Outcome {
            secret: secret.display().to_string(),
            public: public.display().to_string(),
            key: &key,
        })?,
        Form::People => output::print(&format!(
            "wrote {} and {}; who trusts the key adds this line to the file trusted-keys:\n{key}",
            secret.display(),
            public.display()
        ))?,
    }
    Ok(Status::Done)
}
