//! [`Options`]: what a host decides once for all plugins of a [`crate::Manager`].

use std::sync::Arc;
use std::time::Duration;

use plugwright::{Cache, Level, Policy, PolicyFile};

use crate::serving::Log;
use crate::{AuditLog, GitOptions, Manifest, Name, TrustedKeys, Unsigned};

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
    pub(crate) on_error: Arc<dyn Fn(&Name) -> OnError + Send + Sync>,
    pub(crate) audit: Option<AuditLog>,
    /// What becomes of prebuilt libraries that nobody trusted vouches for.
    pub unsigned: Unsigned,
    /// When a plugin starts that was found.
    pub start: Start,
    /// How long calls may take to end in a version that is replaced or stopped.
    pub drain: Duration,
    /// How long `on_load`, `on_unload`, `on_upgrade` and `health` may take, each.
    pub lifecycle: Duration,
    /// How long after its deadline `execute` is waited for.
    pub grace: Duration,
    /// How long a call waits for its turn where a plugin takes only so many at once.
    pub turn: Duration,
    /// When a new version must give way to the old one.
    pub trial: TrialOptions,
    /// When a plugin counts as degraded, how it is helped then, and when it is not called any more.
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

/// When a plugin counts as degraded, how it is helped then, and when it is not called any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// Panics within a minute.
    pub degraded_after: u64,
    /// Panics within a minute.
    pub quarantined_after: u64,
    /// How a degraded plugin is started afresh.
    pub restarts: RestartOptions,
}

/// How a degraded plugin is started afresh: its library is opened once more, and the first call of that copy decides
/// whether the plugin is ready again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RestartOptions {
    /// How many times in a row it is; where that is not enough, the plugin is put in quarantine.
    pub most: u32,
    /// Those that are longer ago do not count.
    pub within: Duration,
    /// How long it has before the first one, less a random part; twice as long before each further one.
    pub wait: Duration,
    /// The longest that it has.
    pub longest: Duration,
}

/// When a plugin starts that was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// When it is loaded.
    #[default]
    Loaded,
    /// At its first call, too, which waits for that, and so do those that come meanwhile. A call that a hook makes starts
    /// nothing and does not wait.
    FirstCall,
}

/// What becomes of a start at which a plugin does not start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnError {
    /// [`crate::Manager::load_all`] begins to start no more plugins, ends what it has begun, and returns the error.
    Fail,
    /// The others start, and the plugin keeps its reason.
    #[default]
    Skip,
    /// The version that was in use before serves in its place, where the plugin is installed and one is kept.
    KeepOld,
}

impl Default for Options {
    /// Grants nothing, refuses prebuilt libraries that nobody trusted vouches for, keeps libraries in the user's cache, logs
    /// by `tracing`, drains for 30 s and lets calls wait as long for their turn, gives each function of a plugin's life
    /// 10 s and `execute` 100 ms beyond its deadline, and takes a new version back at the first panic or where more than a
    /// tenth of its first 100 calls fail.
    fn default() -> Self {
        Self {
            cache: Cache::of_user(),
            grants: Arc::new(|_| Policy::default()),
            policy_file: None,
            log: Arc::new(trace),
            keys: None,
            git: None,
            unsigned: Unsigned::Refuse,
            start: Start::Loaded,
            drain: Duration::from_secs(30),
            lifecycle: Duration::from_secs(10),
            grace: Duration::from_millis(100),
            turn: Duration::from_secs(30),
            trial: TrialOptions { calls: 100, failed: 0.1, panics: 0 },
            health: Health {
                degraded_after: 5,
                quarantined_after: 50,
                restarts: RestartOptions {
                    most: 3,
                    within: Duration::from_secs(3600),
                    wait: Duration::from_secs(1),
                    longest: Duration::from_secs(60),
                },
            },
            on_error: Arc::new(|_| OnError::Skip),
            audit: None,
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

    /// Decides what becomes of a start at which that plugin does not start.
    #[must_use]
    pub fn on_error(self, on_error: impl Fn(&Name) -> OnError + Send + Sync + 'static) -> Self {
        Self { on_error: Arc::new(on_error), ..self }
    }

    /// Writes down what is done to plugins: loaded, stopped, replaced, refused, put in quarantine, configured.
    #[must_use]
    pub fn audit(self, log: AuditLog) -> Self {
        Self { audit: Some(log), ..self }
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
