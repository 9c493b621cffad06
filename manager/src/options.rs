//! [`Options`]: what a host decides once for all plugins of a [`crate::Manager`].

use std::sync::Arc;
use std::time::Duration;

use plugwright::{Cache, Level, Policy, PolicyFile};

use crate::serving::Log;
use crate::{GitOptions, Manifest, Name, TrustedKeys, Unsigned};

/// Decides what a plugin is granted.
pub(crate) type Grants = Arc<dyn Fn(&Manifest) -> Policy + Send + Sync>;

/// What a host decides once for all plugins of a manager.
#[derive(Clone)]
pub struct Options {
    pub(crate) cache: Cache,
    pub(crate) grants: Grants,
    pub(crate) policy_file: Option<Arc<PolicyFile>>,
    pub(crate) log: Log,
    pub(crate) keys: Option<TrustedKeys>,
    pub(crate) git: Option<GitOptions>,
    /// What becomes of prebuilt libraries that nobody trusted vouches for.
    pub unsigned: Unsigned,
    /// How long calls may take to end in a version that is replaced or stopped.
    pub drain: Duration,
    /// How long `on_load`, `on_unload`, `on_upgrade` and `health` may take, each.
    pub lifecycle: Duration,
    /// How long after its deadline `execute` is waited for.
    pub grace: Duration,
    /// When a new version must give way to the old one.
    pub trial: TrialOptions,
    /// When a plugin counts as degraded, and when it is not called any more.
    pub health: Health,
}

/// When a new version must give way to the old one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrialOptions {
    /// How many of its calls are watched.
    pub calls: u64,
    /// Share of them that may return `Err` or panic, from 0 to 1.
    pub failed: f64,
    /// How many of them may panic.
    pub panics: u64,
}

/// When a plugin counts as degraded, and when it is not called any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// Panics within a minute.
    pub degraded_after: u64,
    /// Panics within a minute.
    pub quarantined_after: u64,
}

impl Default for Options {
    /// Grants nothing, refuses prebuilt libraries that nobody trusted vouches for, keeps libraries in the user's cache, logs by `tracing`, drains for 30 s, gives each function of a
    /// plugin's life 10 s and `execute` 100 ms beyond its deadline, and takes a new version back at the first panic or
    /// where more than a tenth of its first 100 calls fail.
    fn default() -> Self {
        Self {
            cache: Cache::of_user(),
            grants: Arc::new(|_| Policy::default()),
            policy_file: None,
            log: Arc::new(trace),
            keys: None,
            git: None,
            unsigned: Unsigned::Refuse,
            drain: Duration::from_secs(30),
            lifecycle: Duration::from_secs(10),
            grace: Duration::from_millis(100),
            trial: TrialOptions { calls: 100, failed: 0.1, panics: 0 },
            health: Health { degraded_after: 5, quarantined_after: 50 },
        }
    }
}

impl Options {
    /// Keeps built libraries in another cache than the user's.
    #[must_use]
    pub fn cache(self, cache: Cache) -> Self {
        Self { cache, ..self }
    }

    /// Decides what each plugin is granted, by what its manifest says and by what the host knows. What was granted to an
    /// installed plugin when it was installed is granted besides.
    #[must_use]
    pub fn grants(self, grants: impl Fn(&Manifest) -> Policy + Send + Sync + 'static) -> Self {
        Self { grants: Arc::new(grants), ..self }
    }

    /// Lets a policy file say what each plugin may do, instead of the one that an installed plugin was installed under.
    #[must_use]
    pub fn policy_file(self, file: impl Into<Arc<PolicyFile>>) -> Self {
        Self { policy_file: Some(file.into()), ..self }
    }

    /// Trusts the signatures of these keys, instead of those in the file `trusted-keys` of the base folder.
    #[must_use]
    pub fn keys(self, keys: TrustedKeys) -> Self {
        Self { keys: Some(keys), ..self }
    }

    /// Decides how repositories are reached that a plugin's manifest names.
    #[must_use]
    pub fn git(self, git: GitOptions) -> Self {
        Self { git: Some(git), ..self }
    }

    /// Takes the lines that plugins log.
    #[must_use]
    pub fn log(self, log: impl Fn(&Name, Level, &str) + Send + Sync + 'static) -> Self {
        Self { log: Arc::new(log), ..self }
    }
}

fn trace(plugin: &Name, level: Level, line: &str) {
    match level {
        Level::Debug => tracing::debug!(target: "plugin", %plugin, "{line}"),
        Level::Info => tracing::info!(target: "plugin", %plugin, "{line}"),
        Level::Warn => tracing::warn!(target: "plugin", %plugin, "{line}"),
        Level::Error => tracing::error!(target: "plugin", %plugin, "{line}"),
    }
}
