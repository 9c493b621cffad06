//! [`Metered`]: a library whose calls are counted. Handles that were made without it count nothing and cost nothing.

mod held;

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use plugwright_interface::abi::Status;
use plugwright_interface::{Function as Signature, Type, Value};

use crate::callee::{Callee, Failed};
use crate::library::Opened;
use crate::meter::{Meter, Watched};
use crate::{Answer, Arguments, CallError, Error, Function, Library, Metrics};
use held::Counting;

pub use held::{MeteredFuture, MeteredIter, MeteredTypedAsync, MeteredTypedIter};

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
            Some(index) => counted(&self.meter, (self.library.opened(), index), || self.library.call(name, args)),
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
        counted(&self.meter, (self.function.opened(), self.function.index()), || self.function.call(args))
    }

    /// Calls the function, and returns what it comes to as a future.
    pub fn call_async(&self, args: &[Value]) -> MeteredFuture<'static, Value> {
        MeteredFuture::begin(self.counting(), || self.function.call_async(args), outcome_of_value)
    }

    /// Calls a function that returns an iterator, whose items are pulled one by one.
    ///
    /// # Errors
    /// As for [`Function::call_iter`].
    pub fn call_iter(&self, args: &[Value]) -> Result<MeteredIter<'static, Value>, CallError> {
        MeteredIter::begin(self.counting(), || self.function.call_iter(args))
    }

    /// Checks the types of an `async fn` once; `R` is what its future comes to.
    ///
    /// # Errors
    /// As for [`Function::typed_async`].
    pub fn typed_async<P: Arguments, R: Answer>(&self) -> Result<MeteredTypedAsync<P, R>, Error> {
        Ok(MeteredTypedAsync::new(self.function.typed_async()?, self.counting()))
    }

    /// Checks the types of a function once that returns an iterator; `R` is what its items are.
    ///
    /// # Errors
    /// As for [`Function::typed_iter`].
    pub fn typed_iter<P: Arguments, R: Answer>(&self) -> Result<MeteredTypedIter<P, R>, Error> {
        Ok(MeteredTypedIter::new(self.function.typed_iter()?, self.counting()))
    }

    fn counting(&self) -> Counting {
        Counting { meter: self.meter.clone(), heap: self.function.opened().heap, index: self.function.index() }
    }

    /// Checks the types of the function once, for calls that check nothing.
    ///
    /// # Errors
    /// As for [`Function::typed`].
    pub fn typed<P: Arguments, R: Answer>(&self) -> Result<MeteredTypedFunction<P, R>, Error> {
        let (callee, opened) = self.function.typed::<P, R>()?.into_parts();
        let (meter, index) = (self.meter.clone(), self.function.index());
        let watched = watched(opened.signature(index));
        Ok(MeteredTypedFunction { callee, opened, meter, index, watched, types: std::marker::PhantomData })
    }
}

/// A function whose types the host knows and whose calls are counted.
pub struct MeteredTypedFunction<P, R> {
    callee: Callee,
    opened: Arc<Opened>,
    meter: Arc<Meter>,
    index: usize,
    watched: Watched,
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
            false if self.watched == Watched::WhenTimed => self.call_noting_faults(args),
            false => self.call_watched(args),
            true => self.call_timed(args),
        }
        .map_err(crate::callee::unboxed)
    }

    fn call_watched(&self, args: P::At<'_>) -> Result<R, Failed> {
        let watch = self.opened.heap.watch();
        let result = self.call_noting_faults(args);
        self.meter.note_memory(self.index, watch.moved(), self.watched);
        result
    }

    #[inline]
    fn call_noting_faults(&self, args: P::At<'_>) -> Result<R, Failed> {
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
    fn call_timed(&self, args: P::At<'_>) -> Result<R, Failed> {
        let start = Instant::now();
        let result = self.call_watched(args);
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

/// How memory is watched in typed calls: each call of a function that is given or returns what holds memory. To watch costs
/// more than a call over numbers does.
fn watched(func: &Signature) -> Watched {
    let is_number = |ty: &Type| matches!(ty, Type::Unit | Type::Bool | Type::Char | Type::Int(_) | Type::Float(_));
    let only_numbers = is_number(&func.result) && func.params.iter().all(|param| is_number(&param.ty));
    if only_numbers { Watched::WhenTimed } else { Watched::Each }
}

fn counted(
    meter: &Arc<Meter>,
    (opened, index): (&Opened, usize),
    call: impl FnOnce() -> Result<Value, CallError>,
) -> Result<Value, CallError> {
    let watch = opened.heap.watch();
    let result = meter.count(index, call, outcome_of_value);
    meter.note_memory(index, watch.moved(), Watched::Each);
    result
}

/// How a call by name ended.
fn outcome_of_value(result: &Result<Value, CallError>) -> Status {
    match result {
        Ok(Value::Result(Err(_))) => Status::ERR,
        Ok(_) => Status::OK,
        Err(error) => fault(error),
    }
}

/// How a typed call ended.
fn outcome<R: Answer>(result: &Result<R, CallError>) -> Status {
    match result {
        Ok(answer) if answer.is_failure() => Status::ERR,
        Ok(_) => Status::OK,
        Err(error) => fault(error),
    }
}

const fn fault(error: &CallError) -> Status {
    match error {
        CallError::Panicked { .. } => Status::PANICKED,
        _ => Status::BAD_ARGUMENT,
    }
}
