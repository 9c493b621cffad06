//! [`Implements`]: what the compiler knows of a type of the plugin, as constants for its [`super::Class`].

use std::fmt::{Debug, Display};
use std::marker::PhantomData;

use super::{Arena, Buffer, Invalid, ShowFn, Slot, Status};

/// What the compiler knows of a concrete `T`: each constant is found here where `T` has the trait, and in [`Lacks`] where
/// it does not. So the bridge writes `abi::Implements::<T>::SEND` with that trait in scope.
pub struct Implements<T>(PhantomData<T>);

type CloneFn = unsafe extern "C" fn(*const (), *mut Slot<*mut ()>) -> Status;
type EqualFn = unsafe extern "C" fn(*const (), *const (), *mut Slot<u8>) -> Status;

/// The constants of a type that lacks the trait in question.
#[allow(missing_docs, reason = "each constant is named for the trait that is lacking")]
pub trait Lacks {
    const SEND: bool = false;
    const SYNC: bool = false;
    const CLONE: Option<CloneFn> = None;
    const DEBUG: Option<ShowFn> = None;
    const DISPLAY: Option<ShowFn> = None;
    const EQUAL: Option<EqualFn> = None;
}

impl<T> Lacks for Implements<T> {}

impl<T: Send> Implements<T> {
    /// It is `Send`.
    pub const SEND: bool = true;
}

impl<T: Sync> Implements<T> {
    /// It is `Sync`.
    pub const SYNC: bool = true;
}

impl<T: Clone> Implements<T> {
    /// It is `Clone`.
    pub const CLONE: Option<CloneFn> = Some(clone::<T>);
}

impl<T: Debug> Implements<T> {
    /// It is `Debug`.
    pub const DEBUG: Option<ShowFn> = Some(debug::<T>);
}

impl<T: Display> Implements<T> {
    /// It is `Display`.
    pub const DISPLAY: Option<ShowFn> = Some(display::<T>);
}

impl<T: PartialEq> Implements<T> {
    /// It is `PartialEq`.
    pub const EQUAL: Option<EqualFn> = Some(equal::<T>);
}

/// A value whose type has no name, to be asked for what its type implements: the answer is found here where it has the
/// trait, and in [`Unchecked`] where it does not.
pub struct Checked<'v, V>(pub &'v V);

impl<V: Send> Checked<'_, V> {
    /// Whether the type is `Send`.
    #[must_use]
    pub fn is_send(&self) -> bool {
        true
    }
}

/// The answers for a type that lacks the trait in question.
pub trait Unchecked {
    /// Whether the type is `Send`.
    fn is_send(&self) -> bool {
        false
    }
}

impl<V> Unchecked for Checked<'_, V> {}

/// Runs what leaves an `R`.
///
/// # Safety
/// `out` is valid for writing.
unsafe fn answer<R: Copy>(out: *mut Slot<R>, answer: impl FnOnce() -> R) -> Status {
    let body = |_: &Arena| {
        let answer = answer();
        // SAFETY: the caller's promise; a union's fields all start at its own address.
        unsafe { out.cast::<R>().write(answer) };
        Ok::<_, Invalid>(Status::OK)
    };
    // SAFETY: the caller's promise; nothing goes into the arena.
    unsafe { super::call(out, body) }
}

/// [`super::Class::clone`].
unsafe extern "C" fn clone<T: Clone>(object: *const (), out: *mut Slot<*mut ()>) -> Status {
    // SAFETY: `Class` asks for an object of this type, and for a place to write to.
    unsafe { answer(out, || Box::into_raw(Box::new((*object.cast::<T>()).clone())).cast()) }
}

/// [`super::Class::debug`].
unsafe extern "C" fn debug<T: Debug>(object: *const (), out: *mut Slot<Buffer>) -> Status {
    // SAFETY: as in `clone`.
    unsafe { answer(out, || Buffer::give(format!("{:?}", *object.cast::<T>()).into_bytes())) }
}

/// [`super::Class::display`].
unsafe extern "C" fn display<T: Display>(object: *const (), out: *mut Slot<Buffer>) -> Status {
    // SAFETY: as in `clone`.
    unsafe { answer(out, || Buffer::give((*object.cast::<T>()).to_string().into_bytes())) }
}

/// [`super::Class::equal`].
unsafe extern "C" fn equal<T: PartialEq>(one: *const (), other: *const (), out: *mut Slot<u8>) -> Status {
    // SAFETY: as in `clone`.
    unsafe { answer(out, || u8::from(*one.cast::<T>() == *other.cast::<T>())) }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::*;

    struct Plain;

    #[test]
    fn facts_are_those_of_the_type() {
        // As `[send, sync, clone, debug, display, equal]`.
        macro_rules! facts {
            ($ty:ty) => {
                [
                    Implements::<$ty>::SEND,
                    Implements::<$ty>::SYNC,
                    Implements::<$ty>::CLONE.is_some(),
                    Implements::<$ty>::DEBUG.is_some(),
                    Implements::<$ty>::DISPLAY.is_some(),
                    Implements::<$ty>::EQUAL.is_some(),
                ]
            };
        }
        assert_eq!(facts!(String), [true; 6]);
        assert_eq!(facts!(Plain), [true, true, false, false, false, false]);
        assert_eq!(facts!(Rc<Plain>), [false, false, true, false, false, false]);
        assert_eq!(facts!(Cell<u8>), [true, false, true, true, false, true]);
    }
}
