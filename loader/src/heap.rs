//! [`Heap`]: the host's allocator as a plugin sees it. What it counts is in `account.rs`.

use std::alloc::Layout;

use plugwright_interface::abi::{ABI_VERSION, Buffer, Host, Slice};

use crate::account::{Account, Memory};

/// One plugin's share of the host's heap. It lives as long as the process, because the plugin may free memory at any
/// time.
#[derive(Debug)]
pub struct Heap {
    account: Account,
}

impl Heap {
    pub(crate) fn new() -> &'static Self {
        Box::leak(Box::new(Self { account: Account::open() }))
    }

    /// Returns what is handed to the library: the functions below, with this heap as their context.
    pub(crate) fn host(&'static self) -> &'static Host {
        let context = std::ptr::from_ref(self).cast_mut().cast();
        Box::leak(Box::new(Host { abi: ABI_VERSION, context, alloc, dealloc, realloc }))
    }

    pub(crate) fn memory(&self) -> Memory {
        self.account.memory()
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
    #[inline]
    pub(crate) fn lent(&self, before: usize, after: usize) {
        if before != after {
            self.account.add(before);
            self.account.sub(after);
        }
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
