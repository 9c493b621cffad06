//! What crosses as the value inside: boxes and shared boxes of data. Where a type of the host's holds itself in one, that
//! field lies behind a pointer, which `derive(Bridge)` sees to.

use std::rc::Rc;
use std::sync::Arc;

use plugwright_interface::abi::{Buffer, Invalid, Room, Scrap, unboxed};

use crate::heap::Heap;
use crate::private::Form;
use crate::{Answer, Argument};

impl<T: Argument> Argument for Box<T> {
    type At<'a> = Box<T::At<'a>>;
    type Repr = T::Repr;
    const LIMITED: bool = T::LIMITED;

    fn check(value: &Self::At<'_>, room: Room) -> Result<(), Invalid> {
        T::check(value, room)
    }

    fn scrap<'v>(value: Self::At<'v>, scrap: &mut Scrap<'v>) {
        T::scrap(*value, scrap);
    }

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
            const LIMITED: bool = T::LIMITED;

            fn check(value: &Self::At<'_>, room: Room) -> Result<(), Invalid> {
                T::check(value, room)
            }

            fn scrap<'v>(value: Self::At<'v>, scrap: &mut Scrap<'v>) {
                if let Some(value) = $pointer::into_inner(value) {
                    T::scrap(value, scrap);
                }
            }

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

/// Lowers a field that leads back to its own type, as a list of one.
#[must_use]
pub fn lower_inside<T: Argument>(value: T::At<'_>, heap: &Heap) -> Buffer {
    heap.give(vec![T::lower(value, heap)])
}

impl<T: Answer> Form<Vec<T>> {
    /// Brings the form of a field that leads back to its own type back to a value; `place` is the field's name in messages.
    ///
    /// # Errors
    /// Where the form is of no value.
    pub fn lift_inside(self, heap: &Heap, place: &str) -> Result<T, Invalid> {
        // SAFETY: a form is made only of what a plugin lowered: a list of one form that it gave away.
        let form = unboxed(unsafe { heap.take::<T::Repr>(self.0) });
        Form::<T>(form.map_err(|fault| fault.at(place))?).lift(heap, place)
    }
}
