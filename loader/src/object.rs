//! [`Object`]: a value that stays in the plugin and is the host's, for typed calls.

use std::fmt;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ptr::NonNull;
use std::sync::Arc;

use plugwright_interface::abi::{Buffer, Class, Invalid, Pointer, ShowFn, Slot, Status};
use plugwright_interface::{Access, Describe, Handle, HandleId, Known, Type, Value, Way, unmarked};

use crate::handles::Handles;
use crate::heap::Heap;
use crate::library::Opened;
use crate::threads::{Stays, Threads, fit, named_fit};
use crate::{Answer, Argument, CallError};

/// A value of a type of the plugin that stays there. It is the host's: dropping it drops the value, in the plugin, and as
/// long as it lives the library is open.
///
/// As a parameter, `Object` gives the value away, `&Object` lends it and `&mut Object` lends it to nobody else, like the
/// value itself. An object of another type or another library is an error when it is passed.
///
/// `T` says to which threads the value may go. An `Object` stays on its thread; an `Object<dyn Send>` and an
/// `Object<dyn Send + Sync>` are as free as that says, and can be had only where the plugin's type is.
///
/// ```no_run
/// use plugwright_loader::{Library, Object};
///
/// fn count(plugin: &Library) -> Result<i64, Box<dyn std::error::Error>> {
///     let new = plugin.function("Counter::new")?.typed::<(i64,), Object>()?;
///     let add = plugin.function("Counter::add")?.typed::<(&mut Object, i64), i64>()?;
///     let mut counter = new.call((40,))?;
///     Ok(add.call((&mut counter, 2))?)
/// }
/// ```
pub struct Object<T: ?Sized + Threads = dyn Stays> {
    value: NonNull<()>,
    class: &'static Class,
    opened: Arc<Opened>,
    threads: PhantomData<T>,
}

// SAFETY: an `Object<dyn Send>` is made only where the class says that the value is `Send`.
unsafe impl<T: ?Sized + Threads + Send> Send for Object<T> {}
// SAFETY: as above, for `Sync`.
unsafe impl<T: ?Sized + Threads + Sync> Sync for Object<T> {}

impl<T: ?Sized + Threads> Object<T> {
    /// Returns the path of the value's type.
    #[must_use]
    pub fn path(&self) -> &str {
        self.class.path()
    }

    /// Makes an object that may go to other threads, where the plugin's type allows that; else returns this one.
    ///
    /// # Errors
    /// The object itself, where the type lacks what `U` says.
    #[inline]
    pub fn claim<U: ?Sized + Threads>(self) -> Result<Object<U>, Self> {
        match fit::<U>(self.class) {
            true => {
                let (value, class, opened) = self.into_parts();
                Ok(Object { value, class, opened, threads: PhantomData })
            }
            false => Err(self),
        }
    }

    /// Clones the value.
    ///
    /// # Errors
    /// Where its type is not `Clone`, or the plugin's `clone` panics.
    pub fn try_clone(&self) -> Result<Self, CallError> {
        let clone = self.class.clone.ok_or_else(|| self.lacks("Clone"))?;
        // SAFETY: the object is of this class.
        let copy = unsafe { self.ask("clone", |out| clone(self.value.as_ptr(), out)) }?;
        let value = NonNull::new(copy).ok_or_else(|| self.broken("null for a clone"))?;
        Ok(Self { value, class: self.class, opened: self.opened.clone(), threads: PhantomData })
    }

    /// Compares two values.
    ///
    /// # Errors
    /// Where they are not of one type, or that is not `PartialEq`, or the plugin's `eq` panics.
    pub fn equals<U: ?Sized + Threads>(&self, other: &Object<U>) -> Result<bool, CallError> {
        let equal = self.class.equal.ok_or_else(|| self.lacks("PartialEq"))?;
        if !std::ptr::eq(self.class, other.class) {
            return Err(self.lacks(&format!("PartialEq<{}>", other.path())));
        }
        // SAFETY: both objects are of this class.
        unsafe { self.ask("eq", |out| equal(self.value.as_ptr(), other.value.as_ptr(), out)) }.map(|equal| equal != 0)
    }

    /// Returns the value's `Display` text.
    ///
    /// # Errors
    /// Where its type is not `Display`, or the plugin's `fmt` panics.
    pub fn text(&self) -> Result<String, CallError> {
        self.shown(self.class.display.ok_or_else(|| self.lacks("Display"))?)
    }

    /// Drops the value and returns when that is done. Dropping the object does the same and forgets a panic.
    ///
    /// # Errors
    /// Where the plugin's `drop` panics.
    pub fn close(self) -> Result<(), CallError> {
        let object = ManuallyDrop::new(self);
        // SAFETY: the object is of this class, and it is the host's last use of it.
        let closed = unsafe { object.ask("drop", |out| (object.class.drop)(object.value.as_ptr(), out)) };
        // SAFETY: the object is not dropped, so this is dropped once.
        drop(unsafe { std::ptr::read(&raw const object.opened) });
        closed.map(drop)
    }

    /// Turns the object into a value for dynamic calls.
    #[must_use]
    pub fn into_handle(self) -> Handle {
        let (value, class, opened) = self.into_parts();
        Handles(&opened).keep(value, class)
    }

    /// Lends the value to dynamic calls as a handle, for as long as `then` lasts.
    pub(crate) fn lend<R>(&self, then: impl FnOnce(&Handle) -> R) -> R {
        // SAFETY: the object is of this class and stays borrowed until the loan takes it out of the registry again.
        let number = unsafe { (self.opened.table().lend)(self.value.as_ptr(), self.class) };
        let _loan = Loan { opened: &self.opened, number };
        then(&Handle::named(HandleId { library: self.opened.number(), object: number }))
    }

    /// Makes the object of a pointer that the plugin gave away.
    ///
    /// # Errors
    /// Where it points to nothing, or to what is less free than `T` says.
    ///
    /// # Safety
    /// The plugin gave an object of one of its classes away.
    #[inline]
    pub(crate) unsafe fn new(pointer: Pointer, opened: Arc<Opened>) -> Result<Self, Invalid> {
        let value = NonNull::new(pointer.to).ok_or_else(|| Invalid::new("an object", "null"))?;
        // SAFETY: the caller's promise; the library is never unmapped.
        let class = unsafe { pointer.class() };
        let object = Object::<dyn Stays> { value, class, opened, threads: PhantomData };
        object.claim().map_err(|object| Invalid::new(T::NAME, object.path()))
    }

    #[inline]
    pub(crate) const fn value(&self) -> NonNull<()> {
        self.value
    }

    #[inline]
    pub(crate) const fn class(&self) -> &'static Class {
        self.class
    }

    #[inline]
    pub(crate) const fn opened(&self) -> &Arc<Opened> {
        &self.opened
    }

    #[inline]
    fn into_parts(self) -> (NonNull<()>, &'static Class, Arc<Opened>) {
        let object = ManuallyDrop::new(self);
        // SAFETY: the object is not dropped, so this is dropped once.
        (object.value, object.class, unsafe { std::ptr::read(&raw const object.opened) })
    }

    fn shown(&self, show: ShowFn) -> Result<String, CallError> {
        // SAFETY: the object is of the class that the function is of.
        let text: Buffer = unsafe { self.ask("fmt", |out| show(self.value.as_ptr(), out)) }?;
        // SAFETY: the plugin gave a text away.
        let text = unsafe { self.opened.heap.take::<u8>(text) };
        String::from_utf8(text).map_err(|_not_text| self.broken("bytes that are no text"))
    }

    /// Calls a function of the class.
    ///
    /// # Safety
    /// `call` calls one with this object and `out`.
    unsafe fn ask<R: Copy>(&self, name: &str, call: impl FnOnce(*mut Slot<R>) -> Status) -> Result<R, CallError> {
        let mut slot = Slot::empty();
        match call(&raw mut slot) {
            // SAFETY: the status says that the value is set.
            Status::OK => Ok(unsafe { slot.value.assume_init() }),
            // SAFETY: the status is that of the call which the slot was for.
            status => Err(unsafe { self.opened.failed(&format!("{}::{name}", self.path()), status, &slot) }),
        }
    }

    /// # Safety
    /// A call of a function of the class left this status and this slot.
    #[cold]
    unsafe fn forget_failure<R: Copy>(&self, status: Status, slot: &Slot<R>) {
        // SAFETY: the caller's promise.
        drop(unsafe { self.opened.failed(self.path(), status, slot) });
    }

    fn lacks(&self, trait_: &str) -> CallError {
        CallError::Lacks { class: self.path().to_owned(), trait_: trait_.to_owned() }
    }

    fn broken(&self, fault: &str) -> CallError {
        CallError::Broken { function: self.path().to_owned(), fault: fault.to_owned() }
    }

    #[inline]
    fn is_of(&self, heap: &Heap) -> bool {
        std::ptr::eq(self.opened.heap, heap)
    }
}

/// An object that is in the registry and is still the host's.
struct Loan<'o> {
    opened: &'o Opened,
    number: u64,
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        // This cannot fail: nobody could take the object meanwhile, also who guessed its number.
        (self.opened.table().end_loan)(self.number);
    }
}

impl<T: ?Sized + Threads> Drop for Object<T> {
    #[inline]
    fn drop(&mut self) {
        let mut slot = Slot::empty();
        // SAFETY: the object is of this class, and this is the host's last use of it.
        let status = unsafe { (self.class.drop)(self.value.as_ptr(), &raw mut slot) };
        if status != Status::OK {
            // SAFETY: the status is that of the call which the slot was for.
            unsafe { self.forget_failure(status, &slot) };
        }
    }
}

impl<T: ?Sized + Threads> fmt::Debug for Object<T> {
    /// Writes what the plugin's `Debug` writes, and the type's name where it has none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.class.debug.map(|show| self.shown(show)) {
            Some(Ok(text)) => f.write_str(&text),
            Some(Err(error)) => write!(f, "<{error}>"),
            None => f.write_str(self.path()),
        }
    }
}

impl<T: ?Sized + Threads> From<Object<T>> for Value {
    fn from(object: Object<T>) -> Self {
        Self::Handle(object.into_handle())
    }
}

impl<T: ?Sized + Threads> Describe for Object<T> {
    fn describe(_: &mut Known) -> Type {
        Type::Handle(Access::Owned, T::NAME.to_owned())
    }

    fn describe_mut(_: &mut Known) -> Type {
        Type::Handle(Access::Exclusive, T::NAME.to_owned())
    }
}

impl<T: ?Sized + Threads> Describe for &Object<T> {
    fn describe(_: &mut Known) -> Type {
        Type::Handle(Access::Shared, T::NAME.to_owned())
    }
}

impl<T: ?Sized + Threads> Argument for Object<T> {
    type At<'a> = Object<T>;
    type Repr = Pointer;
    const MOVES_WHEN_LENT: bool = false;

    #[inline]
    fn lower(value: Self, heap: &Heap) -> Pointer {
        if !value.is_of(heap) {
            // Its own library drops it; the callee's would not know how.
            return Pointer::NOTHING;
        }
        let (value, class, _) = value.into_parts();
        Pointer::owned(value.as_ptr(), class)
    }

    #[inline]
    fn lower_mut(value: &mut Self) -> Pointer {
        Pointer::exclusive(value.value.as_ptr(), value.class)
    }
}

impl<T: ?Sized + Threads> Argument for &Object<T> {
    type At<'a> = &'a Object<T>;
    type Repr = Pointer;

    #[inline]
    fn lower(value: &Object<T>, _: &Heap) -> Pointer {
        Pointer::shared(value.value.as_ptr(), value.class)
    }
}

impl<T: ?Sized + Threads> Answer for Object<T> {
    type Repr = Pointer;

    #[inline]
    unsafe fn lift(repr: Pointer, heap: &Heap) -> Result<Self, Invalid> {
        let opened = heap.opened().ok_or_else(|| Invalid::new("an open library", "a closed one"))?;
        // SAFETY: the caller's promise.
        unsafe { Self::new(repr, opened) }
    }
}

/// Whether the host's name for an object stands for a type of the plugin. By the path of a trait's objects go all of them, and
/// an object that is free to go further than a parameter's type may go in: which bounds it has, the plugin sees. So may a value
/// of a type that has the trait.
pub(crate) fn names(host: &str, path: &str, way: Way, opened: &Opened) -> bool {
    let fits = |path: &str| opened.class(path).is_some_and(|class| named_fit(host, class));
    let is_object = path.starts_with("dyn ");
    let is_kin = |other: &str| is_object && unmarked(other) == unmarked(path);
    let goes_in = || {
        let mut bounded = opened.interface.types.iter().filter(|other| is_kin(&other.path));
        let mut casts = opened.class(path).into_iter().flat_map(|class| class.casts.classes());
        bounded.any(|other| fits(&other.path)) || casts.any(|own| own.path() == host || named_fit(host, own))
    };
    is_kin(host) || host == path || fits(path) || way == Way::In && goes_in()
}
