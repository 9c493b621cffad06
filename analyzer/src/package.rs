//! [`Package`]: a crate that the plugin is built with, of whose types some may stand in what the plugin offers. Which
//! there are, and where their sources lie, is found out elsewhere.

use std::collections::BTreeMap;

use crate::cfg::Target;
use crate::source::Sources;

/// A crate that the plugin's crate is built with. Of what it offers, only types count: none of its functions is the
/// plugin's.
#[derive(Clone, Debug)]
pub struct Package {
    /// The name that generated code has for its crate. For the plugin's own dependencies that is the name which the
    /// plugin has for them; no two packages have the same.
    pub name: String,
    /// Which package it is.
    pub id: PackageId,
    /// Its files.
    pub sources: Sources,
    /// What it is built for, with the features that are on.
    pub target: Target,
    /// The names of other packages, by the names that this one has for their crates.
    pub dependencies: BTreeMap<String, String>,
}

/// What tells a package from all others of a build.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageId {
    /// Its own name.
    pub package: String,
    /// Its version.
    pub version: String,
    /// Where it lies below the plugin's folder, if it does, with `/` between the parts.
    pub vendored: Option<String>,
}
