//! [`TypedFunction`]: a function whose types were checked once, so that calls cost what a function pointer costs.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use plugwright_interface::abi::{Invalid, Reply, Room, Scrap, Slot};
use plugwright_interface::{Known, Type};

use crate::callee::Callee;
use crate::heap::Heap;
use crate::library::Opened;
use crate::place::Places;
use crate::{Answer, Argument, CallError};

/// A plugin's function whose parameters and result the host knows by type.
///
/// A call looks nothing up, takes no lock and allocates nothing of its own. `P` is a tuple of the parameters' types and
/// `R` the result's; a parameter that is borrowed (`&str`) takes a borrow of any lifetime.
///
/// # Thread safety
/// May be called from any number of threads at once, as far as the plugin's own function may.
pub struct TypedFunction<P, R> {
    callee: Callee,
    opened: Arc<Opened>,
    types: PhantomData<fn(P) -> R>,
}

impl<P, R> Clone for TypedFunction<P, R> {
    fn clone(&self) -> Self {
        Self { opened: self.opened.clone(), types: PhantomData, ..*self }
    }
}

impl<P, R> fmt::Debug for TypedFunction<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TypedFunction({})", self.callee.signature(&self.opened))
    }
}

impl<P: Arguments, R: Answer> TypedFunction<P, R> {
    /// Makes the typed handle.
    ///
    /// # Safety
    /// The types of the function at `index` are `P` and `R`.
    pub(crate) unsafe fn new(opened: Arc<Opened>, index: usize) -> Self {
        Self { callee: Callee::new(&opened, index), opened, types: PhantomData }
    }

    pub(crate) fn into_parts(self) -> (Callee, Arc<Opened>) {
        (self.callee, self.opened)
    }

    /// Calls the function.
    ///
    /// An `Err` that the function returns is a result like any other: where `R` is a `Result<T, E>`, this returns
    /// `Ok(Err(…))`.
    ///
    /// # Errors
    /// [`CallError::Panicked`] where the function panicked; [`CallError::Broken`] where the library returned bytes that
    /// are no value of `R`.
    #[inline]
    pub fn call(&self, args: P::At<'_>) -> Result<R, CallError> {
        // SAFETY: `new` was promised that the types are the function's, and it is this library's.
        unsafe { self.callee.call::<P, R>(&self.opened, args) }.map_err(crate::callee::unboxed)
    }
}

/// The parameters of a typed call: a tuple of 0 to 20 [`Argument`]s.
pub trait Arguments {
    /// The same tuple with its lifetimes cut to one call.
    type At<'a>;

    /// How many there are.
    #[doc(hidden)]
    const COUNT: usize;

    /// Whether one of them can be more than can cross.
    #[doc(hidden)]
    const LIMITED: bool;

    /// Checks that all can cross.
    ///
    /// # Errors
    /// Where one cannot; which, the fault says.
    #[doc(hidden)]
    fn check(args: &Self::At<'_>) -> Result<(), Invalid>;

    /// Drops arguments that may be too deep for their own drop.
    #[doc(hidden)]
    fn scrap(args: Self::At<'_>);

    /// Returns the types in order, and defines the structs and enums in them.
    fn types(known: &mut Known) -> Vec<Type>;

    /// Lowers the arguments and calls.
    ///
    /// # Safety
    /// `direct` is the direct lane of a function of these parameters, whose result has the form `R`; `out` is valid for
    /// writing.
    #[doc(hidden)]
    unsafe fn invoke<R: Copy>(direct: *const (), args: Self::At<'_>, out: *mut Slot<R>, heap: &Heap) -> Reply;
}

macro_rules! arguments {
    ($(($($item:ident $index:tt)*))*) => {$(
        impl<$($item: Argument),*> Arguments for ($($item,)*) {
            type At<'a> = ($($item::At<'a>,)*);
            const COUNT: usize = 0 $(+ { _ = $index; 1 })*;
            const LIMITED: bool = false $(|| $item::LIMITED)*;

            #[allow(unused_variables, reason = "the empty tuple has nothing to check")]
            fn check(args: &Self::At<'_>) -> Result<(), Invalid> {
                $($item::check(&args.$index, Room::WHOLE).map_err(|fault| fault.of_argument($index))?;)*
                Ok(())
            }

            #[allow(unused_variables, reason = "the empty tuple has nothing to drop")]
            fn scrap(args: Self::At<'_>) {
                $(Scrap::all(args.$index, $item::scrap);)*
            }

            #[allow(unused_variables, reason = "the empty tuple has nothing to describe")]
            fn types(known: &mut Known) -> Vec<Type> {
                vec![$($item::describe(known)),*]
            }

            #[inline]
            #[allow(unused_variables, clippy::unused_unit, reason = "the empty tuple has nothing to lower")]
            unsafe fn invoke<R: Copy>(direct: *const (), args: Self::At<'_>, out: *mut Slot<R>, heap: &Heap) -> Reply {
                type Direct<R, $($item),*> = unsafe extern "C" fn($($item,)* *mut Slot<R>) -> Reply;
                // SAFETY: the caller promises that this is the function's type.
                let direct = unsafe { std::mem::transmute::<*const (), Direct<R, $($item::Repr),*>>(direct) };
                if const { !(false $(|| $item::LENDS)*) } {
                    // SAFETY: the forms are of the parameters' own types, and what they borrow lives for the call.
                    return unsafe { direct($($item::lower(args.$index, heap),)* out) };
                }
                let places = Places::new();
                // SAFETY: as above.
                unsafe { direct($($item::lower_whole(args.$index, heap, &places),)* out) }
            }
        }
    )*};
}
arguments! {
    ()
    (A 0)
    (A 0 B 1)
    (A 0 B 1 C 2)
    (A 0 B 1 C 2 D 3)
    (A 0 B 1 C 2 D 3 E 4)
    (A 0 B 1 C 2 D 3 E 4 F 5)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14 P 15)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14 P 15 Q 16)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14 P 15 Q 16 S 17)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14 P 15 Q 16 S 17 T 18)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14 P 15 Q 16 S 17 T 18 U 19)
}
