//! [`Lent`]: a closure that is lent for a call, with the host's own code for it. Those whose code is not known where they
//! are handed over, `&dyn Fn` and its kin, are `callback.rs`.

use std::fmt;
use std::marker::PhantomData;
use std::ptr::NonNull;

use plugwright_interface::abi::{CallbackRepr, Reply, Slot};
use plugwright_interface::{Describe, Known, Type};

use crate::callback::{Given, Returned, answer, give};
use crate::heap::Heap;
use crate::{Answer, Argument};

/// A closure that is lent for a call: `Lent<dyn Fn(i64) -> i64>` goes wherever `&dyn Fn(i64) -> i64` does, and
/// `Lent<dyn FnMut(i64)>` wherever `&mut dyn FnMut(i64)` does.
///
/// It costs the plugin one call through a pointer less, because what the plugin calls is made for that very closure.
///
/// ```no_run
/// # use plugwright_loader::{Lent, Library};
/// # fn get(plugin: &Library) -> Result<(), Box<dyn std::error::Error>> {
/// let sum_of = plugin.function("sum_of")?.typed::<(i64, Lent<dyn Fn(i64) -> i64>), i64>()?;
/// assert_eq!(sum_of.call((3, Lent::from(&|number: i64| number * 10)))?, 30);
/// # Ok(()) }
/// ```
pub struct Lent<'a, F: ?Sized> {
    closure: NonNull<()>,
    /// What the closure's form names: see [`CallbackRepr::call`].
    call: *const (),
    types: PhantomData<(&'a (), *const F)>,
}

impl<F: ?Sized> fmt::Debug for Lent<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lent<{}>", std::any::type_name::<F>())
    }
}

/// Both kinds of closures, for one number of parameters.
macro_rules! lent {
    ($(($($item:ident $arg:ident)*))*) => {$(
        lent! { Fn {&} as_ref [$($item $arg)*] }
        lent! { FnMut {&mut} as_mut [$($item $arg)*] }
    )*};
    ($trait:ident {$($borrow:tt)*} $reborrow:ident [$($item:ident $arg:ident)*]) => {
        impl<'a, $($item: Answer + 'static,)* R: Returned, Func> From<lent!(@of {$($borrow)*} 'a Func)>
            for Lent<'a, dyn $trait($($item),*) -> R>
        where
            Func: $trait($($item),*) -> R,
        {
            fn from(closure: lent!(@of {$($borrow)*} 'a Func)) -> Self {
                #[allow(clippy::too_many_arguments, reason = "a closure has as many")]
                unsafe extern "C" fn call<$($item: Answer + 'static,)* R: Returned, Func: $trait($($item),*) -> R>(
                    context: *mut (),
                    $($arg: $item::Repr,)*
                    out: *mut Slot<R::Repr>,
                ) -> Reply {
                    // SAFETY: `lower` made the context.
                    let given = unsafe { &*context.cast::<Given<NonNull<()>>>() };
                    #[allow(unused_mut, reason = "a `Fn` is not changed")]
                    let mut closure = given.func.cast::<Func>();
                    // SAFETY: `from` paired this function with a closure of that type, which is borrowed for as long as it can
                    // be called, and a `FnMut` is not called twice at once. The heap lives as long as the library, which calls
                    // here.
                    let (closure, heap) = unsafe { (closure.$reborrow(), &*given.heap) };
                    // SAFETY: the plugin lowered values of these types, and `out` is for the result.
                    unsafe { answer::<R>(heap, out, || {
                        $(let $arg = $item::lift($arg, heap);)*
                        Ok(closure($($arg?),*))
                    }) }
                }
                let call = call::<$($item,)* R, Func> as *const ();
                Self { closure: NonNull::from(closure).cast(), call, types: PhantomData }
            }
        }

        impl<$($item: Answer + 'static,)* R: Returned> Describe for Lent<'_, dyn $trait($($item),*) -> R> {
            fn describe(known: &mut Known) -> Type {
                <$($borrow)* dyn $trait($($item),*) -> R>::describe(known)
            }
        }

        impl<$($item: Answer + 'static,)* R: Returned> Argument for Lent<'_, dyn $trait($($item),*) -> R> {
            type At<'a> = Lent<'a, dyn $trait($($item),*) -> R>;
            type Repr = CallbackRepr;

            fn lower(lent: Self::At<'_>, heap: &Heap) -> CallbackRepr {
                give(lent.closure, heap, lent.call)
            }
        }
    };
    (@of {&} $life:lifetime $func:ident) => { &$life $func };
    (@of {&mut} $life:lifetime $func:ident) => { &$life mut $func };
}
lent! {
    ()
    (A a)
    (A a B b)
    (A a B b C c)
    (A a B b C c D d)
    (A a B b C c D d E e)
    (A a B b C c D d E e F f)
}
