//! Counts what a typed call allocates: nothing. In a binary of its own, since it replaces the host's allocator.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;

use plugwright_benches::Scratch;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

fn count() {
    COUNT.set(COUNT.get() + 1);
}

// SAFETY: everything is the system's own.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(start, layout) }
    }

    unsafe fn realloc(&self, start: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller's promise.
        unsafe { System.realloc(start, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Counts the allocations of this thread, the plugin's own included, since it uses the host's heap.
fn allocations(call: impl FnOnce()) -> usize {
    let before = COUNT.get();
    call();
    COUNT.get() - before
}

/// The plugin's own source, as a module of the host.
#[path = "../../fixtures/greet/src/lib.rs"]
#[allow(dead_code, unreachable_pub, reason = "the source of a whole crate")]
mod greet;

#[test]
fn a_typed_call_allocates_nothing_of_its_own() {
    let cache = Scratch::new();
    let plugin = cache.builder().build().expect("the plugin builds");
    let add = plugin.function("add").expect("it is there").typed::<(i64, i64), i64>().expect("these are its types");
    assert_eq!(allocations(|| assert_eq!(add.call((2, 3)), Ok(5))), 0);

    let greet = plugin.function("greet").expect("it is there").typed::<(&str,), String>().expect("these are its types");
    let host: fn(&str) -> String = black_box(greet::greet);
    let in_host = allocations(|| drop(host(black_box("World"))));
    // The first use of the heap in a thread sets up the thread's account.
    drop(greet.call(("World",)));
    assert_eq!(allocations(|| drop(greet.call(("World",)))), in_host, "only the text itself");
}
