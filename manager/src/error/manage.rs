//! [`ManageError`]: why a plugin of a [`crate::Manager`] was not called, loaded, stopped or replaced.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use plugwright::{CallError, Diagnostic, Pin};
use semver::Version;

use crate::residency::named;
use crate::{Diff, Error, Name, NoTurn, State, StoreError};

/// A plugin of a manager was not called, loaded, stopped or replaced.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManageError {
    /// The base folder, or a manifest in it, could not be read.
    #[error("cannot look for plugins")]
    Discover(#[source] Error),
    /// There is no plugin of that name.
    #[error("there is no plugin `{name}`{}", did_you_mean(nearest.as_deref()))]
    NoPlugin {
        /// The name that was asked for.
        name: String,
        /// The most similar name that there is.
        nearest: Option<String>,
    },
    /// The plugin serves no calls at the moment.
    #[error("`{plugin}` is {state}{}", because(reason.as_deref()))]
    NotReady {
        /// The plugin.
        plugin: Name,
        /// Where it stands.
        state: State,
        /// Why.
        reason: Option<String>,
    },
    /// The call came to no result.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The plugin takes only so many calls at once, and this one got no turn.
    #[error("`{plugin}` takes {} at once: {why}", calls(*most))]
    Busy {
        /// The plugin.
        plugin: Name,
        /// How many it takes.
        most: NonZeroU32,
        /// Why it got none.
        why: NoTurn,
    },
    /// The plugin wants each call to have a library of its own, which would stay in memory after it.
    #[error(
        "`{plugin}` cannot have `\"state\": \"per-call\"`: the library of each call would stay in memory, kept by {}",
        named(pins)
    )]
    PerCall {
        /// The plugin.
        plugin: Name,
        /// What keeps its library.
        pins: Vec<Pin>,
    },
    /// The plugin has not returned at its deadline. What runs in this process cannot be killed: it goes on until it
    /// returns by itself.
    #[error(
        "`{plugin}` has not returned {} ms after its deadline, and code in this process cannot be killed: it runs on",
        late.as_millis()
    )]
    Overdue {
        /// The plugin.
        plugin: Name,
        /// How long after its deadline it was given up.
        late: Duration,
    },
    /// The plugin could not be built.
    #[error("cannot build `{plugin}`")]
    Build {
        /// The plugin.
        plugin: Name,
        /// Why, with all findings where the plugin is to blame.
        source: Box<plugwright::Error>,
    },
    /// The plugin's prebuilt library could not be opened.
    #[error("cannot open the library of `{plugin}`")]
    Open {
        /// The plugin.
        plugin: Name,
        /// Why not.
        source: Box<plugwright::Error>,
    },
    /// The plugin cannot start, and others are the reason.
    #[error("cannot start `{plugin}`: {reason}")]
    Unmet {
        /// The plugin.
        plugin: Name,
        /// What is missing.
        reason: String,
    },
    /// A function of the plugin's that belongs to its life did not succeed.
    #[error("`{function}` of `{plugin}` {version} did not succeed: {reason}")]
    Lifecycle {
        /// The plugin.
        plugin: Name,
        /// Which version.
        version: Version,
        /// `on_load`, `on_unload`, `on_upgrade` or `health`.
        function: &'static str,
        /// What it returned, or how it panicked.
        reason: String,
    },
    /// A hook of the host's objected.
    #[error("the host keeps `{plugin}` from becoming {to}: {reason}")]
    Vetoed {
        /// The plugin.
        plugin: Name,
        /// What it would have become.
        to: State,
        /// The hook's reason.
        reason: String,
    },
    /// What the host sets for a plugin is no JSON object that fits the plugin's schema.
    #[error("the settings of `{plugin}` cannot be used: {}", list(findings))]
    Config {
        /// The plugin.
        plugin: Name,
        /// Everything that is wrong, with its place in the file or text.
        findings: Vec<Diagnostic>,
    },
    /// The file with the host's settings for a plugin cannot be read.
    #[error("cannot read the settings in {}", path.display())]
    Settings {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The host's settings for a plugin could not be written.
    #[error("cannot keep the settings of `{plugin}`")]
    Keep {
        /// The plugin.
        plugin: Name,
        /// Why not.
        source: Box<StoreError>,
    },
    /// The store could not be read.
    #[error("cannot read the store")]
    Store(#[source] Box<StoreError>),
    /// The folder holds another plugin.
    #[error("{} holds the plugin `{found}`, not `{plugin}`", folder.display())]
    OtherPlugin {
        /// The plugin that was to be replaced.
        plugin: Name,
        /// What the folder holds.
        found: Name,
        /// The folder.
        folder: PathBuf,
    },
    /// The plugin's code cannot be had, or nobody trusted vouches for it.
    #[error("cannot use the code of `{plugin}`")]
    Code {
        /// The plugin.
        plugin: Name,
        /// Why not.
        source: Box<Error>,
    },
    /// The policy file that the plugin was installed under cannot be used.
    #[error("cannot use the policy that `{plugin}` was installed under")]
    Policy {
        /// The plugin.
        plugin: Name,
        /// Why not.
        source: Box<plugwright::PolicyError>,
    },
    /// The new version asks for more than was granted, or offers less than before.
    #[error("`{plugin}` {} is not taken: {}", diff.to, diff.objections(*accepted_breaks).join("; "))]
    Diff {
        /// The plugin.
        plugin: Name,
        /// What is different.
        diff: Box<Diff>,
        /// Whether the host took on what breaks callers.
        accepted_breaks: bool,
    },
    /// The new version failed among its first calls, and the old one is back.
    #[error("`{plugin}` {from} is back in place of {to}: {reason}")]
    Returned {
        /// The plugin.
        plugin: Name,
        /// The version that serves again.
        from: Version,
        /// The version that failed.
        to: Box<Version>,
        /// How it failed.
        reason: String,
    },
    /// There is no version to go back to.
    #[error("`{plugin}` has no version before {} to go back to", current.as_ref().map_or_else(|| "this".to_owned(), ToString::to_string))]
    NoPrevious {
        /// The plugin.
        plugin: Name,
        /// The version that serves.
        current: Option<Version>,
    },
    /// Others that run need the plugin in a version that the new one is not.
    #[error("`{dependent}` needs `{plugin}` {range}, which {to} is not")]
    Dependents {
        /// The plugin.
        plugin: Name,
        /// Who needs it.
        dependent: Name,
        /// The versions that would do.
        range: semver::VersionReq,
        /// The version that was to come.
        to: Version,
    },
    /// The system does not tell of changes in the base folder.
    #[error("cannot watch {}", path.display())]
    Watch {
        /// The base folder.
        path: PathBuf,
        /// Why not.
        source: notify_debouncer_full::notify::Error,
    },
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

fn because(reason: Option<&str>) -> String {
    reason.map(|reason| format!(": {reason}")).unwrap_or_default()
}

fn calls(most: NonZeroU32) -> String {
    match most {
        NonZeroU32::MIN => "1 call".to_owned(),
        more => format!("{more} calls"),
    }
}

fn list(findings: &[Diagnostic]) -> String {
    let place = |finding: &Diagnostic| finding.span.as_ref().map(|span| format!("{span}: ")).unwrap_or_default();
    findings.iter().map(|finding| place(finding) + &finding.message).collect::<Vec<_>>().join("; ")
}
