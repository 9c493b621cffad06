//! [`Stage`]: what a build is busy with, for a host that shows it.

use std::fmt;

/// A stage of the way from a folder to an open library, in order. A build that finds its library in the cache skips
/// those between `Load` and `Open`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The folder is read.
    Load,
    /// The sources are parsed, held against the policy, and searched for what can be called.
    Check,
    /// Another thread or process builds the same plugin.
    Wait,
    /// The plugin's own sources are compiled, and its dependencies.
    Compile,
    /// The bridge is compiled and linked.
    Link,
    /// The compiled objects are held against the policy.
    Audit,
    /// The library is loaded.
    Open,
}

impl fmt::Display for Stage {
    /// Writes the stage as a person reads it, such as `compiling the plugin`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Load => "reading the folder",
            Self::Check => "checking the sources",
            Self::Wait => "waiting for another build of the same plugin",
            Self::Compile => "compiling the plugin",
            Self::Link => "compiling the bridge",
            Self::Audit => "auditing the objects",
            Self::Open => "loading the library",
        })
    }
}

impl From<plugwright_codegen::Stage> for Stage {
    fn from(stage: plugwright_codegen::Stage) -> Self {
        match stage {
            plugwright_codegen::Stage::Wait => Self::Wait,
            plugwright_codegen::Stage::Compile => Self::Compile,
            plugwright_codegen::Stage::Link => Self::Link,
            plugwright_codegen::Stage::Audit => Self::Audit,
        }
    }
}
