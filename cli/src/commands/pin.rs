//! `pin`: keeps a version in use.

use plugwright_manager::{Action, Store};

use super::installation::change;
use crate::args::Pin;
use crate::failure::Failure;
use crate::output::Form;
use crate::status::Status;

pub(super) fn run(args: &Pin, form: Form) -> Result<Status, Failure> {
    let store = Store::open(args.place.base()?)?;
    match args.off {
        true => change(&store, (Action::Unpin, &args.name), (form, "may leave"), || store.unpin(&args.name))?,
        false => change(&store, (Action::Pin, &args.name), (form, "stays at"), || store.pin(&args.name))?,
    }
    Ok(Status::Done)
}
