//! [`Linkage`]: the objects of a plugin and its bridge → a library. Who holds those against the policy is `build.rs`.

use plugwright_analyzer::Diagnostic;

use super::Job;
use super::objects::{Compiled, Objects};
use super::ran::{Ran, unbridgeable};
use crate::bridge::Bridge;
use crate::kept::{Frame, Left, RECORD};
use crate::message::Message;
use crate::process::{self, Running};
use crate::rustc::{self, Linked};
use crate::stop::Limits;
use crate::toolchain::Toolchain;
use crate::workspace::Workspace;
use crate::{Error, code, reach};

/// How often a bridge is made smaller by the functions whose calls do not compile. The compiler reports names, types
/// and borrows one after another, so that each may take a round.
const ROUNDS: usize = 4;

/// A library that is linked, still in its workspace.
pub(super) struct Linkage {
    pub library: Vec<u8>,
    pub bridge: Bridge,
    /// What the audit of the objects found, where that was done meanwhile.
    pub found: Option<Vec<Diagnostic>>,
}

impl Job<'_> {
    /// Links the compiled bridge of the build before, by the linker that waits for the plugin if there is one.
    pub(super) fn link_again(
        &self,
        bridge: &Bridge,
        workspace: &Workspace,
        (frame, linker): (&Frame, Option<Running>),
        objects: &Objects,
    ) -> Result<Option<Linkage>, Error> {
        let start = || process::start(frame.link(workspace), &reach::compiling(self.toolchain, workspace), self.limits);
        let has_waited = linker.is_some();
        let mut linker = linker.map_or_else(start, Ok)?;
        linker.feed(objects.plugin().to_vec());
        let found = self.audit_objects(bridge, workspace, objects)?;
        let mut ran = Ran::new(linker.finish(self.limits)?);
        if ran.failed && has_waited {
            // What waits is the linker alone, which may lack something that the compiler's way of calling it has.
            let mut linker = start()?;
            linker.feed(objects.plugin().to_vec());
            ran = Ran::new(linker.finish(self.limits)?);
        }
        if ran.failed {
            // The bridge may use an instance of a generic function that the plugin happened to have, and no longer has.
            tracing::debug!(said = %String::from_utf8_lossy(&ran.stderr), "the bridge is compiled anew");
            return Ok(None);
        }
        let library = workspace.read(&rustc::library(self.toolchain, workspace, &bridge.interface.krate))?;
        Ok(Some(Linkage { library, bridge: bridge.clone(), found: Some(found) }))
    }

    /// Compiles and links the bridge. A function whose call does not compile is left out, and the rest is tried again.
    pub(super) fn link(
        &self,
        bridge: &Bridge,
        left: &mut Left,
        compiled: &Compiled,
        identity: Option<String>,
    ) -> Result<Linkage, Error> {
        let workspace = &left.workspace;
        let mut bridge = bridge.clone();
        let stem = bridge.interface.krate.clone();
        left.frame = None;
        for round in 0..ROUNDS {
            for (path, bytes) in bridge.bridge_files() {
                workspace.write(&path, &bytes)?;
            }
            let mut command = rustc::bridge(self.toolchain, workspace, &compiled.linked, &stem);
            if identity.is_some() {
                command.args(RECORD);
            }
            let ran = Ran::new(process::run(command, &reach::compiling(self.toolchain, workspace), self.limits)?);
            if !ran.failed {
                // Not of one that was made smaller: the next would be compared with the whole.
                let identity = identity.filter(|_| round == 0).map(|identity| (identity, compiled.linked.facts));
                let frame = identity.and_then(|identity| Frame::read(identity, &ran.stdout));
                left.frame = frame.map(|frame| self.spell(frame, workspace, &compiled.linked));
                let library = workspace.read(&rustc::library(self.toolchain, workspace, &stem))?;
                return Ok(Linkage { library, bridge, found: None });
            }
            let dropped = unbridgeable(&bridge, &ran);
            if dropped.is_empty() {
                return Err(ran.tool_error(self.toolchain));
            }
            if dropped.len() == bridge.exports.len() {
                let about =
                    |(&index, message): (&usize, &Message)| message.about(code::UNBRIDGEABLE, bridge.span(index));
                return Err(Error::NothingToCall(dropped.iter().map(about).collect()));
            }
            let reason = |message: &Message| format!("its generated call does not compile: {}", message.message);
            bridge = bridge.without(&dropped.into_iter().map(|(index, message)| (index, reason(&message))).collect());
        }
        Err(Error::Tool { program: self.toolchain.rustc.clone(), said: "the bridge does not compile".to_owned() })
    }

    /// Finds out how the C compiler links the frame. What cannot be found out costs the next build some time.
    fn spell(&self, frame: Frame, workspace: &Workspace, linked: &Linked) -> Frame {
        let reach = reach::compiling(self.toolchain, workspace);
        match process::run(frame.spell(workspace), &reach, self.limits) {
            Ok(output) => frame.spelled(&output.stderr, linked),
            Err(_) => frame,
        }
    }
}

/// Starts the linker before there is a plugin, which it waits for: it is busy with itself for as long as a small plugin
/// takes to be compiled. Where it does not start, it is started later.
pub(super) fn start_linker(
    frame: &Frame,
    workspace: &Workspace,
    toolchain: &Toolchain,
    limits: &Limits,
) -> Option<Running> {
    process::start(frame.link_input(workspace)?, &reach::compiling(toolchain, workspace), limits).ok()
}
