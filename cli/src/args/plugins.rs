//! The arguments of the commands that deal with installed plugins.

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use plugwright::Cancel;
use plugwright_manager::{
    AcquireOptions, AddOptions, Age, GitSource, KEYS_FILE, Locking, Name, Origin, Revision, Shelf, Transport,
    TrustedKeys, Unsigned, Wanted,
};

use super::{Grants, Output};
use crate::failure::Failure;

/// Install a plugin, or another version of it: a folder, a .plg file, a git repository, or NAME@VERSION.
///
/// NAME@VERSION means a version that is kept; one that is not is looked for where --from says, or where the plugin came
/// from: in a folder of packages, or among the tags of a repository (`v1.2.0`, `NAME-v1.2.0`).
///
/// Everything is checked, unpacked and built before the version in use changes. Packages must be signed by a key in the
/// file `trusted-keys` of the base folder.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  plugwright install my_plugin\n  plugwright install greet-1.2.0.plg\n  plugwright install https://example.org/plugins.git --rev v1.2.0 --subdir greet\n  plugwright install greet@1.2 --from packages"
)]
pub(crate) struct Install {
    /// Folder of a plugin or crate, a .plg file, the address of a git repository, or NAME@VERSION.
    #[arg(value_name = "SRC")]
    pub(crate) dir: PathBuf,
    /// Folder of packages, or address of a repository, that has the versions of NAME@VERSION.
    #[arg(long, value_name = "PLACE")]
    from: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) trust: Trust,
    /// Commit, tag or branch of the repository; its default branch where nothing is said.
    #[arg(long, value_name = "REV")]
    rev: Option<Revision>,
    /// Folder of the plugin inside the repository.
    #[arg(long, value_name = "DIR")]
    subdir: Option<PathBuf>,
    /// Install nothing but what `plugwright.lock` names, to the byte, with the grants that it names.
    #[arg(long)]
    pub(crate) locked: bool,
    #[command(flatten)]
    pub(crate) consent: Consent,
    #[command(flatten)]
    pub(crate) policy: Grants,
    #[command(flatten)]
    pub(super) output: Output,
}

/// List the installed plugins.
#[derive(Debug, ClapArgs)]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Show everything about an installed plugin, and check that its files are what was installed.
#[derive(Debug, ClapArgs)]
pub(crate) struct Info {
    /// The plugin.
    pub(crate) name: Name,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Get a newer version of a plugin from where it came from, or from elsewhere.
///
/// Shows first what the new version uses that the old one did not, and what can be called in it, with the lines of the
/// sources. What it was granted before it keeps; what it uses beyond that needs a new grant.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  plugwright upgrade greet\n  plugwright upgrade greet --from greet-1.3.0.plg\n  plugwright upgrade greet --prove greet --arg World"
)]
pub(crate) struct Upgrade {
    /// The plugin.
    pub(crate) name: Name,
    /// Folder, .plg file or address of a repository to get it from.
    #[arg(long, value_name = "SRC")]
    pub(crate) from: Option<PathBuf>,
    /// Call this function from several threads while the plugin is replaced, and show which version served what.
    #[arg(long, value_name = "FUNCTION")]
    pub(crate) prove: Option<String>,
    /// An argument of that function; one for each parameter.
    #[arg(long, value_name = "ARG", allow_hyphen_values = true, requires = "prove")]
    pub(crate) arg: Vec<String>,
    #[command(flatten)]
    pub(crate) consent: Consent,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) trust: Trust,
    #[command(flatten)]
    pub(crate) policy: Grants,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Go back to the version of a plugin that was in use before, or to another one that is kept.
#[derive(Debug, ClapArgs)]
pub(crate) struct Rollback {
    /// The plugin.
    pub(crate) name: Name,
    /// The version; `plugwright info` lists those that are kept.
    #[arg(long, value_name = "VERSION")]
    pub(crate) to: Option<semver::Version>,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Make the version of a plugin that is in use stay in use.
#[derive(Debug, ClapArgs)]
pub(crate) struct Pin {
    /// The plugin.
    pub(crate) name: Name,
    /// Let it be replaced again.
    #[arg(long)]
    pub(crate) off: bool,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Say which installed plugins could be had in a newer version where they came from.
#[derive(Debug, ClapArgs)]
pub(crate) struct Outdated {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) trust: Trust,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Remove a plugin in all versions.
#[derive(Debug, ClapArgs)]
pub(crate) struct Remove {
    /// The plugin.
    pub(crate) name: Name,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Remove the versions that nobody will go back to.
#[derive(Debug, ClapArgs)]
pub(crate) struct Gc {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(super) output: Output,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Place {
    /// Folder of the plugins; the user's own folder for data where nothing is said.
    #[arg(long, value_name = "DIR", env = "PLUGWRIGHT_BASE")]
    base: Option<PathBuf>,
}

/// What the user says to what a new version changes.
#[derive(Debug, ClapArgs)]
pub(crate) struct Consent {
    /// Take a new version in which functions are gone or have other types, though its number does not say so.
    #[arg(long)]
    pub(crate) accept_breaks: bool,
    /// Grant what this command grants, and nothing that was granted before.
    #[arg(long)]
    pub(crate) forget_grants: bool,
    /// Ask nothing; without a terminal nothing is asked anyway.
    #[arg(long, short)]
    pub(crate) yes: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Signatures {
    /// File of the keys whose signatures count, instead of `trusted-keys` in the base folder.
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// Take a package or a prebuilt library that nobody trusted signed.
    #[arg(long)]
    allow_unsigned: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Trust {
    #[command(flatten)]
    signatures: Signatures,
    /// Take a version that is older than one that was installed.
    #[arg(long)]
    allow_older: bool,
    /// Reach repositories in these ways, too: file, git, http. Only https and ssh prove who answers.
    #[arg(long, value_name = "WAY,…", value_delimiter = ',', value_parser = transport)]
    transport: Vec<Transport>,
}

impl Place {
    /// What holds where no option says anything.
    pub(crate) fn of_user() -> Self {
        Self { base: std::env::var_os("PLUGWRIGHT_BASE").map(PathBuf::from) }
    }

    /// The base folder.
    pub(crate) fn base(&self) -> Result<PathBuf, Failure> {
        let var = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let user = || {
            if cfg!(windows) {
                var("LOCALAPPDATA")
            } else if cfg!(target_os = "macos") {
                Some(var("HOME")?.join("Library/Application Support"))
            } else {
                var("XDG_DATA_HOME").or_else(|| Some(var("HOME")?.join(".local/share")))
            }
        };
        let named = self.base.clone().filter(|base| !base.as_os_str().is_empty());
        named.or_else(|| Some(user()?.join("plugwright"))).ok_or(Failure::NoBase)
    }
}

impl Signatures {
    /// The keys whose signatures count.
    pub(crate) fn keys(&self, base: &Path) -> Result<TrustedKeys, Failure> {
        let path = self.keys.clone().unwrap_or_else(|| base.join(KEYS_FILE));
        Ok(TrustedKeys::load(&path)?)
    }

    /// What becomes of what nobody trusted signed.
    pub(crate) const fn unsigned(&self) -> Unsigned {
        if self.allow_unsigned { Unsigned::Allow } else { Unsigned::Refuse }
    }
}

impl Trust {
    /// Whose signatures count.
    pub(crate) const fn signatures(&self) -> &Signatures {
        &self.signatures
    }

    /// What the user trusts.
    pub(crate) fn options(&self, base: &Path, cancel: &Cancel) -> Result<AcquireOptions, Failure> {
        let mut options = AcquireOptions::new(self.signatures.keys(base)?, base.join(".store/.git"));
        options.unsigned = self.signatures.unsigned();
        options.git.transports.extend(&self.transport);
        options.cancel = cancel.clone();
        Ok(options)
    }

    /// How the store takes it.
    pub(crate) fn add_options(&self) -> AddOptions {
        AddOptions { age: if self.allow_older { Age::Any } else { Age::NotOlder }, ..AddOptions::default() }
    }
}

impl Install {
    /// Where the plugin is.
    pub(crate) fn origin(&self) -> Result<Origin, Failure> {
        origin(&self.dir, self.rev.clone(), self.subdir.clone())
    }

    /// The versions that are wanted, where the source is none by itself.
    pub(crate) fn wanted(&self) -> Result<Option<Wanted>, Failure> {
        let is_wanted = |word: &&str| word.contains('@') && !is_url(word) && origin(&self.dir, None, None).is_err();
        let word = self.dir.to_str().filter(is_wanted);
        let wanted = word.map(|word| word.parse().map_err(Failure::Wanted)).transpose()?;
        let meaningless = match &wanted {
            None => self.from.is_some().then_some("--from"),
            Some(_) => self.rev.is_some().then_some("--rev"),
        };
        match meaningless {
            Some(option) => Err(Failure::Meaningless { option, word: self.dir.display().to_string() }),
            None => Ok(wanted),
        }
    }

    /// The place that the user says to have several versions.
    pub(crate) fn shelf(&self) -> Result<Option<Shelf>, Failure> {
        let Some(from) = &self.from else { return Ok(None) };
        if from.is_dir() {
            return Ok(Some(Shelf::Folder(from.clone())));
        }
        match origin(from, None, self.subdir.clone()) {
            Ok(Origin::Git(source)) => Ok(Some(Shelf::Repository(source))),
            _ => Err(Failure::NoShelf { place: from.display().to_string() }),
        }
    }

    /// How the store takes it.
    pub(crate) fn add_options(&self) -> AddOptions {
        let locking = if self.locked { Locking::Obey } else { Locking::Write };
        AddOptions { locking, ..self.trust.add_options() }
    }
}

/// Finds out what a word on the command line means.
pub(crate) fn origin(word: &Path, rev: Option<Revision>, subdir: Option<PathBuf>) -> Result<Origin, Failure> {
    if word.is_dir() {
        return Ok(Origin::Folder(word.to_owned()));
    }
    if word.is_file() {
        return Ok(Origin::Package(word.to_owned()));
    }
    let text = word.to_string_lossy();
    match text.parse() {
        Ok(url) => Ok(Origin::Git(GitSource { url, rev, subdir })),
        Err(source) if is_url(&text) => Err(Failure::Address(source)),
        Err(_) => Err(Failure::NoSource { origin: text.into_owned() }),
    }
}

/// Whether somebody means an address, be it a good one or not.
fn is_url(word: &str) -> bool {
    word.contains("://")
}

fn transport(name: &str) -> Result<Transport, String> {
    let known = Transport::ALL.into_iter().find(|transport| transport.name() == name);
    known.ok_or_else(|| format!("expected one of {}", Transport::ALL.map(Transport::name).join(", ")))
}
