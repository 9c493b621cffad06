//! [`HostAllocator`]: the bridge's global allocator, which forwards to the host's.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicPtr, Ordering};

use super::Host;

/// Allocates from the host's heap once there is one, and from the system's before (a C program never gives one).
pub struct HostAllocator;

static HOST: AtomicPtr<Host> = AtomicPtr::new(std::ptr::null_mut());

impl HostAllocator {
    /// Makes `host` the heap of this library. Returns false, and changes nothing, where it has a host already.
    ///
    /// # Safety
    /// - The functions of `host` keep the contract of the methods of the same name of [`GlobalAlloc`].
    /// - Nothing that this allocator allocated before is alive.
    pub unsafe fn attach(host: &'static Host) -> bool {
        let host = std::ptr::from_ref(host).cast_mut();
        HOST.compare_exchange(std::ptr::null_mut(), host, Ordering::Release, Ordering::Acquire).is_ok()
    }
}

/// Returns the host, if there is one.
#[inline]
pub(super) fn host() -> Option<&'static Host> {
    // SAFETY: only `attach` writes the pointer, from a static reference.
    unsafe { HOST.load(Ordering::Acquire).as_ref() }
}

// SAFETY: each method forwards to an allocator that keeps the same contract, and the choice between the two is made
// once, in `attach`, whose caller promises that nothing older is alive.
unsafe impl GlobalAlloc for HostAllocator {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        match host() {
            // SAFETY: the layout's size is not 0, as the caller promises.
            Some(host) => unsafe { (host.alloc)(host.context, layout.size(), layout.align()) },
            // SAFETY: as above.
            None => unsafe { system_alloc(layout) },
        }
    }

    #[inline]
    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        match host() {
            // SAFETY: the caller promises that `ptr` was allocated here with this layout.
            Some(host) => unsafe { (host.dealloc)(host.context, ptr, layout.size(), layout.align()) },
            // SAFETY: as above.
            None => unsafe { system_dealloc(ptr, layout) },
        }
    }

    #[inline]
    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        match host() {
            // SAFETY: the caller promises that `ptr` was allocated here with this layout, and a new size above 0.
            Some(host) => unsafe { (host.realloc)(host.context, ptr, layout.size(), layout.align(), new_size) },
            // SAFETY: as above.
            None => unsafe { system_realloc(ptr, layout, new_size) },
        }
    }
}

/// The system's heap, which only a library without a host has to know.
///
/// # Safety
/// As for [`GlobalAlloc::alloc`].
#[cold]
#[inline(never)]
unsafe fn system_alloc(layout: Layout) -> *mut u8 {
    // SAFETY: the caller's promise.
    unsafe { System.alloc(layout) }
}

/// # Safety
/// As for [`GlobalAlloc::dealloc`].
#[cold]
#[inline(never)]
unsafe fn system_dealloc(ptr: *mut u8, layout: Layout) {
    // SAFETY: the caller's promise.
    unsafe { System.dealloc(ptr, layout) }
}

/// # Safety
/// As for [`GlobalAlloc::realloc`].
#[cold]
#[inline(never)]
unsafe fn system_realloc(ptr: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
    // SAFETY: the caller's promise.
    unsafe { System.realloc(ptr, layout, new_size) }
}
