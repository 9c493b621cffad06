//! [`Held`]: an object that the host goes on with after the call that made it. Futures and iterators are made of it.

use std::ptr::NonNull;
use std::sync::Arc;

use plugwright_interface::abi::{Buffer, Operation, Reply, Slot, Status, WakerRepr};
use plugwright_interface::{Type, Value};

use crate::callee::{self, Failed};
use crate::function::Reading;
use crate::handles::Handles;
use crate::library::Opened;
use crate::scratch::Lent;
use crate::{Answer, CallError, Object, Stays, Threads};

/// A future or an iterator of the plugin's, with the function that returned it.
pub(crate) struct Held<T: ?Sized + Threads> {
    object: Object<T>,
    operation: &'static Operation,
    index: usize,
}

/// One step of the direct lane.
type StepFn<R> = unsafe extern "C" fn(*mut (), *mut Slot<R>) -> Reply;
/// One step of the direct lane of a future.
type PollFn<R> = unsafe extern "C" fn(*mut (), *const WakerRepr, *mut Slot<R>) -> Reply;

impl Held<dyn Stays> {
    /// Takes what the function at `index` returned.
    #[inline]
    pub(crate) fn new(object: Object, index: usize) -> Result<Self, Failed> {
        match object.class().operation {
            Some(operation) => Ok(Self { object, operation, index }),
            None => Err(broken_at(object.opened(), index, "an object that nothing can be done with")),
        }
    }
}

impl<T: ?Sized + Threads> Held<T> {
    /// Makes one that may go to other threads, where the plugin's type allows that.
    pub(crate) fn claim<U: ?Sized + Threads>(self) -> Result<Held<U>, Self> {
        let Self { object, operation, index } = self;
        match object.claim() {
            Ok(object) => Ok(Held { object, operation, index }),
            Err(object) => Err(Self { object, operation, index }),
        }
    }

    pub(crate) fn path(&self) -> &str {
        &self.object.opened().signature(self.index).path
    }

    /// What the next step needs; nobody else does one meanwhile.
    #[inline]
    pub(crate) fn step(&mut self) -> Step<'_> {
        let object = NonNull::as_ptr(self.object.value());
        Step { operation: self.operation, index: self.index, object, opened: self.object.opened() }
    }
}

/// One step of what is held.
pub(crate) struct Step<'h> {
    operation: &'static Operation,
    index: usize,
    object: *mut (),
    opened: &'h Arc<Opened>,
}

impl Step<'_> {
    /// Pulls once.
    ///
    /// # Safety
    /// It is an iterator whose items are those of `R`, an `Option`.
    #[inline]
    pub(crate) unsafe fn next<R: Answer>(self) -> Result<R, Failed> {
        // SAFETY: the type of an iterator's direct lane.
        let step = unsafe { std::mem::transmute::<*const (), StepFn<R::Repr>>(self.operation.direct) };
        let mut slot = Slot::<R::Repr>::empty();
        // SAFETY: the object is the operation's, and nobody else uses it.
        let reply = unsafe { step(self.object, &raw mut slot) };
        // SAFETY: the reply is that of the call which the slot was for.
        unsafe { self.lift(reply, &slot) }
    }

    /// Polls once; nothing where it is not ready.
    ///
    /// # Safety
    /// It is a future whose output is an `R`.
    #[inline]
    pub(crate) unsafe fn poll<R: Answer>(self, waker: &WakerRepr) -> Option<Result<R, Failed>> {
        // SAFETY: the type of a future's direct lane.
        let poll = unsafe { std::mem::transmute::<*const (), PollFn<R::Repr>>(self.operation.direct) };
        let mut slot = Slot::<R::Repr>::empty();
        // SAFETY: as in `next`.
        let reply = unsafe { poll(self.object, waker, &raw mut slot) };
        match reply.status {
            Status::PENDING => None,
            // SAFETY: as in `next`.
            _ => Some(unsafe { self.lift(reply, &slot) }),
        }
    }

    /// Pulls once, on the wire lane.
    pub(crate) fn next_value(self) -> Result<Option<Value>, Failed> {
        let Type::Iterator(item) = &self.opened.signature(self.index).result else {
            return Err(self.broken("no iterator"));
        };
        match self.wire(std::ptr::null(), &Type::Option(item.clone())) {
            Some(Ok(Value::Option(item))) => Ok(item.map(|item| *item)),
            Some(Err(error)) => Err(error.into()),
            Some(Ok(_)) | None => Err(self.broken("no item")),
        }
    }

    /// Polls once, on the wire lane.
    pub(crate) fn poll_value(self, waker: &WakerRepr) -> Option<Result<Value, Failed>> {
        match &self.opened.signature(self.index).result {
            Type::Future(output) => Some(self.wire(waker, output)?.map_err(Failed::new)),
            _ => Some(Err(self.broken("no future"))),
        }
    }

    /// Does one step whose answer is of that type; nothing where it is not ready.
    fn wire(&self, waker: *const WakerRepr, ty: &Type) -> Option<Result<Value, CallError>> {
        let mut answer = Lent::default();
        let call = |out: *mut Buffer| {
            // SAFETY: the object is the operation's, and nobody else uses it; there are no arguments.
            unsafe { (self.operation.wire)(self.object, waker, std::ptr::null(), 0, out) }
        };
        let status = answer.lend(self.opened, call);
        let (objects, func) = (Handles(self.opened), self.opened.signature(self.index));
        let reading = Reading { objects: &objects, types: &self.opened.interface.types, func };
        (status != Status::PENDING).then(|| reading.read_step(ty, status, &answer))
    }

    /// # Safety
    /// A step of the direct lane left this reply and this slot.
    #[inline]
    unsafe fn lift<R: Answer>(&self, reply: Reply, slot: &Slot<R::Repr>) -> Result<R, Failed> {
        if !callee::has_value(reply.status) {
            // SAFETY: the caller's promise.
            return Err(unsafe { self.opened.failed_apart(self.index, reply.status, slot) });
        }
        // SAFETY: the status says that there is a value, and the plugin lowered it from the type that `R` is.
        let lifted = unsafe { callee::lift::<R>(reply, slot, self.opened.heap) };
        lifted.map_err(|fault| self.opened.broken_apart(self.index, fault))
    }

    fn broken(&self, fault: &str) -> Failed {
        broken_at(self.opened, self.index, fault)
    }
}

#[cold]
#[inline(never)]
fn broken_at(opened: &Opened, index: usize, fault: &str) -> Failed {
    CallError::Broken { function: opened.signature(index).path.clone(), fault: fault.to_owned() }.into()
}
