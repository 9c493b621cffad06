//! [`Heap`]: the host's allocator as a plugin sees it, which counts what the plugin holds.

use std::alloc::Layout;
use std::sync::atomic::{AtomicUsize, Ordering};

use plugwright_interface::abi::{ABI_VERSION, Buffer, Host, Slice};

/// What a plugin holds of the host's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Bytes that the plugin allocated, or was given, and neither freed nor gave away.
    pub live: usize,
    /// The highest `live` so far.
    pub peak: usize,
    /// How often the plugin asked for memory.
    pub allocations: usize,
}

/// One plugin's account. It lives as long as the process, because the plugin may free memory at any time.
#[derive(Debug)]
pub struct Heap {
    live: AtomicUsize,
    peak: AtomicUsize,
    allocations: AtomicUsize,
}

impl Heap {
    /// Opens an account.
    pub(crate) fn new() -> &'static Self {
        let zero = AtomicUsize::new;
        Box::leak(Box::new(Self { live: zero(0), peak: zero(0), allocations: zero(0) }))
    }

    /// Returns what is handed to the library: the functions below, with this account as their context.
    pub(crate) fn host(&'static self) -> &'static Host {
        let context = std::ptr::from_ref(self).cast_mut().cast();
        Box::leak(Box::new(Host { abi: ABI_VERSION, context, alloc, dealloc, realloc }))
    }

    pub(crate) fn memory(&self) -> Memory {
        Memory {
            // A free that overtakes its allocation in another thread's view makes the difference negative for a moment.
            live: self.live.load(Ordering::Relaxed).cast_signed().max(0).cast_unsigned(),
            peak: self.peak.load(Ordering::Relaxed),
            allocations: self.allocations.load(Ordering::Relaxed),
        }
    }

    /// Takes a list that the plugin gave away off its account.
    ///
    /// # Safety
    /// As for [`Buffer::own`].
    #[inline]
    pub(crate) unsafe fn take<T>(&self, buffer: Buffer) -> Vec<T> {
        // SAFETY: the caller's promise.
        let list = unsafe { buffer.own::<T>() };
        self.sub(list.capacity() * size_of::<T>());
        list
    }

    /// Puts a list that goes to the plugin on its account.
    #[inline]
    pub(crate) fn give<T>(&self, list: Vec<T>) -> Buffer {
        self.add(list.capacity() * size_of::<T>());
        Buffer::give(list)
    }

    /// Puts a boxed list that goes to the plugin on its account.
    pub(crate) fn give_boxed<T>(&self, list: Box<[T]>) -> Slice {
        self.add(size_of_val(&*list));
        Slice::give(list)
    }

    fn add(&self, bytes: usize) {
        let live = self.live.fetch_add(bytes, Ordering::Relaxed).wrapping_add(bytes);
        if live > self.peak.load(Ordering::Relaxed) {
            self.peak.fetch_max(live, Ordering::Relaxed);
        }
    }

    fn sub(&self, bytes: usize) {
        self.live.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// Returns the account behind a context.
///
/// # Safety
/// `context` is what [`Heap::host`] put into the `Host`.
unsafe fn heap(context: *mut ()) -> &'static Heap {
    // SAFETY: the caller's promise; the account is never freed.
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
    heap.allocations.fetch_add(1, Ordering::Relaxed);
    heap.add(size);
    // SAFETY: the size is not 0, as `GlobalAlloc` asks.
    unsafe { std::alloc::alloc(layout) }
}

/// [`Host::dealloc`].
unsafe extern "C" fn dealloc(context: *mut (), ptr: *mut u8, size: usize, align: usize) {
    // SAFETY: as in `alloc`.
    let (heap, layout) = unsafe { (heap(context), layout(size, align)) };
    heap.sub(size);
    // SAFETY: the memory comes from the shared heap with this layout, as `GlobalAlloc` asks.
    unsafe { std::alloc::dealloc(ptr, layout) }
}

/// [`Host::realloc`].
unsafe extern "C" fn realloc(context: *mut (), ptr: *mut u8, size: usize, align: usize, new_size: usize) -> *mut u8 {
    // SAFETY: as in `alloc`.
    let (heap, layout) = unsafe { (heap(context), layout(size, align)) };
    heap.allocations.fetch_add(1, Ordering::Relaxed);
    heap.add(new_size.saturating_sub(size));
    heap.sub(size.saturating_sub(new_size));
    // SAFETY: as in `dealloc`, and the new size is not 0.
    unsafe { std::alloc::realloc(ptr, layout, new_size) }
}
