//! Sources in git repositories: the program `git`, kept from everything that it could be talked into, fetches one commit
//! into a bare repository of our own; no work tree is ever made, and nothing of the repository is run.

mod address;
mod fetch;
mod program;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

pub use address::{BadAddress, GitUrl, Revision, Transport};
pub(crate) use fetch::{fetch, tags};

/// A Cargo package in a git repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitSource {
    /// Address of the repository.
    pub url: GitUrl,
    /// Commit, tag or branch; the default branch where nothing is said.
    pub rev: Option<Revision>,
    /// Folder of the package inside the repository.
    pub subdir: Option<PathBuf>,
}

/// How repositories are reached, and what one may cost.
#[derive(Clone, Debug)]
pub struct GitOptions {
    /// Folder of the copies of repositories; it need not exist.
    pub cache: PathBuf,
    /// How repositories may be reached.
    pub transports: BTreeSet<Transport>,
    /// Longest time that git may take.
    pub time: Duration,
    /// Most bytes of what is fetched, and of the files in it.
    pub bytes: u64,
    /// Most files.
    pub files: usize,
}

impl GitOptions {
    /// Reaches servers that prove who they are, for at most 300 s, 256 MiB and 20,000 files.
    pub fn new(cache: impl Into<PathBuf>) -> Self {
        Self {
            cache: cache.into(),
            transports: [Transport::Https, Transport::Ssh].into(),
            time: Duration::from_secs(300),
            bytes: 256 << 20,
            files: 20_000,
        }
    }
}

/// The files of one commit.
#[derive(Clone, Debug)]
pub(crate) struct Checkout {
    /// Full name of the commit.
    pub(crate) commit: String,
    /// The files below the wanted folder, by their path inside it.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}
