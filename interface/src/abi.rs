//! The layouts that host and bridge share. This file and those below `abi/` are compiled into both: they use `std`
//! alone, and everything here is `#[repr(C)]` or an `extern "C"` function pointer.
//!
//! A library exports one symbol, [`ENTRY_SYMBOL`], of type [`EntryPoint`]. It returns the library's only [`Table`]:
//! who built it, the interface as JSON, and one [`Entry`] per function. Before the first call the host hands its
//! allocator to [`Table::init`]; from then on both sides share one heap, so a `String` or a `Vec` that crosses is
//! moved, not copied.
//!
//! Each function has two lanes. The direct lane is `extern "C" fn(In<A>, In<Bridge>, …, *mut Slot<Out<R>>) -> Reply`, where
//! [`Input::Repr`] and [`Output::Repr`] say how a Rust type looks on the way. The wire lane is [`WireFn`], whose bytes
//! `wire.rs` describes, and which returns a [`Status`]. Neither lane unwinds.
//!
//! | Rust | goes in as | comes out as |
//! |---|---|---|
//! | integers up to 64 bits, floats | itself | itself |
//! | `bool`, `char`, `()` | `u8`, `u32`, `u8`, checked before use | the same |
//! | `i128`, `u128` | [`Wide`] | [`Wide`] |
//! | `&str`, `&[T]` of numbers, `bool`, `char` | [`Slice`], not copied | [`Buffer`], copied |
//! | `&[T]` of anything else | [`Slice`] that the bridge owns, of the elements' forms | [`Buffer`] |
//! | `String`, `Vec<T>` | [`Buffer`], moved | [`Buffer`], moved |
//! | `Option`, `Result`, tuples, arrays | [`OptionRepr`], [`ResultRepr`], [`Tuple2`]…, [`ArrayRepr`] | the same |
//! | maps, sets | [`Buffer`] of pairs, of items | the same |
//! | `Box<T>`, `Rc<T>`, `Arc<T>`, `&T` of data, `Wrapping<T>`, `Saturating<T>` | as `T` | as `T` |
//! | `&Path`, `&OsStr` | [`Slice`] of their bytes, not copied | [`Buffer`], copied |
//! | `PathBuf`, `OsString` | [`Buffer`], moved | [`Buffer`], moved |
//! | addresses, `NonZero`, ranges | in [`Standard::Form`] | the same |
//! | `Duration`, `SystemTime`, `Ordering` | [`DurationRepr`], [`TimeRepr`], `u8` | the same |
//! | the plugin's structs and enums that are data | a `#[repr(C)]` twin in the bridge | the same |
//! | all other types of the plugin: `T`, `&T`, `&mut T` | [`Pointer`] to the value, which stays where it is | the same |
//! | `Box<dyn Shape>`, `&dyn Shape`, `&mut dyn Shape` of a trait of the plugin | [`Pointer`] to the box, or to a value of a type that has the trait ([`Cast`]) | [`Pointer`] |
//! | futures, iterators that are pulled | – | [`Pointer`] to what stays, with an [`Operation`] |
//! | closures of the host's | [`CallbackRepr`] | – |
//! | `&Context` | address of a [`ContextRepr`] | – |

mod alloc;
mod append;
mod arena;
mod callback;
mod cast;
mod collection;
mod compound;
mod context;
mod each;
mod guard;
mod held;
mod implements;
mod input;
mod invalid;
mod limit;
mod moment;
mod object;
mod output;
mod reference;
mod registry;
mod reply;
mod repr;
#[cfg(all(plugwright_bridge, target_os = "linux", target_env = "gnu"))]
mod resident;
mod scalar;
mod shown;
mod standard;
mod text;
mod transparent;
mod waker;

use std::mem::{ManuallyDrop, MaybeUninit};

pub use alloc::HostAllocator;
pub(crate) use append::{append, append_counted};
pub use arena::Arena;
pub use callback::{Callback, CallbackRepr, LastingCallback, closure_operation};
pub use cast::{
    Cast, Casts, UnsizeFn, borrow_kin, borrow_kin_mut, decode_kin, decode_kin_mut, decode_kin_ref, take_kin,
};
pub use context::{Answers, ContextHandle, ContextRepr, Question, ask, enter, operation};
pub use each::{decode_each, lift_each, room, turn_array, turn_each, turn_hashed, turn_sorted};
pub use guard::{
    Arguments, answer, call, call_wire, decode_answer, decode_field, decode_inside, flush, give, init, is_plain_input,
    is_plain_output, lift_field, lift_inside, lower_field, lower_inside, take, unboxed,
};
pub use held::{Lazy, OperateFn, Operation, call_held, call_wire_held, give_future, give_iter};
pub use implements::{Checked, Implements, Lacks, Unchecked};
pub use input::Input;
pub use invalid::{Fault, Invalid, unseen_variant};
pub(crate) use limit::too_deep;
pub use limit::{LEVELS, Level, Room, Scrap, check_field, check_items, checked};
pub use moment::{DurationRepr, TimeRepr, ordering_from};
pub use object::{Class, Pointer, ShowFn, borrow_object, borrow_object_mut, drop_object, give_object, take_object};
pub use output::Output;
pub use reference::{Changeable, Place};
pub use registry::{
    class_of, decode_object, decode_object_mut, decode_object_ref, encode_object, end_loan, keep_object, lend_kept,
    release, take_kept,
};
pub use reply::Reply;
pub use repr::{
    ArrayRepr, OptionRepr, ResultRepr, ResultValue, Tuple1, Tuple2, Tuple3, Tuple4, Tuple5, Tuple6, Tuple7, Tuple8,
    Tuple9, Tuple10, Tuple11, Tuple12, Wide,
};
pub use scalar::{bool_from, char_from};
pub use shown::{DebugText, DisplayText, Shown, TypeText};
pub use standard::Standard;
pub(crate) use text::text_from;
pub use waker::{WakerRepr, WakerTable};

/// Version of everything in this file and in `wire.rs`. A host opens only libraries of its own version. Where a form, a tag
/// or a signature changes, this is raised; a test in `forms.rs` notices.
pub const ABI_VERSION: u32 = 2;

/// Name of the one symbol that a plugin library exports.
pub const ENTRY_SYMBOL: &str = "plugwright_plugin_v1";

/// Type of the symbol [`ENTRY_SYMBOL`]. The table lives as long as the library stays mapped.
pub type EntryPoint = unsafe extern "C" fn() -> *const Table;

/// Type of a function's wire lane: `len` bytes of arguments at `args`, and a buffer that the callee empties, fills with
/// the encoded result or failure, and may grow. The buffer stays the caller's.
pub type WireFn = unsafe extern "C" fn(args: *const u8, len: usize, out: *mut Buffer) -> Status;

/// How a function's parameter of type `T` looks in the direct lane.
pub type In<Bridge, T> = <T as Input<'static, Bridge>>::Repr;

/// How a function's result of type `T` looks in the direct lane.
pub type Out<Bridge, T> = <T as Output<Bridge>>::Repr;

/// What a call came to.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status(pub u32);

impl Status {
    /// The function returned; there is a value.
    pub const OK: Self = Self(0);
    /// The function returned `Err`; the value is the whole `Result`.
    pub const ERR: Self = Self(1);
    /// The function panicked; [`Slot::failure`] is set.
    pub const PANICKED: Self = Self(2);
    /// An argument was not a value of its type, and the function was not called; [`Slot::failure`] is set.
    pub const BAD_ARGUMENT: Self = Self(3);
    /// The call was cancelled. No lane returns it yet.
    pub const CANCELLED: Self = Self(4);
    /// The future is not ready; nothing is set, and its waker will be woken.
    pub const PENDING: Self = Self(5);
    /// What came of the call is more than can cross; [`Slot::failure`] is set.
    pub const TOO_MUCH: Self = Self(6);
}

/// Memory that is borrowed for the length of a call: `len` elements at `ptr`, which may be null where `len` is 0.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Slice {
    /// First element.
    pub ptr: *const u8,
    /// Number of elements, not of bytes.
    pub len: usize,
}

/// Memory that changes hands: the raw parts of a `Vec`, allocated by the heap that both sides share.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Buffer {
    /// First element.
    pub ptr: *mut u8,
    /// Number of elements in use.
    pub len: usize,
    /// Number of elements that fit.
    pub cap: usize,
}

/// Where the callee leaves a result that does not fit a [`Reply`], and a failure. Which field is set, the [`Status`] says;
/// the caller owns what is in it.
#[repr(C)]
pub union Slot<R: Copy> {
    /// Set with [`Status::OK`] and [`Status::ERR`], unless the value is in the reply.
    pub value: MaybeUninit<R>,
    /// Set with [`Status::PANICKED`], [`Status::BAD_ARGUMENT`] and [`Status::TOO_MUCH`].
    pub failure: MaybeUninit<Failure>,
}

impl<R: Copy> Slot<R> {
    /// Returns a slot with nothing in it.
    #[must_use]
    #[inline]
    pub const fn empty() -> Self {
        Self { value: MaybeUninit::uninit() }
    }
}

/// Why there is no result.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Failure {
    /// UTF-8. The panic's message, or what was expected of the argument or the result.
    pub message: Buffer,
    /// UTF-8. The file of the panic, or what it was instead.
    pub detail: Buffer,
    /// The line of the panic, from 1, or the argument's index, from 0; `u32::MAX` for the result.
    pub line: u32,
    /// The column of the panic, from 1.
    pub column: u32,
}

/// Static text: UTF-8 that lives as long as the library stays mapped.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Text {
    ptr: *const u8,
    len: usize,
}

impl Text {
    /// Describes a static text.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self { ptr: text.as_ptr(), len: text.len() }
    }

    /// Reads the text back.
    ///
    /// # Safety
    /// The library that made it is still mapped for `'a`, and `self` is what it made.
    #[must_use]
    pub const unsafe fn read<'a>(self) -> &'a [u8] {
        // SAFETY: `new` took the parts from a static text, which the caller keeps mapped.
        unsafe { std::slice::from_raw_parts(self.ptr, self.len) }
    }
}

// SAFETY: a `Text` points at immutable static memory.
unsafe impl Sync for Text {}

/// The allocator that the host lends to a library. Each function has the contract of the method of the same name of
/// `std::alloc::GlobalAlloc`, with size and alignment in bytes, and gets `context` back unchanged.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Host {
    /// The host's [`ABI_VERSION`].
    pub abi: u32,
    /// Passed to each function; stays valid for the life of the process.
    pub context: *mut (),
    /// Allocates; null when it cannot.
    pub alloc: unsafe extern "C" fn(context: *mut (), size: usize, align: usize) -> *mut u8,
    /// Frees.
    pub dealloc: unsafe extern "C" fn(context: *mut (), ptr: *mut u8, size: usize, align: usize),
    /// Resizes; null when it cannot, and then the old memory stays as it was.
    pub realloc:
        unsafe extern "C" fn(context: *mut (), ptr: *mut u8, size: usize, align: usize, new_size: usize) -> *mut u8,
    /// Has a destructor run when the calling thread ends. Returns 0 where it will.
    pub at_thread_exit: unsafe extern "C" fn(context: *mut (), destructor: Destructor, object: *mut u8) -> i32,
    /// Starts a thread, with the arguments and the result of `pthread_create`. Called on systems that have that.
    pub start_thread: unsafe extern "C" fn(
        context: *mut (),
        thread: *mut (),
        attributes: *const (),
        start: StartRoutine,
        argument: *mut (),
    ) -> i32,
    /// Keeps the library mapped for ever.
    pub stay: unsafe extern "C" fn(context: *mut ()),
    /// Does a [`closure_operation`] with a closure that the wire lane carried by its number. `args` and `out` are for a
    /// call, and as for [`WireFn`]: the closure's arguments as a tuple and its result, or the text of its panic.
    pub closure: ClosureFn,
}

// SAFETY: the functions of a host may be called from any thread, with its context.
unsafe impl Send for Host {}
// SAFETY: as above.
unsafe impl Sync for Host {}

/// Type of [`Host::closure`]. It never unwinds.
pub type ClosureFn = unsafe extern "C" fn(
    context: *mut (),
    operation: u32,
    number: u64,
    args: *const u8,
    len: usize,
    out: *mut Buffer,
) -> Status;

/// Destructor of a thread-local.
pub type Destructor = unsafe extern "C" fn(object: *mut u8);

/// What a thread runs.
pub type StartRoutine = unsafe extern "C" fn(argument: *mut std::ffi::c_void) -> *mut std::ffi::c_void;

/// What is known of a library's code when it is linked.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Whether something in it may write to standard output.
    pub prints: bool,
    /// Whether its policy grants `unsafe` code or foreign functions, so that nothing can be said for sure of what it does.
    pub unproven: bool,
}

/// What a library says of itself.
#[repr(C)]
pub struct Table {
    /// The library's [`ABI_VERSION`]. The first field for ever, so that any host can read it.
    pub abi: u32,
    /// Number of entries at `entries`.
    pub entry_count: u32,
    /// One entry per function, in the order of the interface.
    pub entries: *const Entry,
    /// Number of classes at `classes`.
    pub class_count: u32,
    /// One class per opaque type, in the order of the interface.
    pub classes: *const &'static Class,
    /// Puts an object into the registry and returns its number. The object is the caller's to give, and of that class.
    pub keep: unsafe extern "C" fn(object: *mut (), class: &'static Class) -> u64,
    /// Puts an object into the registry that stays the host's: until the loan ends, the calls of this thread may share it, and
    /// nobody may take it or have it for himself, however he came by its number.
    pub lend: unsafe extern "C" fn(object: *mut (), class: &'static Class) -> u64,
    /// Takes an object that was lent out of the registry again.
    pub end_loan: extern "C" fn(number: u64),
    /// Takes an object out of the registry, where its class is `Send` and `Sync` as far as the host asks.
    pub take: unsafe extern "C" fn(number: u64, send: bool, sync: bool, out: *mut Slot<Pointer>) -> Status,
    /// Says of which class an object in the registry is.
    pub class_of: extern "C" fn(number: u64) -> Option<&'static Class>,
    /// Drops an object in the registry, now or when its last use ends. With 0, which is no object's number, a registry without
    /// objects gives its memory back.
    pub release: extern "C" fn(number: u64),
    /// The interface as JSON.
    pub interface: Text,
    /// The commit of the compiler that built the library.
    pub rustc: Text,
    /// The target triple that it was built for.
    pub target: Text,
    /// Hands over the allocator and installs the panic hook; called once, before any entry.
    pub init: unsafe extern "C" fn(host: *const Host) -> Status,
    /// Writes out what the plugin printed and did not end with a line break; its standard library buffers that, and
    /// does not hear of the end of the process.
    pub flush: extern "C" fn(),
    /// Says which context the next calls of this thread on the wire lane have, null for none; returns the one before.
    pub enter: unsafe extern "C" fn(context: *const ContextRepr) -> *const ContextRepr,
    /// What is known of its code.
    pub facts: Facts,
}

// SAFETY: a table and everything that it points at is immutable static memory.
unsafe impl Sync for Table {}

/// One function of a library.
#[repr(C)]
pub struct Entry {
    /// The direct lane: an `extern "C"` function whose type follows from the signature.
    pub direct: *const (),
    /// The wire lane.
    pub wire: WireFn,
    /// Hash of the signature, to hold against the interface.
    pub signature: u64,
    /// How to get the iterator itself, where the function returns one and nothing that the call alone lends is in it.
    pub lazy: Option<&'static Lazy>,
}

// SAFETY: an entry holds code addresses and a number.
unsafe impl Sync for Entry {}

impl Slice {
    /// Describes a slice that stays the caller's.
    #[inline]
    pub fn borrow<T>(slice: &[T]) -> Self {
        Self { ptr: slice.as_ptr().cast(), len: slice.len() }
    }

    /// Gives a boxed slice away.
    pub fn give<T>(list: Box<[T]>) -> Self {
        // Not `as_ptr`, which borrows: whoever takes the box back may write to it.
        let list = Box::into_raw(list);
        Self { ptr: list.cast::<u8>(), len: list.len() }
    }

    /// Reads a borrowed slice.
    ///
    /// # Safety
    /// `self` describes initialised elements of `T` that live for `'a`, or has a length of 0.
    #[inline]
    #[must_use]
    pub unsafe fn read<'a, T>(self) -> &'a [T] {
        if self.len == 0 {
            return &[];
        }
        // SAFETY: the caller's promise.
        unsafe { std::slice::from_raw_parts(self.ptr.cast(), self.len) }
    }

    /// Describes a slice that is lent to nobody else.
    #[inline]
    pub fn borrow_mut<T>(slice: &mut [T]) -> Self {
        Self { ptr: slice.as_mut_ptr().cast_const().cast(), len: slice.len() }
    }

    /// Reads a slice that is lent to nobody else.
    ///
    /// # Safety
    /// As for [`Slice::read`], and [`Slice::borrow_mut`] made it; nobody else uses the elements for `'a`.
    #[inline]
    #[must_use]
    pub unsafe fn read_mut<'a, T>(self) -> &'a mut [T] {
        if self.len == 0 {
            return &mut [];
        }
        // SAFETY: the caller's promise.
        unsafe { std::slice::from_raw_parts_mut(self.ptr.cast_mut().cast(), self.len) }
    }

    /// Takes back what [`Slice::give`] gave.
    ///
    /// # Safety
    /// `self` comes from [`Slice::give`] of the same `T` through the shared heap, and is not used again; or its length
    /// is 0 and its pointer null.
    #[must_use]
    pub unsafe fn own<T>(self) -> Box<[T]> {
        if self.ptr.is_null() {
            return Box::default();
        }
        // SAFETY: the caller's promise; a box of a slice is what `give` took apart.
        unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(self.ptr.cast_mut().cast(), self.len)) }
    }
}

impl Buffer {
    /// Gives a list away.
    #[inline]
    pub fn give<T>(list: Vec<T>) -> Self {
        let mut list = ManuallyDrop::new(list);
        Self { ptr: list.as_mut_ptr().cast(), len: list.len(), cap: list.capacity() }
    }

    /// Gives a list away where the caller wants it.
    ///
    /// The words are written one by one, and read so in [`Buffer::read`]: a processor that has just stored two words
    /// stalls when it must load both as one, which is how a compiler would copy them.
    ///
    /// # Safety
    /// `out` is valid for writing.
    #[inline]
    pub unsafe fn give_into<T>(list: Vec<T>, out: *mut Self) {
        let mut list = ManuallyDrop::new(list);
        // SAFETY: the caller's promise.
        unsafe {
            (&raw mut (*out).ptr).write_volatile(list.as_mut_ptr().cast());
            (&raw mut (*out).len).write_volatile(list.len());
            (&raw mut (*out).cap).write_volatile(list.capacity());
        }
    }

    /// Reads what [`Buffer::give_into`] wrote.
    ///
    /// # Safety
    /// `from` is valid for reading, and was written.
    #[inline]
    #[must_use]
    pub unsafe fn read(from: *const Self) -> Self {
        // SAFETY: the caller's promise.
        unsafe {
            Self {
                ptr: (&raw const (*from).ptr).read_volatile(),
                len: (&raw const (*from).len).read_volatile(),
                cap: (&raw const (*from).cap).read_volatile(),
            }
        }
    }

    /// Takes back what [`Buffer::give`] gave.
    ///
    /// # Safety
    /// `self` comes from [`Buffer::give`] of a `T` of the same size and alignment, through the shared heap; its
    /// elements are values of `T`; and it is not used again. Or its capacity is 0 and its pointer null.
    #[inline]
    #[must_use]
    pub unsafe fn own<T>(self) -> Vec<T> {
        if self.ptr.is_null() {
            return Vec::new();
        }
        // SAFETY: the caller's promise; raw parts of a `Vec` are portable across one allocator.
        unsafe { Vec::from_raw_parts(self.ptr.cast(), self.len, self.cap) }
    }
}

#[cfg(test)]
mod tests;
