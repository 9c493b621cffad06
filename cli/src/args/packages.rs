//! The arguments of the commands that make and check packages.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::{Folder, Grants, Output, Place, Trust};

/// Pack a plugin into a .plg file: manifest, sources, library for this machine, report.
///
/// The same plugin gives the same file, to the byte.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:\n  plugwright pack my_plugin && plugwright sign my_plugin-0.1.0.plg --key me.key")]
pub(crate) struct Pack {
    #[command(flatten)]
    pub(crate) plugin: Folder,
    /// Where to put it; `<name>-<version>.plg` where nothing is said. A file that is there is replaced.
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Add a library for another target that was built there.
    #[arg(long = "library", value_name = "TARGET=FILE", value_parser = library)]
    pub(crate) libraries: Vec<(String, PathBuf)>,
    #[command(flatten)]
    pub(crate) policy: Grants,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Sign a package with a minisign key, into the file of its name and `.minisig`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Sign {
    /// The .plg file.
    #[arg(value_name = "FILE")]
    pub(crate) package: PathBuf,
    /// The secret key, as `plugwright keygen` or `minisign -G` made it.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Check a package: signature, content, and that its sources give its library.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:\n  plugwright verify greet-1.2.0.plg --rebuild")]
pub(crate) struct Verify {
    /// The .plg file.
    #[arg(value_name = "FILE")]
    pub(crate) package: PathBuf,
    /// Build the sources in the package and compare the library with the one in it.
    #[arg(long)]
    pub(crate) rebuild: bool,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) trust: Trust,
    #[command(flatten)]
    pub(crate) policy: Grants,
    #[command(flatten)]
    pub(super) output: Output,
}

/// Make a pair of minisign keys: FILE is the secret one, FILE.pub the public one.
#[derive(Debug, ClapArgs)]
pub(crate) struct Keygen {
    /// Where to put the secret key; nothing is replaced.
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Keep the secret key without a password.
    #[arg(long)]
    pub(crate) no_password: bool,
    #[command(flatten)]
    pub(super) output: Output,
}

fn library(text: &str) -> Result<(String, PathBuf), String> {
    let (target, path) = text.split_once('=').ok_or("expected TARGET=FILE")?;
    Ok((target.to_owned(), PathBuf::from(path)))
}
