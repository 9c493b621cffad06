//! Ctrl-C and its kin: a flag that builds look at by themselves, and that ends the wait for a plugin's function.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use plugwright::Cancel;

use crate::failure::Failure;

/// How often the flag is looked at during a call. The end of the call is noticed at once.
const CHECK: Duration = Duration::from_millis(20);

/// As much stack as a program's first thread commonly has.
const STACK: usize = 8 << 20;

/// Returns the flag that an interrupt or the order to terminate sets from now on.
pub(crate) fn watch() -> Cancel {
    let cancel = Cancel::default();
    let flag = cancel.clone();
    // Where there can be no handler, the system ends the process, and the next build sweeps after it.
    let _ = ctrlc::set_handler(move || flag.cancel());
    cancel
}

/// Runs `work` until it is done or the user has had enough. Nothing can stop a function that never returns, so it is left
/// behind on its thread, which ends with the process.
pub(crate) fn until_cancelled<R: Send + 'static>(
    cancel: &Cancel,
    work: impl FnOnce() -> R + Send + 'static,
) -> Result<R, Failure> {
    let (sender, receiver) = mpsc::channel();
    let worker = thread::Builder::new().name("call".to_owned()).stack_size(STACK);
    // Nobody receives where the wait was given up.
    let spawned = worker.spawn(move || sender.send(work()));
    spawned.map_err(Failure::Thread)?;
    loop {
        match receiver.recv_timeout(CHECK) {
            Ok(result) => return Ok(result),
            Err(RecvTimeoutError::Timeout) if !cancel.is_cancelled() => {}
            Err(RecvTimeoutError::Timeout) => return Err(Failure::Interrupted),
            Err(RecvTimeoutError::Disconnected) => return Err(Failure::Lost),
        }
    }
}
