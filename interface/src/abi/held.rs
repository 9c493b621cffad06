//! What goes on after the call that made it, and may borrow the arguments of that call: futures, which the host polls, and
//! iterators, which it pulls. Each is an object of a class of its own, whose [`Operation`] does one step.

use std::future::Future;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::guard::{answer, call, call_wire_with, give};
use super::registry::keep;
use super::waker::lend;
use super::{Arena, Arguments, Buffer, Class, Invalid, Output, Pointer, Reply, Slot, Status, Text, WakerRepr};
use crate::wire::put_object;

/// What a host does with an object besides giving it to functions.
#[repr(C)]
pub struct Operation {
    /// The direct lane. Of a future `unsafe extern "C" fn(object, *const WakerRepr, *mut Slot<Out<T>>) -> Reply`, of an
    /// iterator the same without a waker for `Option<T>`.
    pub direct: *const (),
    /// The wire lane.
    pub wire: OperateFn,
}

// SAFETY: an operation holds two code addresses.
unsafe impl Sync for Operation {}

/// Type of the wire lane of an [`Operation`]; `waker` is null but for futures, the rest is as for [`super::WireFn`].
pub type OperateFn = unsafe extern "C" fn(
    object: *mut (),
    waker: *const WakerRepr,
    args: *const u8,
    len: usize,
    out: *mut Buffer,
) -> Status;

/// The lanes of a function that give its iterator instead of a list.
#[repr(C)]
pub struct Lazy {
    /// As [`super::Entry::direct`], but with a [`Pointer`] as result.
    pub direct: *const (),
    /// As [`super::Entry::wire`], but with an object as result.
    pub wire: super::WireFn,
}

// SAFETY: as for `Operation`.
unsafe impl Sync for Lazy {}

/// A value and the arguments that it may borrow.
#[repr(C)]
struct Held<V> {
    /// First, so that it is found whatever the value is.
    arena: ManuallyDrop<Arena>,
    value: ManuallyDrop<V>,
}

impl<V> Drop for Held<V> {
    fn drop(&mut self) {
        /// Drops the arguments, also where the value's own destructor panics.
        struct Arguments<'h>(&'h mut ManuallyDrop<Arena>);
        impl Drop for Arguments<'_> {
            fn drop(&mut self) {
                // SAFETY: it is not used again.
                unsafe { ManuallyDrop::drop(self.0) };
            }
        }
        let _arguments = Arguments(&mut self.arena);
        // SAFETY: it is not used again.
        unsafe { ManuallyDrop::drop(&mut self.value) };
    }
}

/// Gives a value away that will be held.
fn hold<V>(value: V, class: &'static Class) -> Pointer {
    let held = Held { arena: ManuallyDrop::new(Arena::new()), value: ManuallyDrop::new(value) };
    Pointer::owned(Box::into_raw(Box::new(held)).cast(), class)
}

/// Leaves the arguments with what borrows them.
///
/// # Safety
/// [`hold`] made the pointer, just now.
unsafe fn settle(pointer: Pointer, arena: Arena) {
    // SAFETY: an arena comes first in what `hold` made, and is empty, so that nothing is lost by overwriting it.
    unsafe { pointer.to.cast::<Arena>().write(arena) };
}

/// Runs a call of the direct lane whose result may go on borrowing the arguments; `body` ends in one of the functions
/// below.
///
/// # Safety
/// As for [`call`], and the host keeps what it lends until the object is dropped.
pub unsafe fn call_held(out: *mut Slot<Pointer>, body: impl FnOnce(&Arena) -> Result<Pointer, Invalid>) -> Reply {
    let body = |_: &Arena| {
        let arena = Arena::new();
        let pointer = body(&arena)?;
        // SAFETY: the body made the pointer.
        unsafe { settle(pointer, arena) };
        if const { Reply::holds::<Pointer>() } {
            return Ok(Reply::with(Status::OK, pointer));
        }
        // SAFETY: the caller's promise.
        unsafe { out.cast::<Pointer>().write(pointer) };
        Ok(Reply::from(Status::OK))
    };
    // SAFETY: the caller's promise.
    unsafe { call(out, body) }
}

/// Runs a call of the wire lane whose result may go on borrowing the arguments.
///
/// # Safety
/// As for [`super::call_wire`].
pub unsafe fn call_wire_held(
    args: (*const u8, usize),
    out: *mut Buffer,
    count: usize,
    body: fn(&mut Arguments<'_>) -> Result<Pointer, Invalid>,
) -> Status {
    let run = |bytes: &[u8], answer: &mut Vec<u8>| {
        let arena = Arena::new();
        // The first that is kept goes last.
        let bytes: &Vec<u8> = arena.keep(bytes.to_vec());
        let mut arguments = Arguments::new(bytes, &arena, count);
        arguments.begin()?;
        let pointer = body(&mut arguments)?;
        // SAFETY: the body made the pointer.
        let class = unsafe {
            settle(pointer, arena);
            pointer.class()
        };
        put_object(answer, keep(pointer.to, class));
        Ok(Status::OK)
    };
    // SAFETY: the caller's promise.
    unsafe { call_wire_with(args, out, run) }
}

/// Describes objects that no function takes, so that their class needs no address of its own.
const fn class<V>(path: &'static str, send: bool, operation: &'static Operation) -> Class {
    Class {
        path: Text::new(path),
        send,
        sync: false,
        drop: super::drop_object::<Held<V>>,
        clone: None,
        debug: None,
        display: None,
        equal: None,
        operation: Some(operation),
        wider: None,
        casts: super::Casts::NONE,
    }
}

/// The classes of a future.
struct Futures<Bridge, T, F, M>(PhantomData<(Bridge, T, F, M)>);

impl<Bridge, T: Output<Bridge>, F: Future, M: Fn(F::Output) -> T> Futures<Bridge, T, F, M> {
    const OPERATION: &'static Operation =
        &Operation { direct: poll::<Bridge, T, F, M> as *const (), wire: poll_wire::<Bridge, T, F, M> };
    const SEND: &'static Class = &class::<(F, M)>("Future", true, Self::OPERATION);
    const STAYS: &'static Class = &class::<(F, M)>("Future", false, Self::OPERATION);
}

/// Gives a future away whose output becomes a `T` by `turn`, which the interface says is a `C`.
pub fn give_future<Bridge, C, T, F, M>(future: F, turn: M, is_send: bool) -> Pointer
where
    T: Output<Bridge, Contract = C>,
    F: Future,
    M: Fn(F::Output) -> T,
{
    hold((future, turn), if is_send { Futures::<Bridge, T, F, M>::SEND } else { Futures::<Bridge, T, F, M>::STAYS })
}

/// Polls a held future.
///
/// # Safety
/// `object` is such a future that nobody else uses, and `waker` a waker of the host's for the length of the call.
unsafe fn step<T, F: Future, M: Fn(F::Output) -> T>(object: *mut (), waker: *const WakerRepr) -> Poll<T> {
    // SAFETY: the caller's promise.
    let ((future, turn), waker) = unsafe { (&mut *(*object.cast::<Held<(F, M)>>()).value, lend(waker)) };
    // SAFETY: it is in a box, and never moved out of that.
    let future = unsafe { Pin::new_unchecked(future) };
    future.poll(&mut Context::from_waker(&waker)).map(&*turn)
}

unsafe extern "C" fn poll<Bridge, T: Output<Bridge>, F: Future, M: Fn(F::Output) -> T>(
    object: *mut (),
    waker: *const WakerRepr,
    out: *mut Slot<T::Repr>,
) -> Reply {
    // SAFETY: `Operation` asks for what `step` and `give` do.
    let body = |_: &Arena| match unsafe { step::<T, F, M>(object, waker) } {
        Poll::Pending => Ok(Status::PENDING.into()),
        // SAFETY: as above.
        Poll::Ready(output) => Ok(unsafe { give::<Bridge, _, T>(output, out) }),
    };
    // SAFETY: nothing goes into the arena.
    unsafe { call(out, body) }
}

unsafe extern "C" fn poll_wire<Bridge, T: Output<Bridge>, F: Future, M: Fn(F::Output) -> T>(
    object: *mut (),
    waker: *const WakerRepr,
    args: *const u8,
    len: usize,
    out: *mut Buffer,
) -> Status {
    // SAFETY: `Operation` asks for what `step` does.
    let run = |_: &[u8], out: &mut Vec<u8>| match unsafe { step::<T, F, M>(object, waker) } {
        Poll::Pending => Ok(Status::PENDING),
        Poll::Ready(output) => Ok(answer::<Bridge, T>(output, out)),
    };
    // SAFETY: as for `WireFn`.
    unsafe { call_wire_with((args, len), out, run) }
}

/// The classes of an iterator.
struct Iterators<Bridge, I>(PhantomData<(Bridge, I)>);

impl<Bridge, I: Iterator<Item: Output<Bridge>>> Iterators<Bridge, I> {
    const OPERATION: &'static Operation =
        &Operation { direct: next::<Bridge, I> as *const (), wire: next_wire::<Bridge, I> };
    const SEND: &'static Class = &class::<I>("Iterator", true, Self::OPERATION);
    const STAYS: &'static Class = &class::<I>("Iterator", false, Self::OPERATION);
}

/// Gives an iterator away whose items the interface says are `C`s.
pub fn give_iter<Bridge, C, I>(items: I, is_send: bool) -> Pointer
where
    I: Iterator<Item: Output<Bridge, Contract = C>>,
{
    hold(items, if is_send { Iterators::<Bridge, I>::SEND } else { Iterators::<Bridge, I>::STAYS })
}

unsafe extern "C" fn next<Bridge, I: Iterator<Item: Output<Bridge>>>(
    object: *mut (),
    out: *mut Slot<<Option<I::Item> as Output<Bridge>>::Repr>,
) -> Reply {
    // SAFETY: `Operation` asks for such an iterator that nobody else uses, and a place to write to.
    let body = |_: &Arena| Ok(unsafe { give::<Bridge, _, _>((*object.cast::<Held<I>>()).value.next(), out) });
    // SAFETY: nothing goes into the arena.
    unsafe { call(out, body) }
}

unsafe extern "C" fn next_wire<Bridge, I: Iterator<Item: Output<Bridge>>>(
    object: *mut (),
    _: *const WakerRepr,
    args: *const u8,
    len: usize,
    out: *mut Buffer,
) -> Status {
    // SAFETY: as in `next`.
    let run =
        |_: &[u8], out: &mut Vec<u8>| Ok(answer::<Bridge, _>(unsafe { (*object.cast::<Held<I>>()).value.next() }, out));
    // SAFETY: as for `WireFn`.
    unsafe { call_wire_with((args, len), out, run) }
}
