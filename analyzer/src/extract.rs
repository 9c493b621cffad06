//! [`extract`]: what a parsed crate offers to a host, and what it does not and why.

use plugwright_interface::Interface;

use crate::diagnostic::Span;
use crate::krate::Crate;
use crate::reason::Reason;

/// The callable part of a crate.
#[derive(Clone, Debug)]
pub struct Extraction {
    /// What can be called.
    pub interface: Interface,
    /// How the bridge calls it: `exports[i]` belongs to `interface.functions[i]`.
    pub exports: Vec<Export>,
    /// What is public but cannot be called, in order of files and lines.
    pub skipped: Vec<Skipped>,
}

/// How one function is called from generated code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// Path inside the crate, with `r#` where it is needed.
    pub path: Vec<String>,
    /// How each argument is passed.
    pub params: Vec<Passing>,
    /// What becomes of the result.
    pub result: Returning,
    /// The name of the function in its source.
    pub span: Span,
}

/// How an argument is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Passing {
    /// As whatever type the function wants.
    Inferred,
    /// As exactly the interface's type, since the function takes many.
    Typed,
}

/// What becomes of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Returning {
    /// It crosses as it is.
    Value,
    /// It is a `Result` whose error crosses as its `Display` text.
    ErrorText,
}

/// A public function that cannot be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its shortest public path; of a macro call its name with `!`.
    pub path: String,
    /// Why.
    pub reason: Reason,
    /// Its name in the source.
    pub span: Span,
}

/// Finds everything that can be called.
#[must_use]
pub fn extract(krate: &Crate<'_>) -> Extraction {
    let interface = Interface {
        krate: krate.manifest.crate_name(),
        version: krate.manifest.version.clone().unwrap_or_else(|| "0.0.0".to_owned()),
        functions: Vec::new(),
    };
    Extraction { interface, exports: Vec::new(), skipped: Vec::new() }
}
