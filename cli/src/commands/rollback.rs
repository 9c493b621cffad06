//! `rollback`: back to a version that was in use before.

use plugwright_manager::{Action, Store};

use super::installation::change;
use crate::args::Rollback;
use crate::failure::Failure;
use crate::output::Form;
use crate::status::Status;

pub(super) fn run(args: &Rollback, form: Form) -> Result<Status, Failure> {
    let store = Store::open(args.place.base()?)?;
    change(&store, (Action::Rollback, &args.name), (form, "is back at"), || match &args.to {
        Some(version) => store.activate(&args.name, version),
        None => store.rollback(&args.name),
    })?;
    Ok(Status::Done)
}
