//! [`Bar`]: shows on a terminal how far a command is. Anywhere else it shows nothing.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use plugwright::Stage;
use plugwright_manager::{OnProgress, Progress};

const TICK: Duration = Duration::from_millis(100);

/// Something of unknown length.
const WAITING: &str = "{spinner} {msg}";
const DOWNLOADING: &str = "{spinner} {msg} {bytes}";
/// Something that is done in steps.
const BUILDING: &str = "{bar:24} {pos}/{len} {msg} {elapsed}";
const BYTES: &str = "{bar:24} {msg} {bytes}/{total_bytes}";

/// The stages of a build, in order. Waiting for somebody else is no stage of one's own.
const STAGES: [Stage; 6] = [Stage::Load, Stage::Check, Stage::Compile, Stage::Link, Stage::Audit, Stage::Open];

/// A line of standard error that is gone when this is.
#[derive(Debug)]
pub(crate) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    /// Makes a line that shows nothing yet.
    pub(crate) fn new() -> Self {
        Self::on(ProgressDrawTarget::stderr())
    }

    fn on(target: ProgressDrawTarget) -> Self {
        Self { bar: ProgressBar::with_draw_target(None, target) }
    }

    /// Shows what is being done, for as long as that may take.
    pub(crate) fn say(&self, what: impl Into<String>) {
        self.draw(WAITING, what.into(), (0, None));
    }

    /// Shows how far a build is.
    pub(crate) fn show(&self, stage: Stage) {
        match STAGES.iter().position(|other| *other == stage) {
            Some(at) => self.draw(BUILDING, stage.to_string(), (at as u64, Some(STAGES.len() as u64))),
            None => self.say(stage.to_string()),
        }
    }

    /// What shows how far the manager is, for as long as the line is there.
    pub(crate) fn listener(&self) -> OnProgress {
        let bar = self.bar.clone();
        OnProgress::new(move |progress| tell(&bar, progress))
    }

    fn draw(&self, template: &str, message: String, at: (u64, Option<u64>)) {
        draw(&self.bar, template, message, at);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Shows how far a plugin is on its way.
fn tell(bar: &ProgressBar, progress: Progress) {
    match progress {
        Progress::Downloading { bytes } => draw(bar, DOWNLOADING, "downloading".to_owned(), (bytes, None)),
        Progress::Unpacking { done, total } => draw(bar, BYTES, "unpacking".to_owned(), (done, Some(total))),
        Progress::Storing { done, total } => draw(bar, BYTES, "storing".to_owned(), (done, Some(total))),
        _ => {}
    }
}

fn draw(bar: &ProgressBar, template: &str, message: String, (at, of): (u64, Option<u64>)) {
    if bar.is_hidden() || bar.is_finished() {
        return;
    }
    // The templates are our own; one that is wrong would show the usual bar.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    match of {
        Some(length) => bar.set_length(length),
        None => bar.unset_length(),
    }
    bar.set_position(at);
    bar.set_message(message);
    bar.enable_steady_tick(TICK);
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use indicatif::{InMemoryTerm, ProgressDrawTarget};
    use plugwright::Stage;
    use plugwright_manager::Progress;

    use super::{Bar, tell};

    #[track_caller]
    fn check(show: impl FnOnce(&Bar), expect: Expect) {
        let terminal = InMemoryTerm::new(5, 80);
        let bar = Bar::on(ProgressDrawTarget::term_like(Box::new(terminal.clone())));
        show(&bar);
        bar.bar.tick();
        expect.assert_eq(terminal.contents().trim_end());
        drop(bar);
        assert_eq!(terminal.contents(), "", "the line is free again");
    }

    #[test]
    fn what_has_an_end_is_a_bar() {
        check(|bar| bar.show(Stage::Link), expect!["============>            3/6 compiling the bridge 0s"]);
        let told = |progress| move |bar: &Bar| tell(&bar.bar, progress);
        check(
            told(Progress::Unpacking { done: 3 << 20, total: 4 << 20 }),
            expect!["==================>      unpacking 3.00 MiB/4.00 MiB"],
        );
        check(
            told(Progress::Storing { done: 512, total: 2048 }),
            expect!["======>                  storing 512 B/2.00 KiB"],
        );
        check(told(Progress::Downloading { bytes: 5 << 20 }), expect!["⠁ downloading 5.00 MiB"]);
    }
}
