//! [`Metered`]: a library whose calls are counted. Handles that were made without it count nothing and cost nothing.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use plugwright_interface::abi::Status;
use plugwright_interface::{Function as Signature, Value};

use crate::callee::Callee;
use crate::library::Opened;
use crate::meter::Meter;
use crate::{Answer, Arguments, CallError, Error, Function, Library, Metrics};

/// A library whose calls are counted. All that [`Library::metered`] gives for one library count together.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let library: plugwright_loader::Library = todo!();
/// let metered = library.metered();
/// let add = metered.function("add")?.typed::<(i64, i64), i64>()?;
/// add.call((2, 3))?;
/// assert_eq!(metered.metrics().functions[0].calls, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Metered {
    library: Library,
    meter: Arc<Meter>,
}

impl Library {
    /// Returns the library as one whose calls are counted.
    #[must_use]
    pub fn metered(&self) -> Metered {
        let opened = self.opened();
        let meter = opened.meter.get_or_init(|| Meter::new(opened.interface.functions.len()));
        Metered { library: self.clone(), meter: meter.clone() }
    }
}

impl Metered {
    /// Finds a function by its path or one of its aliases.
    ///
    /// # Errors
    /// As for [`Library::function`].
    pub fn function(&self, name: &str) -> Result<MeteredFunction, Error> {
        Ok(MeteredFunction { function: self.library.function(name)?, meter: self.meter.clone() })
    }

    /// Calls a function by name.
    ///
    /// # Errors
    /// As for [`Library::call`].
    pub fn call(&self, name: &str, args: &[Value]) -> Result<Value, CallError> {
        match self.library.opened().index(name) {
            Some(index) => counted(&self.meter, index, || self.library.call(name, args)),
            None => self.library.call(name, args),
        }
    }

    /// Returns what was counted so far.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        let functions = self.library.interface().functions.iter().enumerate();
        let functions = functions.map(|(index, func)| self.meter.function(index, &func.path)).collect();
        Metrics { functions, memory: self.library.memory() }
    }

    /// Returns the library, whose own calls are not counted.
    #[must_use]
    pub const fn library(&self) -> &Library {
        &self.library
    }
}

/// A function whose calls are counted.
#[derive(Clone, Debug)]
pub struct MeteredFunction {
    function: Function,
    meter: Arc<Meter>,
}

impl MeteredFunction {
    /// Returns the function's names and types.
    #[must_use]
    pub fn signature(&self) -> &Signature {
        self.function.signature()
    }

    /// Calls the function.
    ///
    /// # Errors
    /// As for [`Function::call`].
    pub fn call(&self, args: &[Value]) -> Result<Value, CallError> {
        counted(&self.meter, self.function.index(), || self.function.call(args))
    }

    /// Checks the types of the function once, for calls that check nothing.
    ///
    /// # Errors
    /// As for [`Function::typed`].
    pub fn typed<P: Arguments, R: Answer>(&self) -> Result<MeteredTypedFunction<P, R>, Error> {
        let (callee, opened) = self.function.typed::<P, R>()?.into_parts();
        let (meter, index) = (self.meter.clone(), self.function.index());
        Ok(MeteredTypedFunction { callee, opened, meter, index, types: std::marker::PhantomData })
    }
}

/// A function whose types the host knows and whose calls are counted.
pub struct MeteredTypedFunction<P, R> {
    callee: Callee,
    opened: Arc<Opened>,
    meter: Arc<Meter>,
    index: usize,
    types: std::marker::PhantomData<fn(P) -> R>,
}

impl<P: Arguments, R: Answer> MeteredTypedFunction<P, R> {
    /// Calls the function.
    ///
    /// # Errors
    /// As for [`crate::TypedFunction::call`].
    #[inline]
    pub fn call(&self, args: P::At<'_>) -> Result<R, CallError> {
        match self.meter.begin(self.index) {
            false => self.call_noting_faults(args),
            true => self.call_timed(args),
        }
    }

    #[inline]
    fn call_noting_faults(&self, args: P::At<'_>) -> Result<R, CallError> {
        let note = |status| {
            if status != Status::OK {
                self.meter.note_fault(self.index, status);
            }
        };
        // SAFETY: the types were checked, and the callee is this library's.
        unsafe { self.callee.call_noting::<P, R>(&self.opened, args, note) }
    }

    #[cold]
    #[inline(never)]
    fn call_timed(&self, args: P::At<'_>) -> Result<R, CallError> {
        let start = Instant::now();
        let result = self.call_noting_faults(args);
        self.meter.end_timed(self.index, start.elapsed());
        result
    }
}

impl<P, R> Clone for MeteredTypedFunction<P, R> {
    fn clone(&self) -> Self {
        Self { opened: self.opened.clone(), meter: self.meter.clone(), ..*self }
    }
}

impl<P, R> fmt::Debug for MeteredTypedFunction<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MeteredTypedFunction({})", self.opened.signature(self.index))
    }
}

fn counted(
    meter: &Arc<Meter>,
    index: usize,
    call: impl FnOnce() -> Result<Value, CallError>,
) -> Result<Value, CallError> {
    meter.count(index, call, |result| match result {
        Ok(Value::Result(Err(_))) => Status::ERR,
        Ok(_) => Status::OK,
        Err(CallError::Panicked { .. }) => Status::PANICKED,
        Err(_) => Status::BAD_ARGUMENT,
    })
}
