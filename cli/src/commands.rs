//! The commands, one file each, and what those that build have in common.

mod bindgen;
mod build;
mod call;
mod capabilities;
mod check;
mod completions;
mod config;
mod consent;
mod doctor;
mod explain;
mod fix;
mod gc;
mod info;
mod inspect;
mod install;
mod installation;
mod keygen;
mod list;
mod new;
mod outdated;
mod pack;
mod pin;
mod proof;
mod remove;
mod rollback;
mod run;
mod sign;
mod upgrade;
mod usage;
mod verify;
mod watch;

use std::path::Path;

use plugwright::{Builder, Cancel, Missing, Skip, Stage};

use crate::args::{Command, Selection};
use crate::bar::Bar;
use crate::failure::Failure;
use crate::granted::Granted;
use crate::interrupt;
use crate::report;
use crate::status::Status;
use crate::table::Table;

/// Runs a command to its end.
pub(crate) fn run(command: &Command) -> Result<Status, Failure> {
    let form = command.form();
    match command {
        Command::New(args) => new::run(args, form),
        Command::Check(args) => check::run(args, form, &interrupt::watch()),
        Command::Inspect(args) => inspect::run(args, form),
        Command::Capabilities(args) => capabilities::run(args, form),
        Command::Bindgen(args) => bindgen::run(args, form, &interrupt::watch()),
        Command::Build(args) => build::run(args, form, &interrupt::watch()),
        Command::Call(args) => call::run(args, form, &interrupt::watch()),
        Command::Doctor(args) => doctor::run(args, form),
        Command::Install(args) => install::run(args, form, &interrupt::watch()),
        Command::Run(args) => run::run(args, form, &interrupt::watch()),
        Command::Watch(args) => watch::run(args, form, &interrupt::watch()),
        Command::List(args) => list::run(args, form),
        Command::Info(args) => info::run(args, form),
        Command::Config(args) => config::run(args, form),
        Command::Outdated(args) => outdated::run(args, form, &interrupt::watch()),
        Command::Upgrade(args) => upgrade::run(args, form, &interrupt::watch()),
        Command::Rollback(args) => rollback::run(args, form),
        Command::Pin(args) => pin::run(args, form),
        Command::Remove(args) => remove::run(args, form),
        Command::Gc(args) => gc::run(args, form),
        Command::Pack(args) => pack::run(args, form, &interrupt::watch()),
        Command::Sign(args) => sign::run(args, form),
        Command::Verify(args) => verify::run(args, form, &interrupt::watch()),
        Command::Keygen(args) => keygen::run(args, form),
        Command::Completions(args) => completions::run(args),
    }
}

/// A plugin, what it may do, and what stops its build.
struct Job<'j> {
    dir: &'j Path,
    selection: &'j Selection,
    granted: Granted,
    cancel: &'j Cancel,
}

impl Job<'_> {
    /// Runs `work` on a builder of this plugin, while a bar shows the stages.
    fn run<R>(self, work: impl for<'b> FnOnce(&Builder<'b>) -> Result<R, plugwright::Error>) -> Result<R, Failure> {
        self.run_told(work, |_| ())
    }

    /// The same, while `begin` is told of each stage too.
    fn run_told<R>(
        self,
        work: impl for<'b> FnOnce(&Builder<'b>) -> Result<R, plugwright::Error>,
        begin: impl Fn(Stage),
    ) -> Result<R, Failure> {
        let bar = Bar::new();
        let builder = self.granted.apply(Builder::new(self.dir)).cancel(self.cancel.clone());
        let builder = builder.features(self.selection.features()).profile(self.selection.profile);
        let builder = self.selection.tools.apply(builder);
        let on_stage = |stage| {
            bar.show(stage);
            begin(stage);
        };
        let result = work(&builder.on_stage(on_stage));
        // The line must be free before anybody else writes there.
        drop(bar);
        Ok(result?)
    }
}

/// Says why the next build of the same plugin will not be faster.
fn warn_of_cache(reason: Option<&str>) {
    if let Some(reason) = reason {
        report::warning(&format!("the library could not be kept in the cache: {reason}"));
    }
}

/// Warns of walls that the policy prefers and this system does not have.
fn warn_of_missing(missing: &[Missing]) {
    if missing.is_empty() {
        return;
    }
    let each = missing.iter().map(|missing| format!("{} ({})", missing.mechanism, missing.reason));
    report::warning(&format!("the build was not confined by {}", each.collect::<Vec<_>>().join(", ")));
}

/// Lists what cannot be called or read, for people.
fn skipped(skipped: &[Skip]) -> String {
    let mut table = Table::default();
    for Skip { path, reason, file, line, .. } in skipped {
        table.row([path.clone(), format!("{file}:{line}"), reason.clone()]);
    }
    format!("\nskipped, and why:\n{table}")
}

/// Says how many there are of what is called `one`.
fn counted(count: usize, one: &str) -> String {
    match count {
        0 => format!("no {one}"),
        1 => format!("1 {one}"),
        more => format!("{more} {one}s"),
    }
}
