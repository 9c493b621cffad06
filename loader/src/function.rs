//! [`Function`]: a function of an open library, called with values whose types are known only while the host runs.

mod encoded;
mod held;
mod reading;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use plugwright_interface::abi::{ContextRepr, Fault, Invalid, Status};
use plugwright_interface::wire::{Reader, put_head, tag};
use plugwright_interface::{Function as Signature, Known, Objects as _, Param, Type, Value, compare_with, encode_with};

use crate::closures::Given;
use crate::handles::Handles;
use crate::library::Opened;
use crate::scratch::{Lent, Scratch};
use crate::waker;
use crate::{Answer, Arguments, CallError, Context, Error, Future, Object, TypedFunction};

pub use encoded::{Decoded, Encoded, EncodedFunction};
pub(crate) use reading::{Reading, broken};

/// A function of an open library. It keeps the library open.
///
/// # Thread safety
/// May be called from any number of threads at once, as far as the plugin's own function may.
#[derive(Clone)]
pub struct Function {
    opened: Arc<Opened>,
    index: usize,
}

impl Function {
    pub(crate) const fn new(opened: Arc<Opened>, index: usize) -> Self {
        Self { opened, index }
    }

    pub(crate) const fn index(&self) -> usize {
        self.index
    }

    pub(crate) const fn opened(&self) -> &Arc<Opened> {
        &self.opened
    }

    /// Returns the function's names and types.
    #[must_use]
    pub fn signature(&self) -> &Signature {
        self.opened.signature(self.index)
    }

    /// Calls the function. Where it returns a `Result`, so does this, as [`Value::Result`].
    ///
    /// # Errors
    /// Where the number or the type of the arguments is wrong (then the function was not called), and where the function
    /// panicked.
    #[inline]
    pub fn call(&self, args: &[Value]) -> Result<Value, CallError> {
        call(&self.opened, self.index, args)
    }

    /// Calls the function in a context, which its `&Context` parameters get; `args` are the others. Without a context,
    /// [`Function::call`] gives them an empty one.
    ///
    /// # Errors
    /// As for [`Function::call`].
    pub fn call_with(&self, context: &Context, args: &[Value]) -> Result<Value, CallError> {
        call_with(&self.opened, self.index, context, args)
    }

    /// Calls the function, and puts what became of the data that it borrows mutably in place of those arguments. Where the
    /// call has no result, they stay as they were.
    ///
    /// # Errors
    /// As for [`Function::call`].
    ///
    /// ```no_run
    /// # use plugwright_interface::Value;
    /// # fn sort(function: &plugwright_loader::Function) -> Result<(), plugwright_loader::CallError> {
    /// let mut args = [Value::from(vec![3_i64, 1, 2])];
    /// function.call_mut(&mut args)?;
    /// assert_eq!(args[0], Value::from(vec![1_i64, 2, 3]));
    /// # Ok(())
    /// # }
    /// ```
    pub fn call_mut(&self, args: &mut [Value]) -> Result<Value, CallError> {
        call_mut(&self.opened, self.index, args)
    }

    /// Checks the types of the function once, for calls that check nothing.
    ///
    /// `P` is a tuple of the parameters' types, `R` the type of the result in its owned form: a function that returns
    /// `&str` or `Cow<str>` is of the type `String` here, and one whose error type cannot cross of `Result<T, String>`.
    ///
    /// # Errors
    /// [`Error::Signature`] where the types are others; the message prints both.
    pub fn typed<P: Arguments, R: Answer>(&self) -> Result<TypedFunction<P, R>, Error> {
        self.check::<P>(R::describe)?;
        // SAFETY: the types were compared just now, and the bridge was compiled against the same description.
        Ok(unsafe { TypedFunction::new(self.opened.clone(), self.index) })
    }

    /// Checks the types of the function once, for typed calls through the wire lane: arguments and result cross as bytes,
    /// as in dynamic calls, and no [`Value`] is made of them. `P` and `R` are as for [`Function::typed`].
    ///
    /// # Errors
    /// As for [`Function::typed`].
    pub fn encoded<P: Arguments, R: Answer>(&self) -> Result<EncodedFunction<P, R>, Error> {
        self.check::<P>(R::describe)?;
        Ok(EncodedFunction::new(self.opened.clone(), self.index))
    }

    /// Compares the function's types with those that a host names.
    fn check<P: Arguments>(&self, result: impl FnOnce(&mut Known) -> Type) -> Result<(), Error> {
        let func = self.signature();
        let mut known = Known::default();
        let host = unnamed(P::types(&mut known), result(&mut known));
        let types = &self.opened.interface.types;
        let is_object = |way, path: &str, name: &str| crate::object::names(name, path, way, &self.opened);
        compare_with(&is_object, (func, types), (&host, &known.into_definitions())).map_err(|difference| {
            Error::Signature {
                function: func.path.clone(),
                plugin: func.signature(),
                host: host.signature(),
                difference,
            }
        })
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Function({})", self.signature())
    }
}

/// The types that a host named, as a function without names.
fn unnamed(params: Vec<Type>, result: Type) -> Signature {
    let params = params.into_iter().map(|ty| Param::new("", ty)).collect();
    Signature { params, result, ..Signature::default() }
}

/// Calls the function at `index`.
///
/// An integer comes in a register, and the value around it is made in the caller's own code. Stored by the callee in parts
/// and moved by the caller as a whole, it would stall the processor for a quarter of the call.
#[inline]
pub(crate) fn call(opened: &Arc<Opened>, index: usize, args: &[Value]) -> Result<Value, CallError> {
    let mut result = Ok(Value::Unit);
    match call_into(opened, index, args, &mut result) {
        Some(int) => {
            // Still the unit that it was; to look at it again costs more than to forget it.
            std::mem::forget(result);
            Ok(Value::Int(int.into()))
        }
        None => result,
    }
}

/// Encodes the arguments, calls the wire lane, decodes the answer: returns it where it is an integer, else leaves it in
/// `result`.
fn call_into(opened: &Arc<Opened>, index: usize, args: &[Value], result: &mut Result<Value, CallError>) -> Option<i64> {
    let func = opened.signature(index);
    let _given = Given::begin();
    let mut scratch = Scratch::take();
    let Scratch { args: bytes, answer } = &mut *scratch;
    if let Err(error) = encode_all(opened, func, args, bytes) {
        *result = match error {
            CallError::ArgumentCount { .. } if func.params.iter().any(is_context) => {
                call_with(opened, index, &Context::default(), args)
            }
            error => Err(error),
        };
        return None;
    }
    let status = call_wire(opened, index, bytes, answer);
    if status == Status::OK
        && let Some(int) = reading::short_int(func, answer)
    {
        return Some(int);
    }
    *result = read_answer(opened, index, status, answer);
    None
}

/// Reads what a call came to. The future of an `async fn` is waited for, on this thread.
fn read_answer(opened: &Arc<Opened>, index: usize, status: Status, answer: &[u8]) -> Result<Value, CallError> {
    match &opened.signature(index).result {
        Type::Future(_) => waker::block_on(Future::of_value(read_object(opened, index, status, answer), index)),
        _ => reading_of(&Handles(opened), opened, opened.signature(index)).read(status, answer),
    }
}

/// Reads an answer that is a future or an iterator.
fn read_object(opened: &Arc<Opened>, index: usize, status: Status, answer: &[u8]) -> Result<Object, CallError> {
    let func = opened.signature(index);
    if status != Status::OK {
        return Err(reading::failed(func, status, answer));
    }
    let number = Reader::new(answer).object(&func.path).map_err(|fault| broken(func, fault))?;
    let handles = Handles(opened);
    handles.take(&handles.handle(number))
}

/// Calls the function at `index`, and takes what it made of the arguments.
fn call_mut(opened: &Arc<Opened>, index: usize, args: &mut [Value]) -> Result<Value, CallError> {
    let func = opened.signature(index);
    let _given = Given::begin();
    let mut scratch = Scratch::take();
    let Scratch { args: bytes, answer } = &mut *scratch;
    encode_all(opened, func, args, bytes)?;
    let status = call_wire(opened, index, bytes, answer);
    if let Type::Future(_) = &func.result {
        return read_answer(opened, index, status, answer);
    }
    let (result, changed) = reading_of(&Handles(opened), opened, func).read_changes(status, answer)?;
    let borrowed = func.params.iter().zip(args).filter(|(param, _)| matches!(param.ty, Type::Mut(_)));
    borrowed.zip(changed).for_each(|((_, arg), changed)| *arg = changed);
    Ok(result)
}

/// What an answer of a function is read with.
fn reading_of<'f>(objects: &'f Handles<'f>, opened: &'f Opened, func: &'f Signature) -> Reading<'f> {
    Reading { objects, types: &opened.interface.types, func }
}

/// Calls the function at `index` in a context.
pub(crate) fn call_with(
    opened: &Arc<Opened>,
    index: usize,
    context: &Context,
    args: &[Value],
) -> Result<Value, CallError> {
    let func = opened.signature(index);
    let args = complete(opened, func, args)?;
    let _given = Given::begin();
    let mut scratch = Scratch::take();
    let Scratch { args: bytes, answer } = &mut *scratch;
    encode_in_context(opened, func, &args, bytes)?;
    let entered = Entered::new(opened, context);
    let status = call_wire(opened, index, bytes, answer);
    drop(entered);
    read_answer(opened, index, status, answer)
}

/// The arguments of a call in a context.
fn complete<'v>(opened: &Opened, func: &Signature, args: &'v [Value]) -> Result<Cow<'v, [Value]>, CallError> {
    let expected = func.arguments().count();
    match args.len() == expected {
        true => Ok(Cow::Borrowed(args)),
        false => completed(opened, func, args, expected).map(Cow::Owned),
    }
}

/// Encodes arguments, with a place for each context.
fn encode_in_context(
    opened: &Arc<Opened>,
    func: &Signature,
    args: &[Value],
    bytes: &mut Vec<u8>,
) -> Result<(), CallError> {
    bytes.clear();
    put_head(bytes, tag::TUPLE, func.params.len());
    let mut given = args.iter();
    for (index, param) in func.params.iter().enumerate() {
        match given.as_slice().first().filter(|_| !is_context(param)) {
            Some(value) => {
                let encoded = encode_with(&Handles(opened), &opened.interface.types, &param.ty, value, bytes);
                encoded.map_err(|invalid| refused(func, index, invalid.into_fault()))?;
                given.next();
            }
            None => bytes.push(tag::UNIT),
        }
    }
    Ok(())
}

fn is_context(param: &plugwright_interface::Param) -> bool {
    param.ty == Type::Context
}

/// This thread's calls on the wire lane are in a context, until this is dropped.
struct Entered<'c> {
    opened: &'c Opened,
    before: *const ContextRepr,
    _context: &'c Context,
}

impl<'c> Entered<'c> {
    fn new(opened: &'c Opened, context: &'c Context) -> Self {
        // SAFETY: the library is mapped while there is a handle, and the context stays borrowed until `drop` takes it out again.
        let before = unsafe { (opened.enter)(context.repr()) };
        Self { opened, before, _context: context }
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        // SAFETY: what was there before is that of a call around this one, which still lasts.
        unsafe { (self.opened.enter)(self.before) };
    }
}

#[inline]
fn encode_all(opened: &Arc<Opened>, func: &Signature, args: &[Value], bytes: &mut Vec<u8>) -> Result<(), CallError> {
    if args.len() != func.params.len() {
        return encode_all(opened, func, &completed(opened, func, args, func.params.len())?, bytes);
    }
    bytes.clear();
    put_head(bytes, tag::TUPLE, args.len());
    for (index, value) in args.iter().enumerate() {
        let ty = &func.params[index].ty;
        encode_with(&Handles(opened), &opened.interface.types, ty, value, bytes)
            .map_err(|invalid| refused(func, index, invalid.into_fault()))?;
    }
    Ok(())
}

/// Reports an argument that is more than can cross.
#[cold]
pub(crate) fn argument(func: &Signature, fault: Invalid) -> CallError {
    let fault = fault.into_fault();
    refused(func, fault.argument.map_or(usize::MAX, |index| index as usize), fault)
}

/// Reports what came of a call and is more than can cross; `expected` holds the place.
#[cold]
pub(crate) fn too_much(func: &str, expected: String, found: String) -> CallError {
    CallError::TooMuch { function: func.to_owned(), expected, found }
}

/// Reports an argument that is no value of its parameter's type.
#[cold]
fn refused(func: &Signature, index: usize, fault: Fault) -> CallError {
    let Fault { expected, found, place, .. } = fault;
    let expected = if place.is_empty() { expected } else { format!("{expected} at {place}") };
    bad_argument(func, index, expected, found)
}

/// Calls the wire lane, lending it the memory for its answer.
#[inline]
fn call_wire(opened: &Opened, index: usize, args: &[u8], answer: &mut Lent) -> Status {
    // SAFETY: the library is mapped while there is a handle; the arguments live for the call.
    answer.lend(opened, |out| unsafe { (opened.entry(index).wire)(args.as_ptr(), args.len(), out) })
}

/// The arguments of a call, with the defaults of those at the end that were left out; an option without one is `None`.
#[cold]
fn completed(opened: &Opened, func: &Signature, args: &[Value], expected: usize) -> Result<Vec<Value>, CallError> {
    let least = func.required();
    if args.len() > expected || args.len() < least || func.arguments().count() < expected {
        return Err(CallError::ArgumentCount { function: func.to_string(), least, expected, given: args.len() });
    }
    let defaults =
        opened.defaults.get(&func.path).and_then(|defaults| defaults.get(args.len() - least..)).unwrap_or_default();
    let missing = args.len() + defaults.len()..expected;
    let all = args.iter().chain(defaults).cloned();
    Ok(all.chain(missing.map(|_| Value::Option(None))).collect())
}

/// Reports an argument that the bridge refused.
#[cold]
pub(crate) fn bad_argument(func: &Signature, index: usize, expected: String, found: String) -> CallError {
    match func.params.get(index) {
        Some(param) => {
            CallError::Argument { function: func.to_string(), index, name: param.name.clone(), expected, found }
        }
        None => CallError::Broken { function: func.path.clone(), fault: format!("expected {expected}, found {found}") },
    }
}
