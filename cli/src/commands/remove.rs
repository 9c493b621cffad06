//! `remove`: takes a plugin out of the store.

use plugwright_manager::{Action, Store};
use serde::Serialize;

use super::installation::{log, record};
use crate::args::Remove;
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::status::Status;

/// What `--json` prints.
#[derive(Serialize)]
struct Outcome<'o> {
    removed: &'o str,
}

pub(super) fn run(args: &Remove, form: Form) -> Result<Status, Failure> {
    let store = Store::open(args.place.base()?)?;
    let done = store.remove(&args.name).map_err(Failure::from);
    log(&store, record(Action::Remove, Some(&args.name), done.as_ref().map(|&()| ())))?;
    done?;
    match form {
        Form::Json => output::print_json(&Outcome { removed: args.name.as_str() })?,
        Form::People => output::print(&format!("removed {}", args.name))?,
    }
    Ok(Status::Done)
}
