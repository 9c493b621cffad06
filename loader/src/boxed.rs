//! What crosses as the value inside: boxes and shared boxes of data. Where a type of the host's holds itself in one, that
//! field lies behind a pointer, which `derive(Bridge)` sees to.

use std::mem;
use std::rc::Rc;
use std::sync::Arc;

use plugwright_interface::abi::{Buffer, Inside, Invalid, unboxed};

use crate::heap::Heap;
use crate::private::Form;
use crate::{Answer, Argument};

impl<T: Argument> Argument for Box<T> {
    type At<'a> = Box<T::At<'a>>;
    type Repr = T::Repr;

    #[inline]
    fn lower(value: Box<T::At<'_>>, heap: &Heap) -> T::Repr {
        T::lower(*value, heap)
    }
}

impl<T: Answer> Answer for Box<T> {
    type Repr = T::Repr;

    #[inline]
    unsafe fn lift(repr: T::Repr, heap: &Heap) -> Result<Self, Invalid> {
        // SAFETY: the caller's promise: the form is that of what is in the box.
        unsafe { T::lift(repr, heap) }.map(Self::new)
    }
}

/// A shared box is taken apart where it is the last one, and copied where it is not.
macro_rules! shared {
    ($($pointer:ident)*) => {$(
        impl<T: Argument> Argument for $pointer<T>
        where
            for<'a> T::At<'a>: Clone,
        {
            type At<'a> = $pointer<T::At<'a>>;
            type Repr = T::Repr;

            fn lower(value: $pointer<T::At<'_>>, heap: &Heap) -> T::Repr {
                T::lower($pointer::unwrap_or_clone(value), heap)
            }
        }

        impl<T: Answer> Answer for $pointer<T> {
            type Repr = T::Repr;

            unsafe fn lift(repr: T::Repr, heap: &Heap) -> Result<Self, Invalid> {
                // SAFETY: the caller's promise: the form is that of what is in the box.
                unsafe { T::lift(repr, heap) }.map(Self::new)
            }
        }
    )*};
}
shared!(Rc Arc);

/// Lowers a field that leads back to its own type, as a list of one; of what is nested too deep, as an empty one.
#[must_use]
pub fn lower_inside<'a, T: Argument>(value: T::At<'a>, heap: &Heap) -> Buffer {
    match Inside::enter() {
        Some(_level) => heap.give(vec![T::lower(value, heap)]),
        None => {
            // To drop it would call as many functions inside each other as to lower it.
            mem::forget(value);
            heap.give(Vec::<T::Repr>::new())
        }
    }
}

impl<T: Answer> Form<Vec<T>> {
    /// Brings the form of a field that leads back to its own type back to a value; `place` is the field's name in messages.
    ///
    /// # Errors
    /// Where the form is of no value, or was nested too deep.
    pub fn lift_inside(self, heap: &Heap, place: &str) -> Result<T, Invalid> {
        // SAFETY: a form is made only of what a plugin lowered: a list of one form that it gave away, or of none.
        let form = unboxed(unsafe { heap.take::<T::Repr>(self.0) });
        Form::<T>(form.map_err(|fault| fault.at(place))?).lift(heap, place)
    }
}
