//! [`EncodedFunction`]: typed calls through the wire lane, without a `Value` between the host's types and the bytes.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use plugwright_interface::abi::{Input, Output, Status, decode_answer};
use plugwright_interface::wire::{put_head, tag};

use super::reading::{broken, failed};
use super::{argument, call_wire};
use crate::library::Opened;
use crate::private::Host;
use crate::scratch::Scratch;
use crate::{Answer, Arguments, CallError};

/// A type that a host writes to the wire: every [`crate::Argument`] but borrowed data that comes back changed, closures,
/// contexts and objects.
pub trait Encoded: Output<Host> {}

impl<T: Output<Host>> Encoded for T {}

/// A type that a host reads from the wire: every [`Answer`] but objects.
pub trait Decoded: Answer + for<'a> Input<'a, Host> {}

impl<T: Answer + for<'a> Input<'a, Host>> Decoded for T {}

/// A function whose types were checked once, called through the wire lane.
///
/// Nothing but bytes crosses, so this is what a typed call costs wherever host and plugin do not share memory; where they
/// do, a [`crate::TypedFunction`] costs less.
///
/// # Thread safety
/// As for [`crate::TypedFunction`].
pub struct EncodedFunction<P, R> {
    opened: Arc<Opened>,
    index: usize,
    types: PhantomData<fn(P) -> R>,
}

impl<P, R> EncodedFunction<P, R> {
    pub(super) const fn new(opened: Arc<Opened>, index: usize) -> Self {
        Self { opened, index, types: PhantomData }
    }
}

impl<P: Arguments, R: Decoded> EncodedFunction<P, R> {
    /// Calls the function. The arguments stay the caller's, since they are only written down. An `Err` that the function
    /// returns is a result like any other.
    ///
    /// # Errors
    /// As for [`crate::TypedFunction::call`].
    pub fn call<'a>(&self, args: &P::At<'a>) -> Result<R, CallError>
    where
        P::At<'a>: Encoded,
    {
        if P::LIMITED {
            P::check(args).map_err(|fault| argument(self.opened.signature(self.index), fault))?;
        }
        let mut scratch = Scratch::take();
        let Scratch { args: bytes, answer } = &mut *scratch;
        bytes.clear();
        match P::COUNT {
            // A tuple of nothing is another value than `()`.
            0 => put_head(bytes, tag::TUPLE, 0),
            _ => args.encode(bytes),
        }
        let status = call_wire(&self.opened, self.index, bytes, answer);
        let func = self.opened.signature(self.index);
        match status {
            Status::OK | Status::ERR => decode_answer::<Host, R>(answer).map_err(|fault| broken(func, fault)),
            status => Err(failed(func, status, answer)),
        }
    }
}

impl<P, R> Clone for EncodedFunction<P, R> {
    fn clone(&self) -> Self {
        Self { opened: self.opened.clone(), ..*self }
    }
}

impl<P, R> fmt::Debug for EncodedFunction<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EncodedFunction({})", self.opened.signature(self.index))
    }
}
