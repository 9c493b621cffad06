//! [`Failure`]: why a command did not do its job, and what exit status that is.

use std::io;
use std::path::{Path, PathBuf};

use plugwright::{BuildError, CallError, Diagnostic, OpenError, PolicyError, Skip};
use plugwright_manager::{
    BadAddress, BadWanted, Diff, Error as ManagerError, GitError, ManageError, Name, SignatureError, StoreError, Wanted,
};

use crate::status::Status;

/// A command came to nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The plugin could not be built, opened or asked for a function.
    #[error(transparent)]
    Plugin(plugwright::Error),
    /// The call did not come to a result.
    #[error(transparent)]
    Call(CallError),
    /// The function is there, but cannot be called.
    #[error("`{}` cannot be called: {} ({}:{})", _0.path, _0.reason, _0.file, _0.line)]
    Skipped(Skip),
    /// An argument is no value of its parameter's type.
    #[error("argument {} (`{name}`) of `{function}`: expected {expected}, found {found}", index + 1)]
    Argument {
        function: String,
        index: usize,
        name: String,
        expected: String,
        found: String,
        source: serde_json::Error,
    },
    /// The policy file cannot be used.
    #[error(transparent)]
    Policy(Box<PolicyError>),
    /// There is no such rule.
    #[error("there is no rule `{name}`{}", nearest.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    Rule { name: String, nearest: Option<String> },
    /// No crate can have that name.
    #[error("`{name}` cannot be the name of a crate: {reason}")]
    Name { name: String, reason: &'static str },
    /// `new` does not write into folders that are there.
    #[error("`{}` is there already", path.display())]
    Exists { path: PathBuf },
    /// A file could not be written.
    #[error("cannot write `{}`", path.display())]
    Write { path: PathBuf, source: io::Error },
    /// The library that was built could not be read.
    #[error("cannot read the library `{}`", path.display())]
    Read { path: PathBuf, source: io::Error },
    /// Standard output takes nothing.
    #[error("cannot write to standard output")]
    Output(#[source] io::Error),
    /// A value has no JSON form.
    #[error("cannot write the value as JSON")]
    Json(#[source] serde_json::Error),
    /// The thread for a call could not be started.
    #[error("cannot start a thread for the call")]
    Thread(#[source] io::Error),
    /// The thread of a call ended without a result.
    #[error("the call ended without a result")]
    Lost,
    /// Something that builds need is not there.
    #[error("{} that builds need {} missing", things(*count), if *count == 1 { "is" } else { "are" })]
    Missing {
        count: usize,
        /// The command that installs it, where one does.
        fix: Option<String>,
    },
    /// A command would install what is missing, and there is nobody to ask.
    #[error("nothing is installed, since there is nobody to ask: {}", lines.join("; "))]
    NobodyToAsk { lines: Vec<String> },
    /// What is missing was not installed.
    #[error("what is missing was not installed: {line}")]
    NotInstalled { line: String },
    /// A command that installs what is missing cannot be run.
    #[error("cannot run: {line}")]
    Remedy { line: String, source: io::Error },
    /// The manager could not do its part.
    #[error(transparent)]
    Manager(#[from] plugwright_manager::Error),
    /// The manager could not start, call or replace a plugin.
    #[error(transparent)]
    Manage(Box<ManageError>),
    /// A plugin does not run.
    #[error("`{plugin}` does not run")]
    NotReady { plugin: Name },
    /// A plugin has no such function.
    #[error("`{plugin}` has no function `{function}`")]
    NoFunction { plugin: Name, function: String },
    /// The values for a plugin are no JSON object.
    #[error("the values for the plugin are no JSON object")]
    Values(#[source] serde_json::Error),
    /// What is to be configured has faults.
    #[error("the settings have faults")]
    Settings { text: String, findings: Vec<Diagnostic> },
    /// Nothing of that name is configured.
    #[error("nothing is configured for `{plugin}` under `{key}`{}", nearest.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    NoSetting { plugin: Name, key: String, nearest: Option<String> },
    /// What is to be installed is nowhere.
    #[error("`{origin}` is no folder, no .plg file, no address of a git repository and no NAME@VERSION")]
    NoSource { origin: String },
    /// What is to be installed is in no repository that could be reached.
    #[error(transparent)]
    Address(BadAddress),
    /// What is to be installed is no plugin in some versions.
    #[error("cannot tell which version is wanted")]
    Wanted(#[source] BadWanted),
    /// The place that is to have several versions has not.
    #[error("`{place}` is no folder of packages and no address of a git repository")]
    NoShelf { place: String },
    /// An option that says nothing of what is to be installed.
    #[error("`{option}` says nothing of `{word}`")]
    Meaningless { option: &'static str, word: String },
    /// A plugin that was never installed came from nowhere.
    #[error("nothing says where `{wanted}` is to be had")]
    NoPlace { wanted: Wanted },
    /// What is there is another version than its name said.
    #[error("what is there is version {found}, not `{wanted}`")]
    OtherVersion { wanted: Wanted, found: semver::Version },
    /// What is to take a plugin's place is another plugin.
    #[error("what is there is the plugin `{found}`, not `{expected}`")]
    OtherPlugin { expected: Name, found: Name },
    /// A new version asks for more than was granted, or offers less than before.
    #[error("`{plugin}` {} is not taken: {}", diff.to, diff.objections(*accepted_breaks).join("; "))]
    Diff { plugin: Name, diff: Box<Diff>, accepted_breaks: bool },
    /// The user does not want a new version.
    #[error("`{plugin}` {version} is not taken in use")]
    Declined { plugin: Name, version: semver::Version },
    /// No version takes the place of another one.
    #[error("`{plugin}` {version} is the newest, so there is no upgrade to prove")]
    NothingToProve { plugin: Name, version: semver::Version },
    /// A key could not be made, read or used.
    #[error("cannot {operation} the key `{}`", path.display())]
    Key { operation: &'static str, path: PathBuf, source: minisign::PError },
    /// No folder for plugins is known.
    #[error("this system names no folder for a user's data; name one with --base")]
    NoBase,
    /// Building the sources in a package does not give its library.
    #[error("the sources in the package do not give its library")]
    NotRebuilt,
    /// The user stopped the command.
    #[error("interrupted")]
    Interrupted,
}

impl Failure {
    pub(crate) fn write(path: &Path) -> impl FnOnce(io::Error) -> Self {
        |source| Self::Write { path: path.to_owned(), source }
    }

    /// How the process ends.
    pub(crate) fn status(&self) -> Status {
        match self {
            Self::Plugin(error) => plugin_status(error),
            Self::Manager(error) => manager_status(error),
            Self::Manage(error) => manage_status(error),
            Self::NoFunction { .. } => Status::NoSuchCall,
            Self::Values(_) | Self::Settings { .. } | Self::NoSetting { .. } => Status::Usage,
            Self::NotRebuilt | Self::OtherPlugin { .. } | Self::OtherVersion { .. } => Status::Untrusted,
            Self::Diff { .. } | Self::Declined { .. } => Status::Refused,
            Self::NothingToProve { .. } => Status::NotInstalled,
            Self::Key { .. } => Status::Unavailable,
            Self::Call(CallError::Panicked { .. }) => Status::Panicked,
            Self::Call(
                CallError::NoFunction { .. }
                | CallError::NoConstant { .. }
                | CallError::ArgumentCount { .. }
                | CallError::Argument { .. },
            )
            | Self::Argument { .. }
            | Self::Skipped(_) => Status::NoSuchCall,
            Self::Name { .. }
            | Self::Exists { .. }
            | Self::Policy(_)
            | Self::Rule { .. }
            | Self::NoSource { .. }
            | Self::Address(_)
            | Self::Wanted(_)
            | Self::NoShelf { .. }
            | Self::Meaningless { .. }
            | Self::NoPlace { .. }
            | Self::NoBase => Status::Usage,
            Self::Interrupted => Status::Interrupted,
            _ => Status::BuildFailed,
        }
    }

    /// What the user can do about it, where that is not plain.
    pub(crate) fn help(&self) -> Option<String> {
        match self {
            Self::Diff { diff, accepted_breaks, .. } => Some(allowing(diff, *accepted_breaks)),
            Self::Manager(ManagerError::Store(StoreError::Pinned { name, .. })) => {
                Some(format!("let it go with: plugwright pin {name} --off"))
            }
            Self::Manage(error) => match &**error {
                ManageError::Code { source, .. } => code_help(source).map(str::to_owned),
                ManageError::Call(CallError::NoFunction { name, .. }) if name == "execute" => Some(
                    "what can be run has a `pub fn execute()`, which may take a `&plugwright_plugin::Context`"
                        .to_owned(),
                ),
                ManageError::Config { plugin, .. } => {
                    Some(format!("set them anew with: plugwright config {plugin} --file FILE"))
                }
                ManageError::Policy { .. } => {
                    Some("name another one with --policy, or install the plugin again".to_owned())
                }
                _ => None,
            },
            Self::Missing { fix, .. } => fix.as_ref().map(|fix| format!("install what is missing with: {fix}")),
            _ => self.plain_help().map(str::to_owned),
        }
    }

    fn plain_help(&self) -> Option<&'static str> {
        match self {
            Self::Manager(error @ ManagerError::Signature { .. }) => code_help(error),
            Self::Manager(ManagerError::Git { source: GitError::Transport { .. }, .. }) => {
                Some("allow it with --transport; nothing on the way then proves who answers")
            }
            Self::Manager(ManagerError::Store(StoreError::Downgrade { .. })) => {
                Some("take it all the same with --allow-older")
            }
            Self::NoPlace { .. } => Some("name a folder of packages or a repository with --from"),
            Self::Declined { .. } | Self::NobodyToAsk { .. } => Some("say yes, or --yes"),
            _ => None,
        }
    }

    /// What a new version would change, where that is the reason.
    pub(crate) fn diff(&self) -> Option<&Diff> {
        match self {
            Self::Diff { diff, .. } => Some(diff),
            Self::Manage(error) => match &**error {
                ManageError::Diff { diff, .. } => Some(diff),
                _ => None,
            },
            _ => None,
        }
    }

    /// What is wrong with the plugin, where that is the reason.
    pub(crate) fn diagnostics(&self) -> Option<&[Diagnostic]> {
        match self {
            Self::Plugin(error) => Some(error.diagnostics()).filter(|found| !found.is_empty()),
            Self::Policy(error) => match &**error {
                PolicyError::PolicyFaults { found, .. } => Some(found),
                _ => None,
            },
            Self::Settings { findings, .. } => Some(findings),
            Self::Manager(error) => Some(error.diagnostics()).filter(|found| !found.is_empty()),
            Self::Manage(error) => match &**error {
                ManageError::Build { source, .. } => Some(source.diagnostics()).filter(|found| !found.is_empty()),
                _ => None,
            },
            _ => None,
        }
    }
}

impl From<ManageError> for Failure {
    fn from(error: ManageError) -> Self {
        Self::Manage(Box::new(error))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Manager(error.into())
    }
}

impl From<plugwright::Error> for Failure {
    fn from(error: plugwright::Error) -> Self {
        match error {
            plugwright::Error::Call(error) => Self::Call(error),
            plugwright::Error::Build(BuildError::Cancelled) => Self::Interrupted,
            error => Self::Plugin(error),
        }
    }
}

/// The options that let a new version pass.
fn allowing(diff: &Diff, accepted_breaks: bool) -> String {
    let grants = (!diff.ungranted.is_empty()).then(|| format!("--grant {}", diff.ungranted.join(",")));
    let breaks = diff.breaks() && !diff.may_break() && !accepted_breaks;
    let options = grants.into_iter().chain(breaks.then(|| "--accept-breaks".to_owned()));
    format!("take it all the same with {}", options.collect::<Vec<_>>().join(" "))
}

fn code_help(error: &ManagerError) -> Option<&'static str> {
    let ManagerError::Signature { source, .. } = error else { return None };
    match source {
        SignatureError::Missing => Some("take it all the same with --allow-unsigned"),
        SignatureError::Untrusted { .. } => Some(
            "add the key of who signed it to the file trusted-keys in the base folder, or take it all the same with --allow-unsigned",
        ),
        _ => None,
    }
}

fn plugin_status(error: &plugwright::Error) -> Status {
    match error {
        plugwright::Error::Refused(_) => Status::Refused,
        plugwright::Error::NothingToCall(_) | plugwright::Error::Open(OpenError::NoFunction { .. }) => {
            Status::NoSuchCall
        }
        _ => Status::BuildFailed,
    }
}

fn manage_status(error: &ManageError) -> Status {
    match error {
        ManageError::NoPlugin { .. } | ManageError::NoPrevious { .. } => Status::NotInstalled,
        ManageError::Build { source, .. } => plugin_status(source),
        ManageError::Call(CallError::Panicked { .. }) => Status::Panicked,
        ManageError::Call(_) => Status::NoSuchCall,
        ManageError::Diff { .. } => Status::Refused,
        ManageError::Code { source, .. } => manager_status(source),
        ManageError::Policy { .. } | ManageError::Config { .. } => Status::Usage,
        _ => Status::Unavailable,
    }
}

fn manager_status(error: &ManagerError) -> Status {
    match error {
        ManagerError::Build { source, .. } => match &**source {
            plugwright::Error::Build(BuildError::Cancelled) => Status::Interrupted,
            error => plugin_status(error),
        },
        ManagerError::Manifest { .. } => Status::BuildFailed,
        ManagerError::NoVersion { .. } => Status::NotInstalled,
        ManagerError::Package { .. } | ManagerError::Signature { .. } => Status::Untrusted,
        ManagerError::Store(error) => match error {
            StoreError::NotInstalled { .. } | StoreError::NoVersion { .. } | StoreError::NoOlder { .. } => {
                Status::NotInstalled
            }
            StoreError::Disk { .. } | StoreError::Foreign { .. } => Status::Unavailable,
            _ => Status::Untrusted,
        },
        _ => Status::Unavailable,
    }
}

fn things(count: usize) -> String {
    match count {
        1 => "1 thing".to_owned(),
        more => format!("{more} things"),
    }
}
