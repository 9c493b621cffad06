//! Closures of the host's as arguments of typed calls. A panic of one goes on through the plugin and comes out of the call
//! as an error; no unwind leaves the functions here.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use plugwright_interface::abi::{Buffer, CallbackRepr, Failure, Invalid, Reply, Room, Scrap, Slot, Status};

use crate::heap::Heap;
use crate::{Answer, Argument};

/// What a closure returns: a value of a type that borrows nothing.
pub trait Returned: for<'a> Argument<At<'a> = Self> + 'static {}

impl<T: for<'a> Argument<At<'a> = T> + 'static> Returned for T {}

/// A closure that was given away, and the heap of the library that has it.
pub(crate) struct Given<F> {
    pub(crate) func: F,
    pub(crate) heap: *const Heap,
}

/// Gives a closure away.
pub(crate) fn give<F>(func: F, heap: &Heap, call: *const ()) -> CallbackRepr {
    let context = Box::into_raw(Box::new(Given { func, heap })).cast();
    CallbackRepr { context, call, drop: drop_given::<F> }
}

/// # Safety
/// `context` is a `Given<F>` that is not used again.
unsafe extern "C" fn drop_given<F>(context: *mut ()) {
    // SAFETY: the caller's promise.
    let given = unsafe { Box::from_raw(context.cast::<Given<F>>()) };
    // What the closure's own values do when they are dropped is the host's affair, but must not unwind from here.
    let _ = catch_unwind(AssertUnwindSafe(|| drop(given)));
}

/// Runs a closure and gives the plugin what it returns, in the reply where that holds it, else where `out` is.
///
/// # Safety
/// `out` is valid for writing.
#[inline]
pub(crate) unsafe fn answer<R: Returned>(
    heap: &Heap,
    out: *mut Slot<R::Repr>,
    call: impl FnOnce() -> Result<R, Invalid>,
) -> Reply {
    // The form is made in there as well: it may ask the host's own types for a clone.
    match catch_unwind(AssertUnwindSafe(|| call().and_then(checked).map(|value| R::lower(value, heap)))) {
        Ok(Ok(form)) if const { Reply::holds::<R::Repr>() } => Reply::with(Status::OK, form),
        Ok(Ok(form)) => {
            // SAFETY: the caller's promise; a union's fields all start at its own address.
            unsafe { out.cast::<R::Repr>().write(form) };
            Status::OK.into()
        }
        // SAFETY: as above.
        Ok(Err(invalid)) => unsafe { fail(heap, out.cast(), invalid.to_string()) },
        // SAFETY: as above.
        Err(payload) => unsafe { fail(heap, out.cast(), message_of(payload)) },
    }
}

/// Refuses a result that is more than can cross, and drops it.
#[inline]
fn checked<R: Returned>(value: R) -> Result<R, Invalid> {
    if R::LIMITED
        && let Err(fault) = R::check(&value, Room::WHOLE)
    {
        Scrap::all(value, R::scrap);
        return Err(fault);
    }
    Ok(value)
}

/// Leaves what went wrong where the result would be.
///
/// # Safety
/// `out` is valid for writing.
#[cold]
#[inline(never)]
unsafe fn fail(heap: &Heap, out: *mut Failure, message: String) -> Reply {
    let (message, detail) = (heap.give(message.into_bytes()), Buffer::give(Vec::<u8>::new()));
    // SAFETY: the caller's promise.
    unsafe { out.write(Failure { message, detail, line: 0, column: 0 }) };
    Status::PANICKED.into()
}

#[cold]
pub(crate) fn message_of(payload: Box<dyn Any + Send>) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    // A payload whose destructor panics is the host's own, and must not unwind from here.
    let _ = catch_unwind(AssertUnwindSafe(|| drop(payload)));
    text.unwrap_or_else(|| "a panic without a message".to_owned())
}

/// The four forms of a closure, for one number of parameters.
macro_rules! closures {
    ($(($($item:ident $arg:ident)*))*) => {$(
        closures! { @form Shared [$($item $arg)*] 'a &'a (dyn Fn($($item),*) -> R + 'a) }
        closures! { @form Exclusive [$($item $arg)*] 'a &'a mut (dyn FnMut($($item),*) -> R + 'a) }
        closures! { @form Lasting [$($item $arg)*] 'a Box<dyn Fn($($item),*) -> R + Send + Sync> }
        closures! { @once [$($item $arg)*] }
    )*};
    (@form $mode:ident [$($item:ident $arg:ident)*] $life:lifetime $closure:ty) => {
        impl<$life, $($item: Answer + 'static,)* R: Returned> Argument for $closure {
            type At<'b> = closures!(@at $mode 'b [$($item)*]);
            type Repr = CallbackRepr;

            fn lower(closure: Self::At<'_>, heap: &Heap) -> CallbackRepr {
                #[allow(clippy::too_many_arguments, reason = "a closure has as many")]
                unsafe extern "C" fn call<$($item: Answer + 'static,)* R: Returned>(
                    context: *mut (),
                    $($arg: $item::Repr,)*
                    out: *mut Slot<R::Repr>,
                ) -> Reply {
                    // SAFETY: `lower` paired the context with this function; what it borrows lives as long as it does, and a
                    // `FnMut` is not called twice at once.
                    let given = unsafe { closures!(@given $mode context.cast::<Given<closures!(@at $mode 'static [$($item)*])>>()) };
                    // SAFETY: the heap lives as long as the library, which calls here.
                    let heap = unsafe { &*given.heap };
                    // SAFETY: the plugin lowered values of these types, and `out` is for the result.
                    unsafe { answer::<R>(heap, out, || {
                        $(let $arg = $item::lift($arg, heap);)*
                        Ok((given.func)($($arg?),*))
                    }) }
                }
                give(closure, heap, call::<$($item,)* R> as *const ())
            }
        }
    };
    (@once [$($item:ident $arg:ident)*]) => {
        impl<$($item: Answer + 'static,)* R: Returned> Argument for Box<dyn FnOnce($($item),*) -> R + Send> {
            type At<'b> = Self;
            type Repr = CallbackRepr;

            fn lower(closure: Self, heap: &Heap) -> CallbackRepr {
                #[allow(clippy::too_many_arguments, reason = "a closure has as many")]
                unsafe extern "C" fn call<$($item: Answer + 'static,)* R: Returned>(
                    context: *mut (),
                    $($arg: $item::Repr,)*
                    out: *mut Slot<R::Repr>,
                ) -> Reply {
                    type Once<R, $($item),*> = Option<Box<dyn FnOnce($($item),*) -> R + Send>>;
                    // SAFETY: `lower` paired the context with this function.
                    let given = unsafe { &mut *context.cast::<Given<Once<R, $($item),*>>>() };
                    // SAFETY: the heap lives as long as the library, which calls here.
                    let heap = unsafe { &*given.heap };
                    // SAFETY: the plugin lowered values of these types, and `out` is for the result.
                    unsafe { answer::<R>(heap, out, || {
                        $(let $arg = $item::lift($arg, heap);)*
                        let func = given.func.take();
                        let func = func.ok_or_else(|| Invalid::new("one call", "another"))?;
                        Ok(func($($arg?),*))
                    }) }
                }
                give(Some(closure), heap, call::<$($item,)* R> as *const ())
            }
        }
    };
    (@given Exclusive $context:expr) => { &mut *$context };
    (@given $mode:ident $context:expr) => { &*$context };
    (@at Shared $life:lifetime [$($item:ident)*]) => { &$life (dyn Fn($($item),*) -> R + $life) };
    (@at Exclusive $life:lifetime [$($item:ident)*]) => { &$life mut (dyn FnMut($($item),*) -> R + $life) };
    (@at Lasting $life:lifetime [$($item:ident)*]) => { Box<dyn Fn($($item),*) -> R + Send + Sync> };
}
closures! {
    ()
    (A a)
    (A a B b)
    (A a B b C c)
    (A a B b C c D d)
    (A a B b C c D d E e)
    (A a B b C c D d E e F f)
}

#[cfg(test)]
mod tests;
