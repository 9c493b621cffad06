//! [`Error`]: why there is no library.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use plugwright_analyzer::Diagnostic;

use crate::toolchain::{add_target, cross_hint};
use crate::{Limit, Tool};

/// A build came to nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A program is not installed, or not in `PATH`.
    #[error("no {tool} found; install it with: {}", tool.install())]
    ToolMissing {
        /// The program.
        tool: Tool,
    },
    /// The compiler's target is linked statically throughout.
    #[error(
        "the compiler's target {target} has no dynamic libraries, since it links the C library statically; \
         use a toolchain for a target that does not, and a host that is built for the same"
    )]
    NoDynamicLibraries {
        /// Triple of the target.
        target: String,
    },
    /// The compiler knows no target of that name.
    #[error("the compiler knows no target `{target}`; `rustc --print target-list` lists those that there are")]
    UnknownTarget {
        /// The name that was given.
        target: String,
    },
    /// The compiler has no standard library for a target.
    #[error("the compiler has no standard library for {target}; add it with: {}", add_target(target, toolchain.as_deref()))]
    TargetMissing {
        /// Triple of the target.
        target: String,
        /// Name of the toolchain, where it was chosen by that.
        toolchain: Option<String>,
    },
    /// The host chose a toolchain that is not there.
    #[error("there is no toolchain `{name}`; `rustup toolchain list` lists those that there are")]
    NoSuchToolchain {
        /// Its name or path.
        name: String,
    },
    /// The host chose a linker that is not there.
    #[error("no linker `{linker}` found; name a C compiler that links, or one of bfd, gold, lld, mold and wild")]
    NoSuchLinker {
        /// Its name or path.
        linker: String,
    },
    /// Nothing on this machine links for a target.
    #[error("nothing here links for {target}; {}", cross_hint(target))]
    LinkerMissing {
        /// Triple of the target.
        target: String,
    },
    /// The compiler did not say what it is.
    #[error("could not learn the version of {}: {said}", program.display())]
    Probe {
        /// The compiler that was asked.
        program: PathBuf,
        /// Its answer.
        said: String,
    },
    /// A program could not be started.
    #[error("could not run {}", program.display())]
    Start {
        /// The program.
        program: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The private folder of a build could not be written or read.
    #[error("could not use the build folder {}", path.display())]
    Workspace {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// Cargo would obey a configuration that is neither the user's nor ours.
    #[error("cargo would obey {}, which lies above the build folder", path.display())]
    ForeignConfig {
        /// The configuration file.
        path: PathBuf,
    },
    /// The policy refuses what the compiler or the audit of its output found.
    #[error("the policy refuses the plugin")]
    Refused(
        /// All findings, at least one.
        Vec<Diagnostic>,
    ),
    /// The plugin's sources do not compile.
    #[error("the plugin does not compile")]
    Compile(
        /// The compiler's errors, at least one.
        Vec<Diagnostic>,
    ),
    /// None of the plugin's functions can be bridged.
    #[error("no function of the plugin can be bridged")]
    NothingToCall(
        /// Why not, for each function.
        Vec<Diagnostic>,
    ),
    /// The plugin's dependencies could not be fetched or built.
    #[error("the plugin's dependencies do not build: {said}")]
    Dependencies {
        /// What cargo said.
        said: String,
    },
    /// Cargo's list of packages could not be read.
    #[error("could not read what {} says of the packages", program.display())]
    Metadata {
        /// Cargo.
        program: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The compiler failed in a way that is not the plugin's fault.
    #[error("{} failed: {said}", program.display())]
    Tool {
        /// The compiler.
        program: PathBuf,
        /// What it said.
        said: String,
    },
    /// A build script of the plugin or of a dependency failed. It was kept from everything that no build needs, which may
    /// be the reason.
    #[error("a build script failed; it runs without network, home and folders but its own: {said}")]
    BuildScript {
        /// What cargo said, and the script.
        said: String,
    },
    /// The policy requires walls around the build that this system does not have. Nothing was started.
    #[error("the build cannot be confined")]
    Unconfined(#[source] plugwright_sandbox::Error),
    /// The build used more than its policy allows.
    #[error("the build was stopped: it {limit}")]
    LimitReached {
        /// The limit.
        limit: Limit,
    },
    /// The build was cancelled.
    #[error("the build was cancelled")]
    Cancelled,
    /// The build took too long.
    #[error("the build took longer than {} s", limit.as_secs())]
    TimedOut {
        /// The limit.
        limit: Duration,
    },
}
