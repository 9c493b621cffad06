//! What surrounds every call inside the bridge: no unwind leaves, and every way of not returning becomes a [`Failure`].

use std::any::Any;
use std::cell::Cell;
use std::io::Write;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};

use super::callback::HostPanic;
use super::{
    Arena, Buffer, Failure, Fault, Host, HostAllocator, Input, Invalid, Output, Reply, Slice, Slot, Status, checked,
};
use crate::wire::{Reader, put_head, put_int, put_text, tag};

/// Longest panic message that is kept, in bytes; the rest is cut off.
const MESSAGE_LIMIT: usize = 64 * 1024;

/// Stands for the index of an argument where all of them together are no list of arguments.
const WHOLE: u32 = u32::MAX;

/// Lifts the argument at `index`, which the interface says is a `C`.
///
/// # Errors
/// Where the form is of no value.
///
/// # Safety
/// As for [`Input::lift`].
#[inline]
pub unsafe fn take<'a, Bridge, C, T: Input<'a, Bridge, Contract = C>>(
    repr: T::Repr,
    arena: &'a Arena,
    index: u32,
) -> Result<T, Invalid> {
    // SAFETY: the caller's promise.
    unsafe { T::lift(repr, arena) }.map_err(|fault| fault.of_argument(index))
}

/// Lifts a field of a struct or variant; `place` is its name in messages, such as `.name`.
///
/// # Errors
/// Where the form is of no value.
///
/// # Safety
/// As for [`Input::lift`].
#[inline]
pub unsafe fn lift_field<'a, Bridge, T: Input<'a, Bridge>>(
    repr: T::Repr,
    arena: &'a Arena,
    place: &str,
) -> Result<T, Invalid> {
    // SAFETY: the caller's promise.
    unsafe { T::lift(repr, arena) }.map_err(|fault| fault.at(place))
}

/// Lifts a field whose form would hold itself, and which is therefore a list of one.
///
/// # Errors
/// As for [`lift_field`].
///
/// # Safety
/// As for [`Input::lift`], for a list of forms.
pub unsafe fn lift_inside<'a, Bridge, T: Input<'a, Bridge>>(
    repr: Buffer,
    arena: &'a Arena,
    place: &str,
) -> Result<T, Invalid> {
    // SAFETY: the caller's promise.
    let form = unboxed(unsafe { repr.own::<T::Repr>() });
    // SAFETY: as above, and each form is lifted once.
    form.and_then(|form| unsafe { T::lift(form, arena) }).map_err(|fault| fault.at(place))
}

/// Takes the form of a field that leads back to its own type out of its list of one.
///
/// # Errors
/// Where the list is empty.
pub fn unboxed<R: Copy>(list: Vec<R>) -> Result<R, Invalid> {
    list.first().copied().ok_or_else(|| Invalid::new("a value in its box", "nothing"))
}

/// Lowers a field of a struct or variant.
#[inline]
pub fn lower_field<Bridge, T: Output<Bridge>>(value: T) -> T::Repr {
    value.lower()
}

/// Lowers a field whose form would hold itself, as a list of one.
pub fn lower_inside<Bridge, T: Output<Bridge>>(value: T) -> Buffer {
    Buffer::give(vec![value.lower()])
}

/// Whether the form that a field goes in as is its memory. Only the field's type counts.
pub const fn is_plain_input<'a, Bridge, S, T: Input<'a, Bridge>>(_: fn(&S) -> &T) -> bool {
    T::PLAIN
}

/// Whether the form that a field comes out as is its memory. Only the field's type counts.
pub const fn is_plain_output<Bridge, S, T: Output<Bridge>>(_: fn(&S) -> &T) -> bool {
    T::PLAIN
}

/// Decodes a field of a struct or variant; `place` is its name in messages, such as `.name`.
///
/// # Errors
/// Where the next value is none of the field's type.
#[inline]
pub fn decode_field<'a, Bridge, T: Input<'a, Bridge>>(
    reader: &mut Reader<'a>,
    arena: &'a Arena,
    place: &str,
) -> Result<T, Invalid> {
    T::decode(reader, arena).map_err(|fault| fault.at(place))
}

/// Decodes a field of a struct or variant of the type `owner`, which holds itself or holds such a type.
///
/// # Errors
/// As for [`decode_field`], and where the value is too deep.
pub fn decode_inside<'a, Bridge, T: Input<'a, Bridge>>(
    reader: &mut Reader<'a>,
    arena: &'a Arena,
    owner: &str,
    place: &str,
) -> Result<T, Invalid> {
    reader.deeper(owner)?;
    let field = decode_field(reader, arena, place);
    reader.out();
    field
}

/// Decodes the answer of a call: one value and nothing behind it.
///
/// # Errors
/// Where the bytes are something else.
pub fn decode_answer<Host, T: for<'a> Input<'a, Host>>(answer: &[u8]) -> Result<T, Invalid> {
    let (arena, mut reader) = (Arena::new(), Reader::new(answer));
    let value = T::decode(&mut reader, &arena)?;
    reader.end()?;
    Ok(value)
}

/// Lowers a result, which the interface says is a `C`, into the reply where that holds it, else into the caller's slot.
///
/// # Safety
/// `out` is valid for writing.
#[inline]
pub unsafe fn give<Bridge, C, T: Output<Bridge, Contract = C>>(result: T, out: *mut Slot<T::Repr>) -> Reply {
    let result = match checked(result) {
        Ok(result) => result,
        // SAFETY: the caller's promise; a union's fields all start at its own address.
        Err(fault) => return unsafe { refuse(out.cast(), fault, Status::TOO_MUCH) }.into(),
    };
    let status = if result.is_err() { Status::ERR } else { Status::OK };
    if const { Reply::holds::<T::Repr>() } {
        return Reply::with(status, result.lower());
    }
    // SAFETY: the caller's promise; a union's fields all start at its own address.
    unsafe { result.lower_into(out.cast()) };
    status.into()
}

/// Runs a call of the direct lane; `body` takes the arguments, calls the function and gives what it returned. So runs
/// everything else that must not unwind, and then `A` is the status alone.
///
/// # Safety
/// `out` is valid for writing, and what `body` keeps in the arena borrows nothing but the arguments and the arena.
#[inline]
pub unsafe fn call<R: Copy, A: From<Status>>(out: *mut Slot<R>, body: impl FnOnce(&Arena) -> Result<A, Invalid>) -> A {
    let run = || {
        let arena = Arena::new();
        let answer = body(&arena)?;
        // SAFETY: the body is over.
        Ok((answer, unsafe { arena.end() }))
    };
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok((answer, Ok(())))) => answer,
        // SAFETY: the caller's promise; a union's fields all start at its own address.
        Ok(Ok((_, Err(fault)))) => unsafe { refuse(out.cast(), fault, Status::TOO_MUCH) }.into(),
        // SAFETY: the caller's promise; a union's fields all start at its own address.
        Ok(Err(fault)) => unsafe { refuse(out.cast(), fault, Status::BAD_ARGUMENT) }.into(),
        // SAFETY: as above.
        Err(payload) => unsafe { report(out.cast(), payload) }.into(),
    }
}

/// Leaves what is wrong with an argument, or with what came of the call, where the result would be.
///
/// # Safety
/// `out` is valid for writing.
#[cold]
#[inline(never)]
unsafe fn refuse(out: *mut Failure, fault: Invalid, status: Status) -> Status {
    let Fault { expected, found, place, argument } = fault.into_fault();
    let expected = if place.is_empty() { expected } else { format!("{expected} at {place}") };
    let (message, detail) = (give_text(expected), give_text(found));
    // SAFETY: the caller's promise.
    unsafe { out.write(Failure { message, detail, line: argument.unwrap_or(WHOLE), column: 0 }) };
    status
}

/// Leaves what is known of a panic where the result would be.
///
/// # Safety
/// `out` is valid for writing.
#[cold]
#[inline(never)]
unsafe fn report(out: *mut Failure, payload: Box<dyn Any + Send>) -> Status {
    let Panic { message, file, line, column } = Panic::take(payload);
    // SAFETY: the caller's promise.
    unsafe { out.write(Failure { message: give_text(message), detail: give_text(file), line, column }) };
    Status::PANICKED
}

fn give_text(text: String) -> Buffer {
    Buffer::give(text.into_bytes())
}

/// The arguments of a call of the wire lane, taken one after another.
pub struct Arguments<'a> {
    reader: Reader<'a>,
    arena: &'a Arena,
    next: u32,
    count: usize,
}

impl<'a> Arguments<'a> {
    /// Prepares to read the arguments of a function of `count` parameters.
    #[inline]
    pub(super) const fn new(bytes: &'a [u8], arena: &'a Arena, count: usize) -> Self {
        Self { reader: Reader::new(bytes), arena, next: 0, count }
    }

    /// Takes the head of the list. Not part of [`Arguments::new`], which would then have to move itself, and stall the
    /// processor: it loads in pairs what was just stored word by word.
    #[inline]
    pub(super) fn begin(&mut self) -> Result<(), Invalid> {
        self.reader.tuple(self.count)?;
        if self.count == 0 {
            self.reader.end()?;
        }
        Ok(())
    }

    /// Returns what lives as long as the arguments.
    #[must_use]
    pub const fn arena(&self) -> &'a Arena {
        self.arena
    }

    /// Decodes the next argument.
    ///
    /// # Errors
    /// Where it is no value of its parameter's type, or the last one and something follows it.
    #[inline]
    pub fn take<Bridge, T: Input<'a, Bridge>>(&mut self) -> Result<T, Invalid> {
        let index = self.next;
        self.next += 1;
        let value = T::decode(&mut self.reader, self.arena).map_err(|fault| fault.of_argument(index))?;
        if self.next as usize == self.count {
            self.reader.end().map_err(|fault| fault.of_argument(index))?;
        }
        Ok(value)
    }
}

/// Runs a call of the wire lane for a function of `count` parameters; `body` takes them all, calls the function and
/// encodes what it returned with [`answer`]. A function pointer, so that all this is compiled once and not in every
/// function of every bridge.
///
/// # Safety
/// `args` is readable for `len` bytes, and `out` describes a `Vec<u8>` of the shared heap, which stays the caller's. What
/// `body` keeps in the arena borrows nothing but the arguments and the arena.
pub unsafe fn call_wire(
    (args, len): (*const u8, usize),
    out: *mut Buffer,
    count: usize,
    body: fn(&mut Arguments<'_>, &mut Vec<u8>) -> Result<Status, Invalid>,
) -> Status {
    let run = |bytes: &[u8], answer: &mut Vec<u8>| {
        let arena = Arena::new();
        let mut arguments = Arguments::new(bytes, &arena, count);
        arguments.begin()?;
        let status = body(&mut arguments, answer)?;
        if status == Status::TOO_MUCH {
            return Ok(status);
        }
        // SAFETY: the function has returned, and its result is written.
        match unsafe { arena.encode_changed(answer) } {
            Ok(()) => Ok(status),
            Err(fault) => Ok(put_refusal(answer, &fault, Status::TOO_MUCH)),
        }
    };
    // SAFETY: the caller's promise.
    unsafe { call_wire_with((args, len), out, run) }
}

/// Runs a call of the wire lane; `run` takes the bytes of the arguments and leaves those of the answer.
///
/// # Safety
/// As for [`call_wire`].
#[inline]
pub(super) unsafe fn call_wire_with(
    (args, len): (*const u8, usize),
    out: *mut Buffer,
    run: impl FnOnce(&[u8], &mut Vec<u8>) -> Result<Status, Invalid>,
) -> Status {
    // SAFETY: the caller's promise.
    let (bytes, mut answer) = unsafe { (Slice { ptr: args, len }.read(), Buffer::read(out).own::<u8>()) };
    answer.clear();
    let guarded = catch_unwind(AssertUnwindSafe(|| run(bytes, &mut answer)));
    let status = match guarded {
        Ok(Ok(status)) => status,
        Ok(Err(fault)) => put_refusal(&mut answer, &fault, Status::BAD_ARGUMENT),
        Err(payload) => put_panic(&mut answer, payload),
    };
    // SAFETY: the caller's promise; the old parts were taken out above.
    unsafe { Buffer::give_into(answer, out) };
    status
}

/// Encodes a result of the wire lane.
#[inline]
pub fn answer<Bridge, T: Output<Bridge>>(result: T, out: &mut Vec<u8>) -> Status {
    let status = if result.is_err() { Status::ERR } else { Status::OK };
    match checked(result) {
        Ok(result) if T::HOLDS_OBJECTS => result.encode_owned(out),
        Ok(result) => result.encode(out),
        Err(fault) => return put_refusal(out, &fault, Status::TOO_MUCH),
    }
    status
}

#[cold]
fn put_refusal(out: &mut Vec<u8>, fault: &Invalid, status: Status) -> Status {
    out.clear();
    put_head(out, tag::TUPLE, 4);
    put_int(out, fault.argument.unwrap_or(WHOLE).into());
    put_text(out, &fault.expected);
    put_text(out, &fault.found);
    put_text(out, &fault.place);
    status
}

#[cold]
fn put_panic(out: &mut Vec<u8>, payload: Box<dyn Any + Send>) -> Status {
    let Panic { message, file, line, column } = Panic::take(payload);
    out.clear();
    put_head(out, tag::TUPLE, 4);
    put_text(out, &message);
    put_text(out, &file);
    put_int(out, line.into());
    put_int(out, column.into());
    Status::PANICKED
}

/// What is known of a panic.
struct Panic {
    message: String,
    file: String,
    line: u32,
    column: u32,
}

thread_local! {
    /// The place of this thread's last panic, which the hook knows and the catcher needs. A leaked box instead of a
    /// value with a destructor, because such a value would keep the library mapped for as long as the thread lives.
    static LAST_PLACE: Cell<*mut Place> = const { Cell::new(std::ptr::null_mut()) };
}

/// Where a panic began.
struct Place {
    file: String,
    line: u32,
    column: u32,
}

impl Panic {
    /// Reads a caught panic, and drops its payload where a second panic can do no harm.
    #[cold]
    fn take(payload: Box<dyn Any + Send>) -> Self {
        if let Some(HostPanic(message)) = payload.downcast_ref() {
            return Self { message: cut(message), file: "a callback of the host".to_owned(), line: 0, column: 0 };
        }
        let place = replace_place(std::ptr::null_mut());
        let (file, line, column) = place.map_or_else(Default::default, |place| (place.file, place.line, place.column));
        let message = cut(message_of(&*payload));
        drop_quietly(payload);
        Self { message, file, line, column }
    }
}

fn message_of(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("a panic without a message")
}

fn cut(message: &str) -> String {
    message[..message.floor_char_boundary(MESSAGE_LIMIT)].to_owned()
}

/// Drops a panic's payload. Its destructor is the plugin's and may panic in turn, with a payload that may do the same;
/// after a few rounds the payload is leaked.
fn drop_quietly(mut payload: Box<dyn Any + Send>) {
    for _ in 0..8 {
        match catch_unwind(AssertUnwindSafe(|| drop(payload))) {
            Ok(()) => return,
            Err(next) => payload = next,
        }
    }
    std::mem::forget(payload);
}

fn remember_place(info: &PanicHookInfo<'_>) {
    let Some(location) = info.location() else { return };
    let place = Place { file: location.file().to_owned(), line: location.line(), column: location.column() };
    drop(replace_place(Box::into_raw(Box::new(place))));
}

/// Puts a new place and takes the old one, if there was one.
fn replace_place(new: *mut Place) -> Option<Box<Place>> {
    let old = LAST_PLACE.replace(new);
    // SAFETY: the cell holds null or what `remember_place` leaked, and taking it out makes it ours.
    (!old.is_null()).then(|| unsafe { Box::from_raw(old) })
}

/// The library's [`super::Table::init`].
///
/// # Safety
/// - `host` is null (then the library keeps the system's heap), or it lives for the rest of the process and its functions
///   do what [`Host`] says.
/// - No entry of the library was called before.
pub unsafe extern "C" fn init(host: *const Host) -> Status {
    // SAFETY: the caller's promise.
    let attached = match unsafe { host.as_ref() } {
        // SAFETY: the caller's promise; before the first entry, nothing of the plugin's has run that could allocate.
        Some(host) => host.abi == super::ABI_VERSION && unsafe { HostAllocator::attach(host) },
        None => true,
    };
    if !attached {
        return Status::BAD_ARGUMENT;
    }
    std::panic::set_hook(Box::new(remember_place));
    Status::OK
}

/// The library's [`super::Table::flush`].
pub extern "C" fn flush() {
    // Nobody is left to hear of a closed stream.
    let _ = catch_unwind(|| std::io::stdout().flush());
}
