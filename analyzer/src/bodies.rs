//! [`Bodies`]: the bodies of the functions of one file, for the threads that parse them. Nothing that can be called depends on
//! them, but what is wrong inside them is wrong with the plugin.

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Mutex, PoisonError};

use crate::cfg::State;
use crate::diagnostic::{Diagnostic, Severity};
use crate::file;
use crate::manifest::Edition;
use crate::source::{FileId, Sources};

/// The bodies of one file, by the bytes between their braces.
pub(crate) struct Bodies {
    pub(crate) file: FileId,
    pub(crate) edition: Edition,
    pub(crate) places: Vec<(usize, usize)>,
}

/// A file that was parsed without its bodies.
struct Parsed {
    file: FileId,
    state: State,
    /// How many diagnostics there were before it.
    at: usize,
}

/// Where the thread that has the crate leaves the bodies.
pub(crate) struct Desk {
    sender: Sender<Bodies>,
    parsed: Vec<Parsed>,
}

/// Where the other threads find them.
pub(crate) struct Queue(Mutex<Receiver<Bodies>>);

/// What is wrong with the bodies of files.
pub(crate) type Faults = Vec<(FileId, Box<Diagnostic>)>;

/// Makes both ends of a queue.
pub(crate) fn queue() -> (Desk, Queue) {
    let (sender, receiver) = mpsc::channel();
    (Desk { sender, parsed: Vec::new() }, Queue(Mutex::new(receiver)))
}

impl Desk {
    /// Leaves the bodies of a file that is a module in that state; `at` is how many diagnostics there are so far.
    pub(crate) fn leave(&mut self, bodies: Bodies, state: State, at: usize) {
        let file = bodies.file;
        if !bodies.places.is_empty() && !self.parsed.iter().any(|parsed| parsed.file == file) {
            // Were nobody left to take them, the thread that has the crate would be the last.
            let _ = self.sender.send(bodies);
        }
        self.parsed.push(Parsed { file, state, at });
    }

    /// Says that there are no more. Returns which files were left.
    pub(crate) fn close(self) -> Left {
        Left(self.parsed)
    }
}

/// The files that were parsed without their bodies.
pub(crate) struct Left(Vec<Parsed>);

impl Left {
    /// Puts the faults to the diagnostics, where they would be had the bodies been parsed with all else.
    pub(crate) fn report(self, faults: &Faults, diagnostics: &mut Vec<Diagnostic>) {
        for Parsed { file, state, at } in self.0.into_iter().rev() {
            let Some((_, fault)) = faults.iter().find(|(faulty, _)| *faulty == file) else { continue };
            let fault = Diagnostic::clone(fault);
            // What is not compiled must not stop the plugin.
            let severity = if state == State::Inactive { Severity::Warning } else { fault.severity };
            diagnostics.insert(at, Diagnostic { severity, ..fault });
        }
    }
}

impl Queue {
    /// Parses bodies until there are no more. Call it only on a thread with the stack that `parse.rs` gives.
    pub(crate) fn work(&self, sources: &Sources) -> Faults {
        let mut faults = Faults::new();
        while let Some(bodies) = self.next() {
            let file = bodies.file;
            faults.extend(file::parse_bodies(sources, &bodies).err().map(|fault| (file, fault)));
            // The texts that proc-macro2 keeps for spans are needed no more.
            proc_macro2::extra::invalidate_current_thread_spans();
        }
        faults
    }

    fn next(&self) -> Option<Bodies> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
    }
}
