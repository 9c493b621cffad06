//! The objects that a host holds by number. The wire lane carries numbers instead of pointers, because whoever writes
//! its bytes may be wrong or hostile: a number that is none any more, of another type or in use is an error here.
//!
//! A number is never given twice, so one that was an object's is nobody else's later.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::cast::Kin;
use super::object::{BY_ITSELF, EXCLUSIVE, SHARED};
use super::{Arena, Class, Invalid, Pointer, Slot, Status};
use crate::wire::{Reader, put_object};

/// The objects of this library, by number.
static OBJECTS: Mutex<BTreeMap<u64, Kept>> = Mutex::new(BTreeMap::new());

static NEXT: AtomicU64 = AtomicU64::new(1);

/// How many objects wait for their own thread to drop them.
static WAITING: AtomicUsize = AtomicUsize::new(0);

const IN_USE: &str = "an object that is in use";

/// An object that a host holds.
struct Kept {
    object: *mut (),
    class: &'static Class,
    loans: Loans,
    /// The thread that made it, or the one that borrows it.
    thread: u64,
    /// Nobody holds it any more; whoever ends its last loan drops it, or its own thread does.
    released: bool,
    /// It is still the host's, who lends it to the calls of this thread for a while: nobody else may have it.
    lent: bool,
}

// SAFETY: what is in the registry is touched only as the class allows: `check_thread` keeps what is not `Send` to its own
// thread, and what is not `Sync` to one at a time.
unsafe impl Send for Kept {}

/// Who uses an object now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Loans {
    Shared(usize),
    Exclusive,
}

/// An object that is lent for a call.
struct Loan(u64);

impl Drop for Loan {
    fn drop(&mut self) {
        let mut objects = objects();
        let Some(kept) = objects.get_mut(&self.0) else { return };
        kept.loans = match kept.loans {
            Loans::Shared(others) => Loans::Shared(others.saturating_sub(1)),
            Loans::Exclusive => Loans::Shared(0),
        };
        if kept.released && kept.loans == Loans::Shared(0) {
            if !kept.class.send && kept.thread != this_thread() {
                // A future that was free to go elsewhere borrowed what is not.
                WAITING.fetch_add(1, Relaxed);
                return;
            }
            let kept = objects.remove(&self.0);
            drop(objects);
            kept.into_iter().for_each(Kept::drop_object);
        }
    }
}

fn objects() -> MutexGuard<'static, BTreeMap<u64, Kept>> {
    // Nothing that can panic runs under the lock.
    OBJECTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Numbers the threads. The standard library's own numbers would cost a destructor at the end of each thread, and that
/// keeps a library mapped.
fn this_thread() -> u64 {
    static THREADS: AtomicU64 = AtomicU64::new(1);
    thread_local! {
        static NUMBER: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
    }
    NUMBER.with(|number| {
        if number.get() == 0 {
            number.set(THREADS.fetch_add(1, Relaxed));
        }
        number.get()
    })
}

impl Kept {
    /// Checks that this thread may use the object as one of that class, and that nobody else's use forbids it. Says what
    /// it is to the class.
    fn check(&self, class: &'static Class) -> Result<Kin, Invalid> {
        let fail = |found: &str| Err(Invalid::new(class.path(), found));
        let Some(kin) = self.class.kin(class) else { return Err(Invalid::new(class.wanted(), self.class.path())) };
        let is_elsewhere = self.thread != this_thread();
        if !self.class.send && is_elsewhere {
            return fail("an object of another thread");
        }
        if self.lent && is_elsewhere {
            return fail(IN_USE);
        }
        match self.loans {
            Loans::Shared(0) => Ok(kin),
            Loans::Shared(_) if !self.class.sync && is_elsewhere => fail("an object that another thread uses"),
            Loans::Shared(_) => Ok(kin),
            Loans::Exclusive => fail(IN_USE),
        }
    }

    /// As [`Kept::check`], where nothing can be made of a value that is only kin.
    fn check_same(&self, class: &'static Class) -> Result<Kin, Invalid> {
        match self.check(class)? {
            Kin::Same => Ok(Kin::Same),
            Kin::Cast(_) | Kin::Upcast(_) => {
                Err(Invalid::new(class.path(), format_args!("{}, {BY_ITSELF}", self.class.path())))
            }
        }
    }

    /// Drops the object. A panic of its destructor has nobody to go to.
    fn drop_object(self) {
        let mut slot = Slot::empty();
        // SAFETY: the object is out of the registry, so this is its last use; the slot is for this call.
        unsafe {
            let status = (self.class.drop)(self.object, &raw mut slot);
            slot.forget_failure(status);
        }
    }
}

/// Keeps an object, and returns its number.
pub(super) fn keep(object: *mut (), class: &'static Class) -> u64 {
    insert(object, class, false)
}

fn insert(object: *mut (), class: &'static Class, lent: bool) -> u64 {
    sweep();
    let number = NEXT.fetch_add(1, Relaxed);
    let kept = Kept { object, class, loans: Loans::Shared(0), thread: this_thread(), released: false, lent };
    objects().insert(number, kept);
    number
}

/// Takes an object out that `is_wanted`, which is asked with its class.
fn take(number: u64, is_wanted: impl FnOnce(&Kept) -> Result<Kin, Invalid>) -> Result<(Kept, Kin), Invalid> {
    sweep();
    let mut objects = objects();
    let kept = objects.get(&number).filter(|kept| !kept.released).ok_or_else(gone)?;
    let kin = is_wanted(kept)?;
    match kept.loans {
        _ if kept.lent => Err(Invalid::new(kept.class.path(), IN_USE)),
        Loans::Shared(0) => Ok((objects.remove(&number).ok_or_else(gone)?, kin)),
        _ => Err(Invalid::new(kept.class.path(), IN_USE)),
    }
}

/// Lends an object that `is_wanted` for as long as the loan lives.
fn lend(
    number: u64,
    access: Loans,
    is_wanted: impl FnOnce(&Kept) -> Result<Kin, Invalid>,
) -> Result<(*mut (), Kin, Loan), Invalid> {
    sweep();
    let mut objects = objects();
    let kept = objects.get_mut(&number).filter(|kept| !kept.released).ok_or_else(gone)?;
    let kin = is_wanted(kept)?;
    kept.loans = match (kept.loans, access) {
        (_, Loans::Exclusive) if kept.lent => return Err(Invalid::new(kept.class.path(), IN_USE)),
        (Loans::Shared(others), Loans::Shared(_)) => Loans::Shared(others + 1),
        (Loans::Shared(0), Loans::Exclusive) => Loans::Exclusive,
        _ => return Err(Invalid::new(kept.class.path(), IN_USE)),
    };
    if kept.class.send {
        kept.thread = this_thread();
    }
    Ok((kept.object, kin, Loan(number)))
}

fn gone() -> Invalid {
    Invalid::new("an object", "one that is gone")
}

/// The library's [`super::Table::release`].
pub extern "C" fn release(number: u64) {
    sweep();
    let mut objects = objects();
    let Some(kept) = objects.get_mut(&number).filter(|kept| !kept.released) else {
        if objects.is_empty() {
            // A library's statics are never dropped, so that what an empty map keeps would be lost with the library.
            *objects = BTreeMap::new();
        }
        return;
    };
    if kept.loans != Loans::Shared(0) {
        kept.released = true;
    } else if !kept.class.send && kept.thread != this_thread() {
        kept.released = true;
        WAITING.fetch_add(1, Relaxed);
    } else {
        let kept = objects.remove(&number);
        drop(objects);
        kept.into_iter().for_each(Kept::drop_object);
    }
}

/// Drops what other threads released but only this one may drop.
fn sweep() {
    if WAITING.load(Relaxed) == 0 {
        return;
    }
    let thread = this_thread();
    let mut objects = objects();
    let is_ours =
        |kept: &Kept| kept.released && !kept.class.send && kept.thread == thread && kept.loans == Loans::Shared(0);
    let ours: Vec<u64> = objects.iter().filter(|(_, kept)| is_ours(kept)).map(|(number, _)| *number).collect();
    let ours: Vec<Kept> = ours.iter().filter_map(|number| objects.remove(number)).collect();
    drop(objects);
    WAITING.fetch_sub(ours.len(), Relaxed);
    ours.into_iter().for_each(Kept::drop_object);
}

/// The library's [`super::Table::keep`].
///
/// # Safety
/// `object` is an object of `class`, which is one of this library's, and the caller's to give.
pub unsafe extern "C" fn keep_object(object: *mut (), class: &'static Class) -> u64 {
    keep(object, class)
}

/// The library's [`super::Table::lend`].
///
/// # Safety
/// As for [`keep_object`], but that the object stays the caller's.
pub unsafe extern "C" fn lend_kept(object: *mut (), class: &'static Class) -> u64 {
    insert(object, class, true)
}

/// The library's [`super::Table::end_loan`].
pub extern "C" fn end_loan(number: u64) {
    // What was kept has no destructor: the object stays the host's.
    objects().remove(&number);
}

/// The library's [`super::Table::class_of`].
pub extern "C" fn class_of(number: u64) -> Option<&'static Class> {
    objects().get(&number).filter(|kept| !kept.released).map(|kept| kept.class)
}

/// The library's [`super::Table::take`].
///
/// # Safety
/// `out` is valid for writing.
pub unsafe extern "C" fn take_kept(number: u64, send: bool, sync: bool, out: *mut Slot<Pointer>) -> Status {
    let is_free = |kept: &Kept| match kept.class {
        Class { send: false, .. } if send => Err(Invalid::new("a type that is `Send`", kept.class.path())),
        Class { sync: false, .. } if sync => Err(Invalid::new("a type that is `Sync`", kept.class.path())),
        class => kept.check(class),
    };
    let body = |_: &Arena| {
        let (kept, _) = take(number, is_free).map_err(|fault| fault.of_argument(0))?;
        // SAFETY: the caller's promise; a union's fields all start at its own address.
        unsafe { out.cast::<Pointer>().write(Pointer::owned(kept.object, kept.class)) };
        Ok(Status::OK)
    };
    // SAFETY: the caller's promise; nothing goes into the arena.
    unsafe { super::call(out, body) }
}

/// Reads the number of an object that changes hands, and takes it.
///
/// # Errors
/// Where the next value is no object of `class` that this thread may take.
///
/// # Safety
/// `class` is that of `T`.
pub unsafe fn decode_object<T>(reader: &mut Reader<'_>, class: &'static Class) -> Result<T, Invalid> {
    let (kept, _) = take(reader.object(class.path())?, |kept| kept.check_same(class))?;
    // SAFETY: an object of a class is a box of the class's type, and nobody else has it now.
    Ok(*unsafe { Box::from_raw(kept.object.cast::<T>()) })
}

/// Reads the number of an object that changes hands, and takes it: the object, and what it is to the class.
pub(super) fn take_object_of(reader: &mut Reader<'_>, class: &'static Class) -> Result<(*mut (), Kin), Invalid> {
    let (kept, kin) = take(reader.object(class.path())?, |kept| kept.check(class))?;
    Ok((kept.object, kin))
}

/// Reads the number of an object, and lends it for as long as the arena lives: the object, and what it is to the class.
pub(super) fn lend_object(
    reader: &mut Reader<'_>,
    arena: &Arena,
    class: &'static Class,
    access: usize,
) -> Result<(*mut (), Kin), Invalid> {
    let (object, kin, loan) = lend(reader.object(class.path())?, loans(access), |kept| kept.check(class))?;
    arena.keep(loan);
    Ok((object, kin))
}

/// As [`lend_object`], for an object of the very class.
fn lend_same(reader: &mut Reader<'_>, arena: &Arena, class: &'static Class, access: usize) -> Result<*mut (), Invalid> {
    let (object, _, loan) = lend(reader.object(class.path())?, loans(access), |kept| kept.check_same(class))?;
    arena.keep(loan);
    Ok(object)
}

const fn loans(access: usize) -> Loans {
    if access == EXCLUSIVE { Loans::Exclusive } else { Loans::Shared(1) }
}

/// Reads the number of an object, and borrows it for the call.
///
/// # Errors
/// Where the next value is no object of `class` that this thread may share.
///
/// # Safety
/// `class` is that of `T`.
pub unsafe fn decode_object_ref<'a, T>(
    reader: &mut Reader<'_>,
    arena: &'a Arena,
    class: &'static Class,
) -> Result<&'a T, Invalid> {
    let object = lend_same(reader, arena, class, SHARED)?;
    // SAFETY: an object of a class is a box of the class's type, and it is lent until the arena ends the loan.
    Ok(unsafe { &*object.cast::<T>() })
}

/// Reads the number of an object, and borrows it for the call, as nobody else does.
///
/// # Errors
/// Where the next value is no object of `class` that this thread may have for itself.
///
/// # Safety
/// `class` is that of `T`.
#[allow(clippy::mut_from_ref, reason = "the arena keeps each value for one borrower")]
pub unsafe fn decode_object_mut<'a, T>(
    reader: &mut Reader<'_>,
    arena: &'a Arena,
    class: &'static Class,
) -> Result<&'a mut T, Invalid> {
    let object = lend_same(reader, arena, class, EXCLUSIVE)?;
    // SAFETY: as in `decode_object_ref`, and to nobody else.
    Ok(unsafe { &mut *object.cast::<T>() })
}

/// Keeps an object for the host, and writes its number.
pub fn encode_object<T>(object: T, class: &'static Class, out: &mut Vec<u8>) {
    put_object(out, keep(Box::into_raw(Box::new(object)).cast(), class));
}
