//! `gc`: removes what nobody will go back to.

use plugwright_manager::{Action, Record, Store};

use super::installation::{log, record};
use crate::args::Gc;
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::status::Status;

pub(super) fn run(args: &Gc, form: Form) -> Result<Status, Failure> {
    let store = Store::open(args.place.base()?)?;
    let swept = store.gc()?;
    for (name, version) in &swept.versions {
        log(&store, Record { version: Some(version.clone()), ..record(Action::Sweep, Some(name), Ok(())) })?;
    }
    match form {
        Form::Json => output::print_json(&swept)?,
        Form::People => {
            let removed: Vec<_> = swept.versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
            let removed = if removed.is_empty() { "nothing".to_owned() } else { removed.join(", ") };
            output::print(&format!("removed {removed}"))?;
        }
    }
    Ok(Status::Done)
}
