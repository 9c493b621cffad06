//! The arguments of the commands that run installed plugins.

use clap::Args as ClapArgs;
use plugwright_manager::Name;

use super::{Grants, Output, Place, Signatures};

/// Run an installed plugin: start it with what it needs, and call its `execute`.
///
/// The values are a JSON object; the plugin finds each under its key, and what it sets is printed.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:\n  plugwright run report --values '{\"month\": 7, \"title\": \"July\"}' --timeout 30")]
pub(crate) struct Run {
    /// The plugin.
    pub(crate) name: Name,
    /// What the plugin is given: a JSON object.
    #[arg(long, value_name = "JSON", default_value = "{}")]
    pub(crate) values: String,
    /// Give up after this many seconds. The plugin is told; code in this process cannot be killed.
    #[arg(long, value_name = "SECONDS")]
    pub(crate) timeout: Option<u64>,
    /// Show what the plugin used, and how much of that it may.
    #[arg(long)]
    pub(crate) limits: bool,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) signatures: Signatures,
    #[command(flatten)]
    pub(crate) policy: Grants,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Start all plugins of a base folder and keep in step with it: added, changed and removed ones, until interrupted.
#[derive(Debug, ClapArgs)]
pub(crate) struct Watch {
    /// What becomes of the start where a plugin does not start.
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = OnError::Skip)]
    pub(crate) on_error: OnError,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) signatures: Signatures,
    #[command(flatten)]
    pub(crate) policy: Grants,
    #[command(flatten)]
    pub(super) output: Output,
}

/// What becomes of a start at which a plugin does not start.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum OnError {
    /// It ends.
    Fail,
    /// The others start.
    Skip,
    /// The version that was in use before serves, where one is kept.
    KeepOld,
}

impl From<OnError> for plugwright_manager::OnError {
    fn from(on_error: OnError) -> Self {
        match on_error {
            OnError::Fail => Self::Fail,
            OnError::Skip => Self::Skip,
            OnError::KeepOld => Self::KeepOld,
        }
    }
}
