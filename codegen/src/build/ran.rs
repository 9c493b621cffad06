//! [`Ran`]: a finished compiler run, and what its messages mean for the plugin.

use std::collections::BTreeMap;

use plugwright_analyzer::Diagnostic;

use crate::bridge::Bridge;
use crate::message::{self, Message};
use crate::{Error, Toolchain, process};

/// A finished compiler run.
pub(super) struct Ran {
    pub(super) failed: bool,
    pub(super) messages: Vec<Message>,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
}

impl Ran {
    pub(super) fn new(output: process::Output) -> Self {
        let messages = message::parse(&output.stderr);
        Self { failed: !output.status.success(), messages, stdout: output.stdout, stderr: output.stderr }
    }

    pub(super) fn errors(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().filter(|message| message.is_error())
    }

    /// Why the plugin did not compile.
    pub(super) fn error(&self, toolchain: &Toolchain, own: impl Fn(&str) -> bool) -> Error {
        // A full disk, for instance, is an error without a place.
        match self.messages.iter().any(|message| message.is_refusal() || message.is_about(&own)) {
            true => rejected(&self.messages, own),
            false => self.tool_error(toolchain),
        }
    }

    /// The compiler failed without finding fault with anybody's sources.
    pub(super) fn tool_error(&self, toolchain: &Toolchain) -> Error {
        let mut said: String = self.errors().map(|message| format!("{}\n", message.message)).collect();
        if said.is_empty() {
            said = String::from_utf8_lossy(&self.stderr).into_owned();
        }
        Error::Tool { program: toolchain.rustc.clone(), said: said.trim_end().to_owned() }
    }
}

/// Sorts the compiler's errors: what the policy forbids counts before what does not compile.
pub(super) fn rejected(messages: &[Message], own: impl Fn(&str) -> bool) -> Error {
    let refused: Vec<_> =
        messages.iter().filter(|message| message.is_refusal()).map(|message| message.diagnostic(&own)).collect();
    if !refused.is_empty() {
        return Error::Refused(refused);
    }
    let errors = messages.iter().filter(|message| message.is_error()).map(|message| message.diagnostic(&own));
    Error::Compile(errors.collect::<Vec<Diagnostic>>())
}

/// Finds the entries that the errors are about, with the first error of each.
pub(super) fn unbridgeable(bridge: &Bridge, ran: &Ran) -> BTreeMap<usize, Message> {
    let mut found = BTreeMap::new();
    for error in ran.errors() {
        let generated = |file: &str| file.replace('\\', "/") == "bridge/src/lib.rs";
        let lines = error.spans.iter().filter_map(|span| span.within(generated)).map(|span| span.line_start);
        let about = lines.map(|line| bridge.entries_at(line)).find(|entries| !entries.is_empty());
        for index in about.unwrap_or_default() {
            found.entry(index).or_insert_with(|| error.clone());
        }
    }
    found
}
