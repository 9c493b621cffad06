//! [`Manager::execute`]: calls with a deadline, and those that have not kept it.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use plugwright::{Context, Value};
use semver::Version;

use crate::work::Inside;
use crate::{ManageError, Manager, Name};

/// A call that has not ended at its deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// The plugin.
    pub plugin: Name,
    /// Its version.
    pub version: Version,
    /// The function.
    pub function: String,
    /// The label of the call.
    pub label: String,
    /// How long it has run.
    pub running: Duration,
    /// How long its deadline is over.
    pub late: Duration,
}

impl Manager {
    /// Runs a plugin's `execute`.
    ///
    /// Where the context has a deadline, this returns soon after it in any case. The plugin is told and asked to stop;
    /// what does not listen runs on, since code in this process cannot be killed.
    ///
    /// ```no_run
    /// use std::time::Duration;
    ///
    /// use plugwright::Context;
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// let ctx = Context::builder().value("names", vec!["Ada"]).timeout(Duration::from_secs(5)).build();
    /// manager.execute("greet_all", &ctx)?;
    /// println!("{:?}", ctx.get("greetings"));
    /// # Ok::<(), plugwright_manager::ManageError>(())
    /// ```
    ///
    /// # Errors
    /// [`ManageError::Overdue`] where it has not returned in time; else as for [`Manager::call`].
    pub fn execute(&self, plugin: &str, context: &Context) -> Result<Value, ManageError> {
        let Some(deadline) = context.deadline() else { return self.call_with(plugin, "execute", context, &[]) };
        let (sender, receiver) = channel();
        let (manager, name, inside) = (self.clone(), plugin.to_owned(), context.clone());
        let slot = self.inner.slot(plugin)?;
        let is_inside = Inside::is_here();
        std::thread::spawn(move || {
            let _inside = is_inside.then(Inside::enter);
            // Nobody waits any more where it took too long.
            let _ = sender.send(manager.call_with(&name, "execute", &inside, &[]));
        });
        let until = deadline.checked_add(self.inner.shared.options.grace);
        let left = until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()));
        match receiver.recv_timeout(left) {
            Ok(result) => result,
            Err(RecvTimeoutError::Timeout) => {
                context.cancel();
                Err(ManageError::Overdue { plugin: slot.name.clone(), late: deadline.elapsed() })
            }
            Err(RecvTimeoutError::Disconnected) => Err(slot.not_ready()),
        }
    }

    /// Returns the calls with a context that have not ended at their deadline, of all versions that still run.
    ///
    /// ```no_run
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// for call in manager.overdue() {
    ///     eprintln!("{} {} is {:?} late", call.plugin, call.function, call.late);
    /// }
    /// ```
    #[must_use]
    pub fn overdue(&self) -> Vec<Overdue> {
        let now = Instant::now();
        let mut found = Vec::new();
        for slot in self.slots() {
            let versions: Vec<_> = slot.books().iter().filter_map(|book| book.serving.upgrade()).collect();
            for serving in versions {
                let late = serving.in_context().into_iter().filter_map(|running| {
                    let deadline = running.context.deadline().filter(|deadline| *deadline < now)?;
                    Some(Overdue {
                        plugin: slot.name.clone(),
                        version: serving.manifest.version.clone(),
                        label: running.context.label().to_owned(),
                        function: running.function,
                        running: now.duration_since(running.since),
                        late: now.duration_since(deadline),
                    })
                });
                found.extend(late);
            }
        }
        found
    }
}
