//! [`Spinner`]: shows on a terminal what a build is busy with. Anywhere else it shows nothing.

use std::time::Duration;

use indicatif::ProgressBar;
use plugwright::Stage;

const TICK: Duration = Duration::from_millis(100);

/// A line of standard error that is gone when this is.
#[derive(Debug)]
pub(crate) struct Spinner {
    bar: ProgressBar,
}

impl Spinner {
    /// Makes a spinner that shows nothing yet.
    pub(crate) fn new() -> Self {
        Self { bar: ProgressBar::new_spinner() }
    }

    /// Shows the stage.
    pub(crate) fn show(&self, stage: Stage) {
        self.say(stage.to_string());
    }

    /// Shows what is being done.
    pub(crate) fn say(&self, what: impl Into<String>) {
        if self.bar.is_hidden() {
            return;
        }
        self.bar.set_message(what.into());
        self.bar.enable_steady_tick(TICK);
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
