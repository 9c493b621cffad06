//! [`Error`]: why there is no open plugin, or no result of a call.

use std::path::PathBuf;

use plugwright_analyzer::Diagnostic;
use plugwright_loader::CallError;

/// A plugin could not be built, opened or called.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The plugin's folder could not be read.
    #[error("cannot read the plugin")]
    Load(#[source] plugwright_analyzer::Error),
    /// Something is wrong with the plugin itself: a syntax error, a missing module, a type error.
    #[error("the plugin has faults: {}", summary(.0))]
    Faulty(
        /// All findings of the stage that found an error, warnings included.
        Vec<Diagnostic>,
    ),
    /// The plugin does what its policy forbids.
    #[error("the policy refuses the plugin: {}", summary(.0))]
    Refused(
        /// All findings of the stage that found an error, warnings included.
        Vec<Diagnostic>,
    ),
    /// The plugin has no function that can be called.
    #[error("the plugin has no function that can be called: {}", summary(.0))]
    NothingToCall(
        /// Why not, for each public function that there is.
        Vec<Diagnostic>,
    ),
    /// The library could not be built, and that is not the plugin's fault.
    #[error("cannot build the plugin")]
    Build(#[source] plugwright_codegen::Error),
    /// A library for another kind of machine can be built here, but not opened.
    #[error("a library for {target} cannot be opened on {host}")]
    Foreign {
        /// The target that was asked for.
        target: String,
        /// That of this machine.
        host: String,
    },
    /// The system does not tell of changes in the folder.
    #[error("cannot watch {}", dir.display())]
    Watch {
        /// The plugin's folder.
        dir: PathBuf,
        /// Why.
        #[source]
        source: notify::Error,
    },
    /// The library could not be opened, or has no such function.
    #[error(transparent)]
    Open(#[from] plugwright_loader::Error),
    /// A call did not come to a result.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Error {
    /// Returns what is wrong with the plugin, where that is the reason.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match self {
            Self::Faulty(found) | Self::Refused(found) | Self::NothingToCall(found) => found,
            _ => &[],
        }
    }
}

impl From<plugwright_codegen::Error> for Error {
    fn from(error: plugwright_codegen::Error) -> Self {
        match error {
            plugwright_codegen::Error::Refused(found) => Self::Refused(found),
            plugwright_codegen::Error::Compile(found) => Self::Faulty(found),
            plugwright_codegen::Error::NothingToCall(found) => Self::NothingToCall(found),
            error => Self::Build(error),
        }
    }
}

/// The first error in one line, and how many more there are.
fn summary(found: &[Diagnostic]) -> String {
    let errors: Vec<_> =
        found.iter().filter(|finding| finding.severity == plugwright_analyzer::Severity::Error).collect();
    let Some(first) = errors.first() else { return "it has no public one".to_owned() };
    let place = first.span.as_ref().map(|span| format!("{}:{}:{}: ", span.file, span.start.line, span.start.column));
    let more = match errors.len() - 1 {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    format!("{}{}{more}", place.unwrap_or_default(), first.message)
}
