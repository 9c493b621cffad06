//! [`Heap`]: the host's allocator as a plugin sees it. What it counts is in `account.rs`.

use std::alloc::Layout;
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use plugwright_interface::abi::{ABI_VERSION, Buffer, Destructor, Host, Slice, StartRoutine, Status};

use crate::account::{Account, Memory, Watch};
use crate::closures;
use crate::library::Opened;
use crate::resident::{self, Residents};

/// One plugin's share of the host: of its heap, and of its threads. It lives as long as the plugin is mapped, because
/// that may free memory at any time; then the next plugin gets it.
#[derive(Debug)]
pub struct Heap {
    account: Account,
    residents: Residents,
    host: OnceLock<Host>,
    /// The library whose heap this is, as a [`Weak`] that is the heap's own; null while there is none.
    opened: AtomicPtr<Opened>,
}

/// The heaps of plugins that were unmapped.
static UNUSED: Mutex<Vec<&'static Heap>> = Mutex::new(Vec::new());

impl Heap {
    pub(crate) fn new() -> &'static Self {
        let unused = UNUSED.lock().unwrap_or_else(PoisonError::into_inner).pop();
        unused.unwrap_or_else(|| {
            Box::leak(Box::new(Self {
                account: Account::open(),
                residents: Residents::default(),
                host: OnceLock::new(),
                opened: AtomicPtr::default(),
            }))
        })
    }

    /// Leaves the heap to another plugin.
    ///
    /// # Safety
    /// The plugin that had it is unmapped, and so are all handles to it gone.
    pub(crate) unsafe fn recycle(&'static self) {
        self.account.start_over();
        let opened = self.opened.swap(std::ptr::null_mut(), Ordering::Acquire);
        if !opened.is_null() {
            // SAFETY: `belongs_to` stored it, and nobody else has it any more, as the caller promises.
            drop(unsafe { Weak::from_raw(opened) });
        }
        UNUSED.lock().unwrap_or_else(PoisonError::into_inner).push(self);
    }

    /// Returns what is handed to the library: the functions below, with this heap as their context.
    pub(crate) fn host(&'static self) -> &'static Host {
        let context = std::ptr::from_ref(self).cast_mut().cast();
        let host =
            Host { abi: ABI_VERSION, context, alloc, dealloc, realloc, at_thread_exit, start_thread, stay, closure };
        self.host.get_or_init(|| host)
    }

    pub(crate) const fn residents(&self) -> &Residents {
        &self.residents
    }

    pub(crate) fn memory(&self) -> Memory {
        self.account.memory()
    }

    /// Begins to watch what moves on this thread.
    #[inline]
    pub(crate) fn watch(&self) -> Watch<'_> {
        self.account.watch()
    }

    /// Says whose heap this is. That is said once for each library.
    pub(crate) fn belongs_to(&self, opened: &Arc<Opened>) {
        let opened = Weak::into_raw(Arc::downgrade(opened)).cast_mut();
        self.opened.store(opened, Ordering::Release);
    }

    /// Returns the library whose heap this is, while somebody has it.
    #[inline]
    pub(crate) fn opened(&self) -> Option<Arc<Opened>> {
        let opened = self.opened.load(Ordering::Acquire);
        if opened.is_null() {
            return None;
        }
        // SAFETY: `belongs_to` stored it, and `recycle` frees it only when nobody is left to ask.
        unsafe { ManuallyDrop::new(Weak::from_raw(opened)) }.upgrade()
    }

    /// Takes a list that the plugin gave away off its account.
    ///
    /// # Safety
    /// As for [`Buffer::own`].
    #[inline]
    pub(crate) unsafe fn take<T>(&self, buffer: Buffer) -> Vec<T> {
        // SAFETY: the caller's promise.
        let list = unsafe { buffer.own::<T>() };
        self.account.sub(list.capacity() * size_of::<T>());
        list
    }

    /// Puts on the plugin's account, or takes off it, what a list of bytes that it was lent shrank or grew by.
    #[cold]
    pub(crate) fn lent(&self, before: usize, after: usize) {
        self.account.add(before);
        self.account.sub(after);
    }

    /// Puts a list that goes to the plugin on its account.
    #[inline]
    pub(crate) fn give<T>(&self, list: Vec<T>) -> Buffer {
        self.account.add(list.capacity() * size_of::<T>());
        Buffer::give(list)
    }

    /// Puts a boxed list that goes to the plugin on its account.
    pub(crate) fn give_boxed<T>(&self, list: Box<[T]>) -> Slice {
        self.account.add(size_of_val(&*list));
        Slice::give(list)
    }
}

/// Returns the heap behind a context.
///
/// # Safety
/// `context` is what [`Heap::host`] put into the `Host`.
unsafe fn heap(context: *mut ()) -> &'static Heap {
    // SAFETY: the caller's promise; the heap is never freed.
    unsafe { &*context.cast::<Heap>() }
}

/// Returns a layout.
///
/// # Safety
/// The numbers come from a `Layout`.
unsafe fn layout(size: usize, align: usize) -> Layout {
    // SAFETY: the caller's promise.
    unsafe { Layout::from_size_align_unchecked(size, align) }
}

/// [`Host::alloc`].
unsafe extern "C" fn alloc(context: *mut (), size: usize, align: usize) -> *mut u8 {
    // SAFETY: the library passes the context unchanged, and size and alignment of a layout, as `Host` asks.
    let (heap, layout) = unsafe { (heap(context), layout(size, align)) };
    // SAFETY: the size is not 0, as `GlobalAlloc` asks.
    let ptr = unsafe { std::alloc::alloc(layout) };
    if !ptr.is_null() {
        heap.account.allocate(size);
    }
    ptr
}

/// [`Host::dealloc`].
unsafe extern "C" fn dealloc(context: *mut (), ptr: *mut u8, size: usize, align: usize) {
    // SAFETY: as in `alloc`.
    let (heap, layout) = unsafe { (heap(context), layout(size, align)) };
    heap.account.sub(size);
    // SAFETY: the memory comes from the shared heap with this layout, as `GlobalAlloc` asks.
    unsafe { std::alloc::dealloc(ptr, layout) }
}

/// [`Host::realloc`].
unsafe extern "C" fn realloc(context: *mut (), ptr: *mut u8, size: usize, align: usize, new_size: usize) -> *mut u8 {
    // SAFETY: as in `alloc`.
    let (heap, layout) = unsafe { (heap(context), layout(size, align)) };
    // SAFETY: as in `dealloc`, and the new size is not 0.
    let new = unsafe { std::alloc::realloc(ptr, layout, new_size) };
    if !new.is_null() {
        heap.account.sub(size);
        heap.account.allocate(new_size);
    }
    new
}

/// [`Host::at_thread_exit`].
unsafe extern "C" fn at_thread_exit(context: *mut (), destructor: Destructor, object: *mut u8) -> i32 {
    // SAFETY: the library passes the context unchanged, and what `Host` asks for.
    unsafe { heap(context).residents.at_thread_exit(destructor, object) }
}

/// [`Host::start_thread`].
unsafe extern "C" fn start_thread(
    context: *mut (),
    thread: *mut (),
    attributes: *const (),
    start: StartRoutine,
    argument: *mut (),
) -> i32 {
    // SAFETY: as in `at_thread_exit`.
    unsafe { resident::start_thread(&heap(context).residents, (thread, attributes), start, argument) }
}

/// [`Host::stay`].
unsafe extern "C" fn stay(context: *mut ()) {
    // SAFETY: as in `at_thread_exit`.
    unsafe { heap(context) }.residents.stay();
}

/// [`Host::closure`].
unsafe extern "C" fn closure(
    context: *mut (),
    operation: u32,
    number: u64,
    args: *const u8,
    len: usize,
    out: *mut Buffer,
) -> Status {
    // SAFETY: as in `at_thread_exit`, and for the rest as `Host` asks.
    unsafe { closures::operate(heap(context), operation, number, (args, len), out) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_that_there_is_not_is_not_counted() {
        let heap = Heap::new();
        let Host { context, alloc, realloc, dealloc, .. } = *heap.host();
        let too_much = isize::MAX.cast_unsigned();
        // SAFETY: the numbers are those of layouts, and what is allocated is freed as it was.
        unsafe {
            assert!(alloc(context, too_much, 1).is_null());
            assert_eq!(heap.memory().live, 0);
            let ptr = alloc(context, 8, 1);
            assert!(realloc(context, ptr, 8, 1, too_much).is_null());
            assert_eq!(heap.memory().live, 8);
            dealloc(context, ptr, 8, 1);
        }
        assert_eq!(heap.memory().live, 0);
    }
}
