//! What can go wrong in using this crate; a fault of the plugin is a `Diagnostic`, never one of these.

use std::path::PathBuf;

use plugwright_analyzer::Diagnostic;

use crate::{Capability, Mechanism};

/// A request to the sandbox that cannot be carried out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A grant names no capability.
    #[error("unknown capability `{name}`, {}", hint(*nearest))]
    UnknownCapability {
        /// What was written.
        name: String,
        /// The capability that was probably meant.
        nearest: Option<Capability>,
    },
    /// A policy asks for a mechanism that there is none of.
    #[error("unknown mechanism `{name}`, expected one of {}", Mechanism::ALL.map(Mechanism::name).join(", "))]
    UnknownMechanism {
        /// What was written.
        name: String,
    },
    /// The policy requires a mechanism that this system does not have.
    #[error("the policy requires `{mechanism}` around builds: {reason}")]
    MechanismMissing {
        /// The mechanism.
        mechanism: Mechanism,
        /// Why it cannot be used.
        reason: String,
    },
    /// The policy file could not be read.
    #[error("cannot read the policy file `{}`", path.display())]
    ReadPolicy {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The policy file says what cannot be meant.
    #[error("the policy file `{file}` has faults: {}", first(found))]
    PolicyFaults {
        /// The file.
        file: String,
        /// All of them.
        found: Vec<Diagnostic>,
    },
    /// A program could not be started.
    #[error("could not start the program")]
    Start(#[source] std::io::Error),
}

fn hint(nearest: Option<Capability>) -> String {
    match nearest {
        Some(capability) => format!("did you mean `{capability}`?"),
        None => format!("expected one of {}", Capability::ALL.map(Capability::name).join(", ")),
    }
}

/// The first fault with its place, and how many more there are.
fn first(found: &[Diagnostic]) -> String {
    let Some(first) = found.first() else { return "none that has a name".to_owned() };
    let place = first.span.as_ref().map(|span| format!("{}:{}: ", span.start.line, span.start.column));
    let more = if found.len() > 1 { format!(" (and {} more)", found.len() - 1) } else { String::new() };
    format!("{}{}{more}", place.unwrap_or_default(), first.message)
}
