//! Calls whose result the host goes on with, a future or an iterator: the part of [`Function`] that begins them.

use plugwright_interface::abi::{Lazy, WireFn};
use plugwright_interface::{Type, Value};

use super::{Entered, Function, complete, encode_all, encode_in_context, is_context, read_object};
use crate::callee::Callee;
use crate::closures::Given;
use crate::scratch::Scratch;
use crate::{Answer, Arguments, CallError, Context, Error, Future, Iter, Object, TypedAsync, TypedIter};

impl Function {
    /// Calls the function, and returns what it comes to as a future: of an `async fn` the plugin's own, which the host
    /// polls on whatever executor it runs, of any other function one that is ready. [`Function::call`] waits for it.
    pub fn call_async(&self, args: &[Value]) -> Future<'static, Value> {
        match &self.signature().result {
            Type::Future(_) => Future::of_value(self.start(args, self.opened.entry(self.index).wire), self.index),
            _ => Future::ready(self.call(args)),
        }
    }

    /// The same in a context, which stays borrowed as long as the future lives.
    pub fn call_async_with<'a>(&self, context: &'a Context, args: &[Value]) -> Future<'a, Value> {
        match &self.signature().result {
            Type::Future(_) => {
                Future::of_value(self.start_with(context, args, self.opened.entry(self.index).wire), self.index)
            }
            _ => Future::ready(self.call_with(context, args)),
        }
    }

    /// Calls a function that returns an iterator, whose items are pulled one by one. [`Function::call`] makes a list of
    /// all of them.
    ///
    /// # Errors
    /// As for [`Function::call`]; [`CallError::Lacks`] where it returns no iterator, or one that can only be collected.
    pub fn call_iter(&self, args: &[Value]) -> Result<Iter<'static, Value>, CallError> {
        Iter::of_value(self.start(args, self.lazy_lanes()?.wire)?, self.index)
    }

    /// The same in a context, which stays borrowed as long as the iterator lives.
    ///
    /// # Errors
    /// As for [`Function::call_iter`].
    pub fn call_iter_with<'a>(&self, context: &'a Context, args: &[Value]) -> Result<Iter<'a, Value>, CallError> {
        Iter::of_value(self.start_with(context, args, self.lazy_lanes()?.wire)?, self.index)
    }

    /// The lane that gives an iterator which can be pulled.
    pub(crate) fn lazy(&self) -> Result<Callee, CallError> {
        Ok(Callee::at(&self.opened, self.index, self.lazy_lanes()?.direct))
    }

    fn lazy_lanes(&self) -> Result<&'static Lazy, CallError> {
        let lacks = || CallError::Lacks {
            class: self.signature().to_string(),
            trait_: "an iterator that can be pulled".to_owned(),
        };
        self.opened.entry(self.index).lazy.ok_or_else(lacks)
    }

    /// Calls a lane that gives an object which the host goes on with.
    fn start(&self, args: &[Value], lane: WireFn) -> Result<Object, CallError> {
        let (opened, func) = (&self.opened, self.signature());
        if func.params.iter().any(is_context) {
            return Err(CallError::NoContext { function: func.to_string() });
        }
        let _given = Given::begin();
        let mut scratch = Scratch::take();
        let Scratch { args: bytes, answer } = &mut *scratch;
        encode_all(opened, func, args, bytes)?;
        // SAFETY: the library is mapped while there is a handle; the arguments live for the call.
        let status = answer.lend(opened, |out| unsafe { lane(bytes.as_ptr(), bytes.len(), out) });
        read_object(opened, self.index, status, answer)
    }

    /// The same in a context, which whoever calls this keeps as long as the object.
    fn start_with(&self, context: &Context, args: &[Value], lane: WireFn) -> Result<Object, CallError> {
        let (opened, func) = (&self.opened, self.signature());
        let args = complete(opened, func, args)?;
        let _given = Given::begin();
        let mut scratch = Scratch::take();
        let Scratch { args: bytes, answer } = &mut *scratch;
        encode_in_context(opened, func, &args, bytes)?;
        let entered = Entered::new(opened, context);
        // SAFETY: as in `start`.
        let status = answer.lend(opened, |out| unsafe { lane(bytes.as_ptr(), bytes.len(), out) });
        drop(entered);
        read_object(opened, self.index, status, answer)
    }

    /// Checks the types of an `async fn` once, as [`Function::typed`] does; `R` is what its future comes to.
    ///
    /// # Errors
    /// As for [`Function::typed`].
    pub fn typed_async<P: Arguments, R: Answer>(&self) -> Result<TypedAsync<P, R>, Error> {
        self.check::<P>(|known| Type::Future(Box::new(R::describe(known))))?;
        // SAFETY: the types were compared just now, and the bridge was compiled against the same description.
        Ok(unsafe { TypedAsync::new(Callee::new(&self.opened, self.index), self.opened.clone()) })
    }

    /// Checks the types of a function once that returns an iterator, as [`Function::typed`] does; `R` is what its items
    /// are. With [`Function::typed`], the same function returns a `Vec<R>`.
    ///
    /// # Errors
    /// As for [`Function::typed`], and where the iterator can only be collected.
    pub fn typed_iter<P: Arguments, R: Answer>(&self) -> Result<TypedIter<P, R>, Error> {
        self.check::<P>(|known| Type::Iterator(Box::new(R::describe(known))))?;
        let lazy = self.opened.entry(self.index).lazy;
        let lazy = lazy.ok_or_else(|| Error::NotLazy { function: self.signature().to_string() })?;
        let callee = Callee::at(&self.opened, self.index, lazy.direct);
        // SAFETY: as above.
        Ok(unsafe { TypedIter::new(callee, self.opened.clone()) })
    }
}
