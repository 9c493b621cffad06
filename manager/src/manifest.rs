//! [`Manifest`]: what `plugin.json` says of a plugin, once it is known to make sense.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use plugwright::Capability;
use semver::{Version, VersionReq};

use crate::Name;

/// What `plugin.json` says of a plugin.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// What the plugin is called; its folder has the same name.
    pub name: Name,
    /// Its version.
    pub version: Version,
    /// One line on what it does; empty where nothing is said.
    pub description: String,
    /// Mail addresses of those who look after it.
    pub maintainers: Vec<String>,
    /// Its page on the web.
    pub home: Option<String>,
    /// Where its code is.
    pub source: Source,
    /// What it serves over HTTP.
    pub http_services: Option<HttpServices>,
    /// What it asks to be granted. A host decides what it gets.
    pub grants: BTreeSet<Capability>,
    /// What can be configured.
    pub config: Config,
    /// The plugins that it needs, and in which versions.
    pub depends: BTreeMap<Name, VersionReq>,
    /// Version of plugwright's ABI that a prebuilt library has.
    pub abi: Option<u32>,
}

/// Where a plugin's code is. Paths are relative to the plugin's folder and never leave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A library that was built before.
    LocalSo {
        /// The library.
        path: PathBuf,
    },
    /// A Cargo package.
    LocalSrc {
        /// The folder of the package.
        path: PathBuf,
    },
    /// A Cargo package in a git repository.
    RemoteGit {
        /// Address of the repository.
        url: String,
        /// Commit, tag or branch; the default branch where nothing is said.
        rev: Option<String>,
        /// Folder of the package inside the repository.
        subdir: Option<PathBuf>,
    },
    /// A `.plg` file.
    Package {
        /// The file.
        path: PathBuf,
    },
}

/// What a plugin serves over HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpServices {
    /// The server that the routes are written for.
    pub driver: Driver,
    /// The routes, in the manifest's order.
    pub routes: Vec<Route>,
}

/// A kind of HTTP server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Driver {
    /// The `axum` crate.
    Axum,
}

/// One route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The path, whose segments may be parameters such as `:id`.
    pub route: String,
    /// The method.
    pub method: Method,
    /// The plugin's function that answers.
    pub label: String,
}

/// A method of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
    /// `OPTIONS`
    Options,
}

/// What can be configured in a plugin.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// JSON schema of the values; every value is allowed where there is none.
    pub schema: Option<serde_json::Value>,
    /// The values where a host says nothing else: a JSON object.
    pub values: serde_json::Map<String, serde_json::Value>,
}
