//! The end of a library: what still needs it ([`Pin`]), and whether it was unmapped ([`Unload`]).
//!
//! `dlclose` says yes and keeps a library for as long as a thread has a destructor in it, so whoever believes it may
//! unmap code that will run, or keep what it thinks is gone. Here a library is closed only where it is known that
//! nothing of it will run, and looked for afterwards.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use plugwright_interface::abi::Facts;

use crate::Memory;
use crate::heap::Heap;
use crate::image::Image;
use crate::mapping::Mapping;

/// Something that keeps a library in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pin {
    /// The host holds other handles: libraries, functions, live versions, or values of the plugin's.
    Handles(usize),
    /// Threads that the plugin started still run.
    Threads(usize),
    /// Threads that called the plugin will run destructors of its thread-locals when they end.
    Destructors(usize),
    /// The plugin made a key of the system's for thread-locals, whose destructor may run at any time.
    Key,
    /// The plugin refers to a function by which it may have itself called later.
    CalledLater(String),
    /// Its policy grants `unsafe` code or foreign functions, so that nothing is sure.
    Unproven,
    /// This system does not let a host know what of a library still runs.
    System,
    /// The library was closed, and the system kept it all the same.
    Kept,
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let several = |f: &mut fmt::Formatter<'_>, count: usize, what: &str| {
            write!(f, "{count} {what}{}", if count == 1 { "" } else { "s" })
        };
        match self {
            Self::Handles(count) => several(f, *count, "handle"),
            Self::Threads(count) => several(f, *count, "running thread"),
            Self::Destructors(count) => several(f, *count, "destructor of thread-locals")
                .and_then(|()| f.write_str(" that runs when its thread ends")),
            Self::Key => f.write_str("a key for thread-locals with a destructor"),
            Self::CalledLater(name) => write!(f, "a reference to `{name}`, by which it may be called at any time"),
            Self::Unproven => f.write_str("the grant for unsafe code, under which nothing is sure"),
            Self::System => f.write_str("this system, which does not tell what of a library still runs"),
            Self::Kept => f.write_str("the system, which kept it though it was closed"),
        }
    }
}

/// What keeps a library in memory at the moment, and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Residency {
    /// All that keeps it. Nothing: it is unmapped with its last handle.
    pub pins: Vec<Pin>,
    /// What the plugin holds of the host's memory.
    pub memory: Memory,
}

/// What became of a library.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Unload {
    /// It is gone from the address space, which was checked.
    Unmapped {
        /// Bytes that the plugin had allocated and never freed. Nobody can free them any more.
        left: usize,
    },
    /// It is out of use and stays in memory: for as long as something keeps it, or for ever.
    Retired {
        /// All that keeps it.
        pins: Vec<Pin>,
    },
}

impl fmt::Display for Unload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unmapped { left: 0 } => f.write_str("unmapped"),
            Self::Unmapped { left } => write!(f, "unmapped; {left} bytes that it had allocated are left"),
            Self::Retired { pins } => {
                let pins: Vec<_> = pins.iter().map(ToString::to_string).collect();
                write!(f, "retired, kept by {}", pins.join(" and "))
            }
        }
    }
}

/// What was found out about a library's code when it was opened.
#[derive(Clone, Debug)]
pub(crate) struct Proof(Option<Pin>);

impl Proof {
    pub(crate) fn new(facts: Facts, image: Option<&Image<'_>>) -> Self {
        let system = cfg!(all(target_os = "linux", target_env = "gnu"));
        let Some(image) = image.filter(|_| system) else { return Self(Some(Pin::System)) };
        match image.called_later() {
            _ if facts.unproven => Self(Some(Pin::Unproven)),
            Some(name) => Self(Some(Pin::CalledLater(name.to_owned()))),
            None => Self(None),
        }
    }

    /// What keeps a library in memory besides its handles.
    pub(crate) fn pins(&self, heap: &Heap) -> Vec<Pin> {
        let residents = heap.residents();
        let counted =
            [(residents.threads(), Pin::Threads as fn(usize) -> Pin), (residents.destructors(), Pin::Destructors)];
        let counted = counted.into_iter().filter(|(count, _)| *count > 0).map(|(count, pin)| pin(count));
        let key = residents.for_ever().then_some(Pin::Key);
        counted.chain(key).chain(self.0.clone()).collect()
    }
}

/// A library without handles.
#[derive(Debug)]
pub(crate) struct Ended {
    pub mapping: Mapping,
    pub heap: &'static Heap,
    pub proof: Proof,
}

/// Libraries that may yet be unmapped.
static RETIRED: Mutex<Vec<Ended>> = Mutex::new(Vec::new());

impl Ended {
    /// Unmaps the library, or keeps it until that is possible.
    ///
    /// # Safety
    /// There is no handle to the library and no call in it.
    pub(crate) unsafe fn unload(self) -> Unload {
        let pins = self.proof.pins(self.heap);
        if pins.is_empty() {
            // SAFETY: the caller's promise, and nothing of the plugin's own runs.
            return unsafe { self.close() };
        }
        if self.proof.0.is_none() && !self.heap.residents().for_ever() {
            RETIRED.lock().unwrap_or_else(PoisonError::into_inner).push(self);
        }
        Unload::Retired { pins }
    }

    /// # Safety
    /// Nothing of the library runs or will be run.
    unsafe fn close(self) -> Unload {
        let left = self.heap.memory().live;
        // SAFETY: the caller's promise.
        if !unsafe { self.mapping.close() } {
            return Unload::Retired { pins: vec![Pin::Kept] };
        }
        // SAFETY: the plugin is unmapped, and the handles were gone before.
        unsafe { self.heap.recycle() };
        Unload::Unmapped { left }
    }
}

/// Unmaps the retired libraries that nothing keeps any more.
pub(crate) fn sweep() {
    let mut retired = RETIRED.lock().unwrap_or_else(PoisonError::into_inner);
    let free: Vec<_> = retired.extract_if(.., |ended| ended.heap.residents().are_gone()).collect();
    drop(retired);
    for ended in free {
        // SAFETY: `unload` was promised that there is no handle, and what kept the library since then is gone.
        let _ = unsafe { ended.close() };
    }
}
