//! Closures as values: the host's registry of those that plugins hold. Bytes carry numbers, which a plugin asks the host to
//! call; no number is given twice, and one is good only for the library that it was given to.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use plugwright_interface::abi::{Buffer, Invalid, Slice, Status, closure_operation};
use plugwright_interface::wire::Reader;
use plugwright_interface::{Callback, Closure, Value, decode_with, encode_with};

use crate::callback::message_of;
use crate::handles::Handles;
use crate::heap::Heap;
use crate::library::Opened;

static GIVEN: Mutex<BTreeMap<u64, Arc<Callable>>> = Mutex::new(BTreeMap::new());

static NEXT: AtomicU64 = AtomicU64::new(1);

thread_local! {
    /// The numbers that this thread wrote and no bridge has taken yet, in the order in which they were given.
    static UNTAKEN: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };

    /// The last number that this thread wrote.
    static LAST: Cell<u64> = const { Cell::new(0) };
}

/// What one call gives to a library. Whatever the bridge did not take when the call ends is nobody's any more, and dropped;
/// what the calls around it gave is theirs.
pub(crate) struct Given {
    /// The last number before the call: those of the call are greater.
    before: u64,
}

impl Given {
    /// Begins a call, which has written nothing yet.
    #[inline]
    pub(crate) fn begin() -> Self {
        Self { before: LAST.get() }
    }
}

impl Drop for Given {
    #[inline]
    fn drop(&mut self) {
        if LAST.get() != self.before {
            take_back(self.before);
        }
    }
}

/// A closure that a library may call.
struct Callable {
    closure: Closure,
    ty: Callback,
    /// Number of the library.
    library: u64,
}

fn given() -> MutexGuard<'static, BTreeMap<u64, Arc<Callable>>> {
    // Nothing that can panic runs under the lock.
    GIVEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives a closure to a library, under a number.
pub(crate) fn give(closure: &Closure, ty: &Callback, library: u64) -> u64 {
    let number = NEXT.fetch_add(1, Relaxed);
    let own = Callable { closure: closure.clone(), ty: ty.clone(), library };
    given().insert(number, Arc::new(own));
    UNTAKEN.with_borrow_mut(|untaken| untaken.push(number));
    LAST.set(number);
    number
}

/// Takes back what no bridge took of what this thread wrote after that number.
#[cold]
#[inline(never)]
fn take_back(before: u64) {
    let left = UNTAKEN.with_borrow_mut(|untaken| {
        let kept = untaken.partition_point(|number| *number <= before);
        untaken.split_off(kept)
    });
    for number in left {
        let dropped = given().remove(&number);
        drop(dropped);
    }
}

/// The host's [`plugwright_interface::abi::Host::closure`], for the library of that heap.
///
/// # Safety
/// As for that function.
pub(crate) unsafe fn operate(
    heap: &Heap,
    operation: u32,
    number: u64,
    (args, len): (*const u8, usize),
    out: *mut Buffer,
) -> Status {
    let found = given().get(&number).cloned();
    let opened = heap.opened();
    let found = found.zip(opened).filter(|(given, opened)| given.library == opened.number());
    match (operation, found) {
        (closure_operation::TAKE, Some(_)) => {
            UNTAKEN.with_borrow_mut(|untaken| untaken.retain(|own| *own != number));
            Status::OK
        }
        (closure_operation::DROP, _) => {
            let dropped = given().remove(&number);
            // What the closure's own values do when they are dropped is the host's affair, but must not unwind from here.
            let _ = catch_unwind(AssertUnwindSafe(|| drop(dropped)));
            Status::OK
        }
        (closure_operation::CALL, Some((given, opened))) => {
            // SAFETY: the caller's promise.
            let (bytes, mut answer) = unsafe { (Slice { ptr: args, len }.read(), Buffer::read(out).own::<u8>()) };
            answer.clear();
            let status = match catch_unwind(AssertUnwindSafe(|| call(&given, &opened, bytes, &mut answer))) {
                Ok(Ok(())) => Status::OK,
                Ok(Err(message)) => fail(&mut answer, &message),
                Err(payload) => fail(&mut answer, &message_of(payload)),
            };
            // SAFETY: the caller's promise; the old parts were taken out above.
            unsafe { Buffer::give_into(answer, out) };
            status
        }
        _ => Status::BAD_ARGUMENT,
    }
}

fn fail(answer: &mut Vec<u8>, message: &str) -> Status {
    answer.clear();
    answer.extend_from_slice(message.as_bytes());
    Status::PANICKED
}

/// Calls a closure, and writes what it returns.
fn call(given: &Callable, opened: &Arc<Opened>, bytes: &[u8], answer: &mut Vec<u8>) -> Result<(), String> {
    let (handles, types, ty) = (Handles(opened), &opened.interface.types, &given.ty);
    let fault = |invalid: Invalid| invalid.to_string();
    let mut reader = Reader::new(bytes);
    reader.tuple(ty.params.len()).map_err(fault)?;
    let args = ty.params.iter().map(|ty| decode_with(&handles, types, ty, &mut reader));
    let args: Vec<Value> = args.collect::<Result<_, _>>().map_err(fault)?;
    let result = given.closure.call(&args)?;
    encode_with(&handles, types, &ty.result, &result, answer).map_err(fault)
}
