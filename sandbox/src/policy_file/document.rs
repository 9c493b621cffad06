//! The file as it is written: every key that there is, with its type. The schema is made of these, and the file is held
//! against the schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// What a host allows its plugins.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Document {
    /// Version of this format: 1.
    #[schemars(range(min = 1, max = 1))]
    #[expect(dead_code, reason = "the schema allows no other")]
    pub(super) version: u32,
    /// What holds for every plugin.
    #[serde(default)]
    pub(super) defaults: Defaults,
    /// Rules by id, and what their findings weigh.
    #[serde(default)]
    pub(super) rules: BTreeMap<String, Level>,
    /// Groups of items of the standard library, to be granted by name.
    #[serde(default)]
    pub(super) api: BTreeMap<String, Group>,
    /// What single plugins may do, by name of the package; `*` is every plugin.
    #[serde(default)]
    pub(super) plugin: BTreeMap<String, Plugin>,
    /// Single findings that are let pass for a time.
    #[serde(default)]
    pub(super) exception: Vec<Exception>,
}

/// What holds for every plugin.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Defaults {
    /// Where calls run. There is one place so far, and it asks for `trusted`.
    pub(super) isolation: Option<Isolation>,
    /// That whoever wrote the plugins is trusted not to be malicious, which `in-process` asks for.
    #[serde(default)]
    pub(super) trusted: bool,
    /// Walls without which nothing is built.
    #[serde(default)]
    pub(super) require: Vec<Wall>,
    /// Walls that are put up where the system has them.
    #[serde(default)]
    pub(super) prefer: Vec<Wall>,
    /// Editions of Rust that a plugin may be written in.
    pub(super) editions: Option<Vec<Edition>>,
    /// What a grant weighs that the plugin has no use for.
    pub(super) unused_grants: Option<Level>,
    /// What the processes of a build may use up.
    #[serde(default)]
    pub(super) build: Build,
    /// What a call may use up: only `threads = 0` can be kept, and each other key is an error.
    #[serde(default)]
    pub(super) limits: Limits,
}

/// What a call may use up. Only a process of its own can be held to any of it but `threads = 0`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Limits {
    /// Milliseconds of a clock on the wall.
    pub(super) wall_ms: Option<u64>,
    /// Milliseconds of a processor.
    pub(super) cpu_ms: Option<u64>,
    /// Memory.
    pub(super) memory_mib: Option<u64>,
    /// Threads that a plugin may start. With 0 it is denied the capability.
    pub(super) threads: Option<u32>,
    /// What it may write to the standard streams.
    pub(super) output_kib: Option<u64>,
    /// Size of a result.
    pub(super) result_mib: Option<u64>,
    /// Stack.
    pub(super) stack_mib: Option<u64>,
}

/// Where calls run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Isolation {
    /// In the host's process.
    InProcess,
}

/// A wall around the processes of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Wall {
    Privileges,
    Landlock,
    Seccomp,
    NetworkNamespace,
    Limits,
}

/// An edition of Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub(super) enum Edition {
    #[serde(rename = "2015")]
    E2015,
    #[serde(rename = "2018")]
    E2018,
    #[serde(rename = "2021")]
    E2021,
    #[serde(rename = "2024")]
    E2024,
}

/// What a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    Allow,
    Note,
    #[serde(rename = "warn")]
    Warning,
    Error,
}

/// What the processes of a build may use up.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Build {
    /// Seconds of a clock on the wall.
    #[schemars(range(min = 1))]
    pub(super) wall_s: Option<u64>,
    /// Seconds of a processor, per process.
    #[schemars(range(min = 1))]
    pub(super) cpu_s: Option<u64>,
    /// Memory per process.
    #[schemars(range(min = 1))]
    pub(super) memory_mib: Option<u64>,
    /// Size of a written file.
    #[schemars(range(min = 1))]
    pub(super) file_mib: Option<u64>,
    /// Processes and threads at a time.
    #[schemars(range(min = 1))]
    pub(super) processes: Option<u32>,
    /// No build has network, so that only `false` can be said.
    #[serde(default)]
    pub(super) network: bool,
}

/// Items of the standard library.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Group {
    /// Paths such as `std::thread::available_parallelism`; everything below is meant, too.
    pub(super) include: Vec<String>,
    /// Paths below those that are not meant.
    #[serde(default)]
    pub(super) exclude: Vec<String>,
}

/// What a plugin may do.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Plugin {
    /// Why; every grant needs one.
    pub(super) reason: Option<String>,
    /// Digest of the plugin's folder; the grants hold for no other.
    pub(super) source_sha256: Option<String>,
    /// What is granted.
    #[serde(default)]
    pub(super) grant: Grants,
    /// What is not, whatever is granted elsewhere.
    #[serde(default)]
    pub(super) deny: Grants,
    /// Packages that it may depend on.
    #[serde(default)]
    pub(super) deps: Dependencies,
    /// What a call of it may use up, as in `defaults.limits`.
    #[serde(default)]
    pub(super) limits: Limits,
}

/// Capabilities, each of which is named or not.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Grants {
    /// `unsafe` code, raw symbols of the C library.
    #[serde(default)]
    pub(super) r#unsafe: bool,
    /// Foreign functions and symbol attributes.
    #[serde(default)]
    pub(super) ffi: bool,
    /// Child processes, and ending the host.
    #[serde(default)]
    pub(super) process: bool,
    /// Files and folders, all of them.
    #[serde(default)]
    pub(super) fs: bool,
    /// Sockets and name look-ups, all of them.
    #[serde(default)]
    pub(super) net: bool,
    /// Environment variables, arguments and the working directory.
    #[serde(default)]
    pub(super) env: bool,
    /// Threads, and sleeping.
    #[serde(default)]
    pub(super) thread: bool,
    /// The standard streams as objects, and pipes.
    #[serde(default)]
    pub(super) stdin: bool,
    /// Reading a clock, where `S02E` is an error.
    #[serde(default)]
    pub(super) clock: bool,
    /// A build script, which runs confined while the plugin is built.
    #[serde(default)]
    pub(super) build_script: bool,
    /// Procedural macros, which run confined while the plugin is built.
    #[serde(default)]
    pub(super) proc_macro: bool,
    /// All packages from the registry.
    #[serde(default)]
    pub(super) dependencies: bool,
    /// Groups of `[api]`.
    #[serde(default)]
    pub(super) api: Vec<String>,
}

/// Packages that a plugin may depend on.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Dependencies {
    /// The packages one by one, with everything that they depend on themselves.
    #[serde(default)]
    pub(super) allow: Vec<Dependency>,
    /// That it may depend on packages in its own folder, which are checked as it is.
    #[serde(default)]
    pub(super) vendored: bool,
}

/// A package.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Dependency {
    /// Its name in the registry.
    pub(super) name: String,
    /// The exact version, such as `1.0.15` or `=1.0.15`.
    pub(super) version: String,
    /// Checksum of the package in the registry.
    pub(super) sha256: Option<String>,
    /// That it may contain unsafe code and foreign functions.
    #[serde(default)]
    pub(super) r#unsafe: bool,
    /// Why.
    pub(super) reason: String,
}

/// A finding that is let pass: one rule, in one file of one content, for a time.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Exception {
    /// Name of the package.
    pub(super) plugin: String,
    /// Id of the rule.
    pub(super) rule: String,
    /// The file, relative to the plugin's folder.
    pub(super) path: String,
    /// Checksum of the file.
    pub(super) file_sha256: String,
    /// Why.
    pub(super) reason: String,
    /// The first day on which it does not hold any more.
    #[schemars(with = "Date")]
    pub(super) expires: toml::value::Datetime,
}

/// A date, such as 2027-01-01.
#[derive(JsonSchema)]
#[schemars(extend("format" = "date"))]
pub(super) struct Date(#[expect(dead_code, reason = "only the schema is wanted")] String);
