//! Handles as values: between the numbers that the wire lane carries and what the host holds.

use std::mem;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use plugwright_interface::abi::{Class, Fault, Invalid, Slot, Status};
use plugwright_interface::{Callback, Closure, Handle, HandleId, Objects, Value};

use crate::closures;
use crate::library::Opened;
use crate::live::renew;
use crate::{CallError, Object, StateError, Threads};

/// The handles of an open library.
#[derive(Clone, Copy)]
pub(crate) struct Handles<'o>(pub(crate) &'o Arc<Opened>);

/// Keeps an object in a plugin's registry, and the library open.
struct Lease {
    kept: Mutex<Arc<Kept>>,
    /// Whether the object has moved on to another version, so that it is not where the handle's name says.
    moved: AtomicBool,
}

/// An object in the registry of one library.
struct Kept {
    opened: Arc<Opened>,
    number: u64,
}

impl Drop for Kept {
    fn drop(&mut self) {
        (self.opened.table().release)(self.number);
    }
}

impl Lease {
    fn kept(&self) -> MutexGuard<'_, Arc<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts what the object became into its place, unless somebody else was faster.
    fn move_on(&self, from: &Arc<Kept>, to: Arc<Kept>) {
        let mut kept = self.kept();
        let is_first = Arc::ptr_eq(&kept, from);
        // Whichever is not kept is dropped, and for that the plugin runs.
        let dropped = if is_first { mem::replace(&mut *kept, to) } else { to };
        self.moved.store(true, Relaxed);
        drop(kept);
        drop(dropped);
    }
}

impl Objects for Handles<'_> {
    fn number(&self, handle: &Handle, class: &str) -> Result<u64, Invalid> {
        self.find(handle, Some(class))
    }

    fn handle(&self, number: u64) -> Handle {
        let kept = Arc::new(Kept { opened: self.0.clone(), number });
        let lease = Lease { kept: Mutex::new(kept), moved: AtomicBool::new(false) };
        Handle::new(HandleId { library: self.0.number(), object: number }, Arc::new(lease))
    }

    fn closure(&self, closure: &Closure, ty: &Callback) -> Result<u64, Invalid> {
        Ok(closures::give(closure, ty, self.0.number()))
    }

    /// Called anew each time: a default may be another one each time, and its values that stay in the plugin must be.
    fn default_value(&self, path: &str) -> Result<Value, Invalid> {
        let failed = |error: CallError| Invalid::new(format_args!("a value of `{path}`"), error);
        self.0.call(path, &[]).map_err(failed)
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
        let number = self.find(handle, None).map_err(fault)?;
        let mut slot = Slot::empty();
        // SAFETY: the slot is for this call.
        match unsafe { (self.0.table().take)(number, T::SEND, T::SYNC, &raw mut slot) } {
            // SAFETY: the status says that the value is set: an object, which is as free as was asked.
            Status::OK => unsafe { Object::new(slot.value.assume_init(), self.0.clone()) }.map_err(fault),
            // SAFETY: the status is that of the call which the slot was for.
            status => Err(unsafe { self.0.failed("take", status, &slot) }),
        }
    }

    /// Returns the number of an object.
    #[inline]
    fn find(self, handle: &Handle, class: Option<&str>) -> Result<u64, Invalid> {
        let HandleId { library, object } = handle.id();
        let is_ours = library == self.0.number();
        match handle.lease::<Lease>().filter(|lease| !is_ours || lease.moved.load(Relaxed)) {
            None if is_ours => Ok(object),
            None => Err(foreign("another")),
            Some(lease) => self.find_moved(lease, class),
        }
    }

    /// Returns the number of an object that came from another version, or went to one. It moves on to this version, where
    /// that is a later one and the object's class is known.
    #[cold]
    fn find_moved(self, lease: &Lease, class: Option<&str>) -> Result<u64, Invalid> {
        loop {
            let from = lease.kept().clone();
            let (here, there) = (self.0, &from.opened);
            if Arc::ptr_eq(here, there) {
                return Ok(from.number);
            }
            if !there.lineage.is_before(&here.lineage) {
                let is_later = here.lineage.is_before(&there.lineage);
                return Err(foreign(if is_later { "a later version" } else { "another" }));
            }
            let Some(class) = class else { return Err(foreign("an older version")) };
            let name = HandleId { library: there.number(), object: from.number };
            // Where an object of a trait is asked for, the value may be of a type that has the trait.
            let own = (there.table().class_of)(from.number).map_or(class, |own| own.path());
            let renewed = renew(&Handle::named(name), own, there, here).map_err(|error| stays(&error))?;
            if let Some(renewed) = renewed.lease::<Lease>() {
                lease.move_on(&from, renewed.kept().clone());
            }
        }
    }
}

fn foreign(whose: &str) -> Invalid {
    Invalid::new("a handle of this library", format_args!("one of {whose}"))
}

fn stays(error: &StateError) -> Invalid {
    let mut found = String::from("one of an older version");
    let causes = std::iter::successors(Some(error as &dyn std::error::Error), |cause| cause.source());
    causes.for_each(|cause| found.push_str(&format!(": {cause}")));
    Invalid::new("a handle of this library", found)
}
