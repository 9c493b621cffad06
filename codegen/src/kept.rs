//! [`Kept`]: what a build of a folder leaves for the next one of the same folder, which is most often after a small edit:
//! the private folder, so that cargo finds the dependencies built, and the [`Frame`].

mod direct;

use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};

use plugwright_interface::abi::Facts;

use crate::bridge::Bridge;
use crate::key::digest;
use crate::rustc::Linked;
use crate::toolchain::Toolchain;
use crate::workspace::Workspace;
use crate::{Error, process};
use direct::{Direct, SPELL};

/// What a build leaves for the next one of the same folder. Clones share it; it is removed from the disk with the last.
///
/// One build at a time has it. Others that run meanwhile begin from nothing.
#[derive(Clone, Debug, Default)]
pub struct Kept(Arc<Mutex<Option<Left>>>);

impl Kept {
    pub(crate) fn take(&self) -> Option<Left> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(crate) fn put(&self, left: Left) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(left);
    }
}

/// The folder of a build, and what is known of its content.
#[derive(Debug)]
pub(crate) struct Left {
    pub workspace: Workspace,
    pub frame: Option<Frame>,
}

impl Left {
    pub(crate) const fn new(workspace: Workspace) -> Self {
        Self { workspace, frame: None }
    }
}

/// A compiled bridge that can be linked again: everything of a library but the plugin's own object.
///
/// That holds while the compiler would make the same bridge: same text, same facts, same compiler, and a plugin that is
/// the same to whoever is compiled against it (`Crate::outline`).
#[derive(Debug)]
pub(crate) struct Frame {
    identity: String,
    facts: Facts,
    program: String,
    args: Vec<String>,
    variables: Vec<(String, String)>,
    direct: Option<Direct>,
}

impl Frame {
    /// Names the bridge by everything that decides what it compiles to, but for the facts of the compiled plugin. None where
    /// that is not known: dependencies may bring macros.
    pub(crate) fn identity(bridge: &Bridge, toolchain: &Toolchain) -> Option<String> {
        let outline = bridge.outline.as_ref().filter(|_| toolchain.links_elf() && !bridge.plugin.needs_cargo)?;
        let plugin = (&bridge.plugin.features, &bridge.plugin.sdk, bridge.plugin.profile);
        let all = (outline, bridge.text(), &bridge.interface, &bridge.policy, plugin, toolchain);
        Some(digest(format!("{all:?}").as_bytes()))
    }

    /// Reads how the compiler linked a bridge, in the words of `--print=link-args`. None where it says it in a way that we do
    /// not know.
    pub(crate) fn read((identity, facts): (String, Facts), said: &[u8]) -> Option<Self> {
        let mut words = words(std::str::from_utf8(said).ok()?.trim())?.into_iter().peekable();
        let mut variables = Vec::new();
        while let Some(Word { name: Some(name), text }) = words.next_if(|word| word.name.is_some()) {
            variables.push((name, text));
        }
        let program = words.next()?.text;
        let args: Vec<_> =
            words.map(|word| if word.name.is_none() { Some(word.text) } else { None }).collect::<Option<_>>()?;
        let direct = None;
        let is_whole = Path::new(&program).is_absolute() && !args.is_empty();
        is_whole.then_some(Self { identity, facts, program, args, variables, direct })
    }

    /// Prepares the C compiler to say how it links.
    pub(crate) fn spell(&self, workspace: &Workspace) -> Command {
        let mut command = self.link(workspace);
        command.arg(SPELL);
        command
    }

    /// Takes in what the C compiler said.
    pub(crate) fn spelled(mut self, said: &[u8], linked: &Linked) -> Self {
        let read = |plugin| Direct::read(std::str::from_utf8(said).ok()?, &self.args, plugin);
        self.direct = linked.plugin.to_str().and_then(read);
        self
    }

    pub(crate) fn is(&self, identity: &str) -> bool {
        self.identity == identity
    }

    /// Whether the plugin that it was made with has these facts.
    pub(crate) fn has(&self, facts: &Facts) -> bool {
        self.facts == *facts
    }

    /// Prepares the linker to do what [`Frame::link`] does with a plugin that it is given as its input.
    pub(crate) fn link_input(&self, workspace: &Workspace) -> Option<Command> {
        let mut command = self.direct.as_ref()?.command(workspace)?;
        self.settle(&mut command, workspace);
        Some(command)
    }

    /// Prepares the linker to do once more what it did for the compiler, with whatever objects there are now. What the
    /// plugin no longer has and the bridge needs is an error.
    pub(crate) fn link(&self, workspace: &Workspace) -> Command {
        let mut command = process::command(Path::new(&self.program), workspace.path());
        command.args(&self.args).arg("-Wl,-z,defs");
        self.settle(&mut command, workspace);
        command
    }

    fn settle(&self, command: &mut Command, workspace: &Workspace) {
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        workspace.settle(command);
    }
}

/// A word of a command line, with the name of the variable that it is the value of.
#[derive(Debug, PartialEq, Eq)]
struct Word {
    name: Option<String>,
    text: String,
}

/// Takes a command line apart that is written as `Command` shows it: each word in quotes, or `NAME="value"`.
fn words(line: &str) -> Option<Vec<Word>> {
    let mut words = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let (name, quoted) = rest.split_once('"')?;
        let name = name.strip_suffix('=').map(str::to_owned).or_else(|| name.is_empty().then(String::new))?;
        let (text, after) = unquoted(quoted)?;
        words.push(Word { name: Some(name).filter(|name| !name.is_empty()), text });
        rest = after.strip_prefix(' ').or_else(|| after.is_empty().then_some(after))?;
    }
    Some(words)
}

/// Reads up to the closing quote, and returns what follows it.
fn unquoted(quoted: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return Some((text, &quoted[at + 1..])),
            '\\' => match chars.next()?.1 {
                escaped @ ('"' | '\\' | '\'') => text.push(escaped),
                // Nothing that a path has.
                _ => return None,
            },
            char => text.push(char),
        }
    }
    None
}

/// The arguments by which the compiler says how it links, and leaves what it makes for that.
pub(crate) const RECORD: [&str; 3] = ["--print=link-args", "-C", "save-temps"];

/// Whether an error is that of the place that a build happened in, so that another place may do.
pub(crate) const fn is_of_place(error: &Error) -> bool {
    matches!(error, Error::Workspace { .. } | Error::Tool { .. } | Error::ForeignConfig { .. })
}

#[cfg(test)]
mod tests;
