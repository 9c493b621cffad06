//! Handles as values: between the numbers that the wire lane carries and what the host holds.

use std::ptr::NonNull;
use std::sync::Arc;

use plugwright_interface::abi::{Class, Fault, Invalid, Slot, Status};
use plugwright_interface::{Callback, Closure, Handle, HandleId, Objects};

use crate::closures;
use crate::library::Opened;
use crate::{CallError, Object, Threads};

/// The handles of an open library.
#[derive(Clone, Copy)]
pub(crate) struct Handles<'o>(pub(crate) &'o Arc<Opened>);

/// Keeps an object in the plugin's registry, and the library open.
struct Lease {
    opened: Arc<Opened>,
    number: u64,
}

impl Drop for Lease {
    fn drop(&mut self) {
        (self.opened.table().release)(self.number);
    }
}

impl Objects for Handles<'_> {
    fn number(&self, handle: &Handle) -> Result<u64, Invalid> {
        let HandleId { library, object } = handle.id();
        match library == self.0.number() {
            true => Ok(object),
            false => Err(Invalid::new("a handle of this library", "one of another")),
        }
    }

    fn handle(&self, number: u64) -> Handle {
        let lease = Lease { opened: self.0.clone(), number };
        Handle::new(HandleId { library: self.0.number(), object: number }, Arc::new(lease))
    }

    fn closure(&self, closure: &Closure, ty: &Callback) -> Result<u64, Invalid> {
        Ok(closures::give(closure, ty, self.0.number()))
    }
}

impl Handles<'_> {
    /// Puts an object into the registry.
    pub(crate) fn keep(self, object: NonNull<()>, class: &'static Class) -> Handle {
        // SAFETY: an object is of its class, which is one of this library's; the host gives it away here.
        let number = unsafe { (self.0.table().keep)(object.as_ptr(), class) };
        self.handle(number)
    }

    /// Takes an object out of the registry.
    pub(crate) fn take<T: ?Sized + Threads>(self, handle: &Handle) -> Result<Object<T>, CallError> {
        let fault = |invalid: Invalid| {
            let Fault { expected, found, .. } = invalid.into_fault();
            CallError::Handle { expected, found }
        };
        let number = self.number(handle).map_err(fault)?;
        let mut slot = Slot::empty();
        // SAFETY: the slot is for this call.
        match unsafe { (self.0.table().take)(number, T::SEND, T::SYNC, &raw mut slot) } {
            // SAFETY: the status says that the value is set: an object, which is as free as was asked.
            Status::OK => unsafe { Object::new(slot.value.assume_init(), self.0.clone()) }.map_err(fault),
            // SAFETY: the status is that of the call which the slot was for.
            status => Err(unsafe { self.0.failed("take", status, &slot) }),
        }
    }
}
