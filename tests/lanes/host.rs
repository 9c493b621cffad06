//! A host of its own: opens a built library a second time, lends it a heap that is counted, and calls the direct lane.

use std::alloc::Layout;
use std::cell::RefCell;
use std::sync::atomic::{AtomicIsize, Ordering::SeqCst};

use plugwright::{Plugin, RawLibrary, Value};
use plugwright_interface::abi::{
    self, ABI_VERSION, Buffer, Destructor, ENTRY_SYMBOL, EntryPoint, Reply, Slot, StartRoutine, Status, Table,
};
use plugwright_interface::{Definition, Type};

use super::forms::Forms;

/// Bytes of the shared heap that are in use.
static LIVE: AtomicIsize = AtomicIsize::new(0);

thread_local! {
    /// What the call of this thread borrows, with the layout of an item and their number.
    static LOANS: RefCell<Vec<(*mut u8, Layout, usize)>> = const { RefCell::new(Vec::new()) };
}

pub(crate) struct Host<'d> {
    table: &'static Table,
    names: Vec<String>,
    forms: Forms<'d>,
    idle: isize,
    _library: RawLibrary,
}

impl<'d> Host<'d> {
    pub(crate) fn open(plugin: &Plugin, definitions: &'d [Definition]) -> Self {
        // SAFETY: the plugin was built just now, and its constructors ran once already.
        let library = unsafe { RawLibrary::open(&plugin.built().artifact.library) }.expect("it opens");
        // SAFETY: this is the symbol's type, and the library is never unmapped.
        let table = unsafe { &*library.symbol::<EntryPoint>(ENTRY_SYMBOL).expect("it is there")() };
        let host = Box::leak(Box::new(abi::Host {
            abi: ABI_VERSION,
            context: std::ptr::null_mut(),
            alloc,
            dealloc,
            realloc,
            at_thread_exit,
            start_thread,
            stay,
            closure,
        }));
        // SAFETY: the host lives for ever, and no function of the library was called before.
        assert_eq!(unsafe { (table.init)(host) }, Status::OK);
        let names = plugin.interface().entries().map(|entry| entry.path.clone()).collect();
        Self { table, names, forms: Forms(definitions), idle: LIVE.load(SeqCst), _library: library }
    }

    /// Bytes in use that were not when nothing had been called.
    pub(crate) fn live(&self) -> isize {
        LIVE.load(SeqCst) - self.idle
    }

    /// Calls a function of a list of one type that returns a list of another.
    pub(crate) fn call(&self, name: &str, (item, returned): (&Type, &Type), values: &[Value]) -> Vec<Value> {
        let (reply, slot) = self.send(name, item, values);
        assert_eq!(reply.status, Status::OK);
        // SAFETY: the status says that the value is set.
        unsafe { self.forms.take(returned, slot.value.assume_init()) }
    }

    /// Calls a function of a list with forms of another type; returns what it says of them.
    pub(crate) fn refused(&self, name: &str, item: &Type, values: &[Value]) -> String {
        let (reply, slot) = self.send(name, item, values);
        assert_eq!(reply.status, Status::BAD_ARGUMENT);
        // SAFETY: the status says that the failure is set, and both its texts were given away.
        let (message, detail) = unsafe {
            let failure = slot.failure.assume_init();
            (self.forms.text(failure.message), self.forms.text(failure.detail))
        };
        format!("expected {message}, found {detail}")
    }

    fn send(&self, name: &str, item: &Type, values: &[Value]) -> (Reply, Slot<Buffer>) {
        type Direct = unsafe extern "C" fn(Buffer, *mut Slot<Buffer>) -> Reply;
        let index = self.names.iter().position(|known| known == name).expect("there is such a function");
        let mut slot = Slot::<Buffer>::empty();
        // SAFETY: the function is of this type, and forms that are none of its parameter's are for it to refuse.
        let reply = unsafe {
            let entry = &*self.table.entries.add(index);
            let direct = std::mem::transmute::<*const (), Direct>(entry.direct);
            direct(self.forms.give(item, values), &raw mut slot)
        };
        for (ptr, item, count) in LOANS.take() {
            // SAFETY: it was allocated so, and the call that it was lent to is over.
            unsafe { free(ptr, item, count) };
        }
        (reply, slot)
    }
}

/// Keeps memory of a list until the call is over.
pub(crate) fn lend(ptr: *mut u8, item: Layout, count: usize) {
    LOANS.with_borrow_mut(|loans| loans.push((ptr, item, count)));
}

/// Allocates memory for a list, for a plugin to free.
pub(crate) fn allocate(item: Layout, count: usize) -> *mut u8 {
    let size = item.size() * count;
    match size {
        0 => std::ptr::without_provenance_mut(item.align()),
        // SAFETY: the size is not 0.
        _ => unsafe { alloc(std::ptr::null_mut(), size, item.align()) },
    }
}

/// Frees memory of a list.
///
/// # Safety
/// It was given away, with room for `count` items.
pub(crate) unsafe fn free(ptr: *mut u8, item: Layout, count: usize) {
    if item.size() * count > 0 {
        // SAFETY: the caller's promise.
        unsafe { dealloc(std::ptr::null_mut(), ptr, item.size() * count, item.align()) };
    }
}

fn count(bytes: isize) {
    LIVE.fetch_add(bytes, SeqCst);
}

unsafe extern "C" fn alloc(_: *mut (), size: usize, align: usize) -> *mut u8 {
    count(size.cast_signed());
    // SAFETY: the numbers are those of a layout whose size is not 0.
    unsafe { std::alloc::alloc(Layout::from_size_align_unchecked(size, align)) }
}

unsafe extern "C" fn dealloc(_: *mut (), ptr: *mut u8, size: usize, align: usize) {
    count(-size.cast_signed());
    // SAFETY: the memory was allocated so.
    unsafe { std::alloc::dealloc(ptr, Layout::from_size_align_unchecked(size, align)) };
}

unsafe extern "C" fn realloc(_: *mut (), ptr: *mut u8, size: usize, align: usize, new_size: usize) -> *mut u8 {
    count(new_size.cast_signed() - size.cast_signed());
    // SAFETY: the memory was allocated so, and the new size is not 0.
    unsafe { std::alloc::realloc(ptr, Layout::from_size_align_unchecked(size, align), new_size) }
}

/// No function here leaves anything in a thread.
unsafe extern "C" fn at_thread_exit(_: *mut (), _: Destructor, _: *mut u8) -> i32 {
    0
}

unsafe extern "C" fn start_thread(_: *mut (), _: *mut (), _: *const (), _: StartRoutine, _: *mut ()) -> i32 {
    11
}

unsafe extern "C" fn closure(_: *mut (), _: u32, _: u64, _: *const u8, _: usize, _: *mut Buffer) -> Status {
    // It has no closures.
    Status::BAD_ARGUMENT
}

unsafe extern "C" fn stay(_: *mut ()) {}
