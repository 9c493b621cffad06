//! The arguments of `config`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use plugwright_manager::Name;

use super::{Output, Place};

/// Show what is configured for a plugin, or set it.
///
/// A value is JSON; what is no JSON is text. The plugin's own schema decides what is taken. A plugin that runs in another
/// program sees it when it is started again.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  plugwright config sync\n  plugwright config sync retries 5\n  plugwright config sync retries --unset\n  plugwright config sync --file sync.json"
)]
pub(crate) struct Config {
    /// The plugin.
    pub(crate) name: Name,
    /// The setting; all of them where nothing is said.
    #[arg(value_name = "KEY")]
    pub(crate) key: Option<String>,
    /// What to set it to.
    #[arg(value_name = "VALUE", allow_negative_numbers = true)]
    pub(crate) value: Option<String>,
    /// Leave the setting to the plugin again.
    #[arg(long, requires = "key", conflicts_with = "value")]
    pub(crate) unset: bool,
    /// Set what this file says, which holds a JSON object, and leave the rest to the plugin.
    #[arg(long, value_name = "FILE", conflicts_with = "key")]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(super) output: Output,
}
