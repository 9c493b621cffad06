//! `watch`: runs all plugins of a base folder and keeps in step with it.

use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use plugwright::Cancel;
use plugwright_manager::{AuditLog, Event, Manager};

use crate::args::Watch;
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::status::Status;

/// How often an interruption is looked for. What happens is shown at once.
const CHECK: Duration = Duration::from_millis(50);

pub(super) fn run(args: &Watch, form: Form, cancel: &Cancel) -> Result<Status, Failure> {
    let base = args.place.base()?;
    std::fs::create_dir_all(&base).map_err(Failure::write(&base))?;
    let options = args.policy.granted_below(&base)?.warned(form).options(&base, &args.signatures)?;
    let on_error = args.on_error.into();
    let manager = Manager::with_options(&base, options.audit(AuditLog::new(&base)).on_error(move |_| on_error));
    let events = manager.subscribe();
    // It begins before the first look, so that nothing happens in between unseen.
    let watch = manager.watch()?;
    if let Err(error) = manager.load_all() {
        drop(watch);
        manager.unload_all()?;
        return Err(error.into());
    }
    while !cancel.is_cancelled() {
        match events.recv_timeout(CHECK) {
            Ok(event) => print(&event, form)?,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    drop(watch);
    manager.unload_all()?;
    events.try_iter().try_for_each(|event| print(&event, form))?;
    Err(Failure::Interrupted)
}

fn print(event: &Event, form: Form) -> Result<(), Failure> {
    match form {
        Form::Json => output::print_json(event),
        Form::People => output::print(&output::harmless(&event.to_string())),
    }
}
