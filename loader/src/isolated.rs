//! [`Isolated`]: calls on a thread and a stack of their own. A convenience for plugins that recurse deeply, and for
//! hosts whose own threads have small stacks; not a wall of any kind.

use std::thread;

use plugwright_interface::{Function as Signature, Value};

use crate::{Answer, Arguments, CallError, Error, Function, Library, TypedFunction};

/// Bytes of the stack that an isolated call runs on.
const STACK: usize = 16 << 20;

/// A [`Library`], a [`Function`] or a [`TypedFunction`] whose calls each run on a new thread with a stack of 16 MiB,
/// while the caller waits.
///
/// What that gives: recursion that needs more than the host's own thread has, and thread-local variables of the plugin
/// that end with the call. What it does **not** give: a stack that overflows still ends the whole process, and so do an
/// abort and a panic inside a panic; a call that never returns keeps its caller waiting for ever; memory is shared, and
/// so are files and everything else that the process can do. A thread for each call costs some ten microseconds.
#[derive(Clone, Debug)]
pub struct Isolated<T>(T);

impl Library {
    /// Returns a handle whose calls run on a stack of their own.
    #[must_use]
    pub fn isolated_stack(&self) -> Isolated<Self> {
        Isolated(self.clone())
    }
}

impl Isolated<Library> {
    /// Finds a function by its path or one of its aliases.
    ///
    /// # Errors
    /// As for [`Library::function`].
    pub fn function(&self, name: &str) -> Result<Isolated<Function>, Error> {
        self.0.function(name).map(Isolated)
    }

    /// Calls a function by name.
    ///
    /// # Errors
    /// As for [`Library::call`], and [`CallError::NoThread`].
    pub fn call(&self, name: &str, args: &[Value]) -> Result<Value, CallError> {
        on_own_stack(|| self.0.call(name, args))
    }
}

impl Isolated<Function> {
    /// Returns the function's names and types.
    #[must_use]
    pub fn signature(&self) -> &Signature {
        self.0.signature()
    }

    /// Calls the function.
    ///
    /// # Errors
    /// As for [`Function::call`], and [`CallError::NoThread`].
    pub fn call(&self, args: &[Value]) -> Result<Value, CallError> {
        on_own_stack(|| self.0.call(args))
    }

    /// Checks the types of the function once.
    ///
    /// # Errors
    /// As for [`Function::typed`].
    pub fn typed<P: Arguments, R: Answer>(&self) -> Result<Isolated<TypedFunction<P, R>>, Error> {
        self.0.typed().map(Isolated)
    }
}

impl<P: Arguments, R: Answer + Send> Isolated<TypedFunction<P, R>> {
    /// Calls the function.
    ///
    /// # Errors
    /// As for [`TypedFunction::call`], and [`CallError::NoThread`].
    pub fn call<'a>(&self, args: P::At<'a>) -> Result<R, CallError>
    where
        P::At<'a>: Send,
    {
        on_own_stack(|| self.0.call(args))
    }
}

/// Runs one call on a thread of its own and waits for it.
fn on_own_stack<R: Send>(call: impl FnOnce() -> Result<R, CallError> + Send) -> Result<R, CallError> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().name("plugwright-call".to_owned()).stack_size(STACK);
        let thread = thread.spawn_scoped(scope, call).map_err(|error| CallError::NoThread { kind: error.kind() })?;
        // A call does not panic but for a fault of ours, which is the host's to see.
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
