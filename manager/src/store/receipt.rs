//! [`Receipt`]: what the store knows of one version, and [`Provenance`]: where that came from.

use std::collections::BTreeSet;

use plugwright::Capability;
use semver::Version;
use serde::{Deserialize, Serialize};

use crate::{Digest, Name};

/// What the store knows of a version of a plugin. That it exists means that the version is whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub(super) format: u32,
    /// The plugin.
    pub name: Name,
    /// The version.
    pub version: Version,
    /// Where it came from.
    pub source: Provenance,
    /// Digest of the package that it came in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive: Option<Digest>,
    /// Digest of the unpacked content: that of its `SHA256SUMS`.
    pub tree: Digest,
    /// The trusted key that vouches for the package: whose it is, or the key itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<String>,
    /// That key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What whoever installed it granted it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub grants: BTreeSet<Capability>,
    /// The policy file that it was installed under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// When it was installed, in seconds since 1970.
    pub installed: u64,
}

impl Receipt {
    /// The receipt of the same content that was offered again: what is granted now counts, and the better voucher.
    pub(super) fn renewed(&self, offered: &Self) -> Self {
        let granted = |receipt: &Self| Self {
            grants: offered.grants.clone(),
            policy: offered.policy.clone(),
            installed: self.installed,
            ..receipt.clone()
        };
        granted(if offered.key.is_some() { offered } else { self })
    }
}

/// Where a version came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Provenance {
    /// A folder of this machine.
    Folder {
        /// The folder.
        path: String,
    },
    /// A `.plg` file.
    Package {
        /// The file.
        path: String,
    },
    /// A git repository.
    Git {
        /// Its address.
        url: String,
        /// The commit.
        commit: String,
        /// What was asked for: a commit, tag or branch.
        #[serde(skip_serializing_if = "Option::is_none")]
        rev: Option<String>,
        /// The folder inside.
        #[serde(skip_serializing_if = "Option::is_none")]
        subdir: Option<String>,
    },
}

impl std::fmt::Display for Provenance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder { path } | Self::Package { path } => f.write_str(path),
            Self::Git { url, commit, .. } => write!(f, "{url}@{}", &commit[..commit.len().min(12)]),
        }
    }
}
