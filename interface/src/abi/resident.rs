//! What a plugin leaves behind in threads that go on: destructors of thread-locals, and threads of its own. Whoever has
//! a host asks that for both, so the host knows when nothing of the plugin's will run any more and the library can be
//! unmapped. Without a host they go to the system, whose functions these take the place of inside the library.
//!
//! Compiled into bridges only: in a host, these names are the system's.

use std::ffi::{CStr, c_int, c_void};

use super::alloc::host;
use super::{Destructor, StartRoutine};

/// `RTLD_NEXT`: the definition that would be found without this library.
const NEXT: *mut c_void = usize::MAX as *mut c_void;

unsafe extern "C" {
    fn dlsym(library: *mut c_void, name: *const std::ffi::c_char) -> *mut c_void;
}

/// Finds the system's own function.
fn system(name: &CStr) -> *mut c_void {
    // SAFETY: the name ends with a zero.
    unsafe { dlsym(NEXT, name.as_ptr()) }
}

/// Registers the destructor of a thread-local of this library. Rust's standard library and C++ call it.
///
/// # Safety
/// `destructor` may be called with `object` when the thread ends.
#[unsafe(no_mangle)]
unsafe extern "C" fn __cxa_thread_atexit_impl(destructor: Destructor, object: *mut u8, library: *mut u8) -> c_int {
    if let Some(host) = host() {
        // SAFETY: the caller's promise.
        return unsafe { (host.at_thread_exit)(host.context, destructor, object) };
    }
    type Register = unsafe extern "C" fn(Destructor, *mut u8, *mut u8) -> c_int;
    match system(c"__cxa_thread_atexit_impl") {
        found if found.is_null() => -1,
        // SAFETY: this is the function's type, and the caller's promise is the one that it asks for.
        found => unsafe { std::mem::transmute::<*mut c_void, Register>(found)(destructor, object, library) },
    }
}

/// Starts a thread of this library.
///
/// # Safety
/// As for the system's function of that name.
#[unsafe(no_mangle)]
unsafe extern "C" fn pthread_create(
    thread: *mut c_void,
    attributes: *const c_void,
    start: StartRoutine,
    argument: *mut c_void,
) -> c_int {
    if let Some(host) = host() {
        // SAFETY: the caller's promise.
        return unsafe { (host.start_thread)(host.context, thread.cast(), attributes.cast(), start, argument.cast()) };
    }
    type Create = unsafe extern "C" fn(*mut c_void, *const c_void, StartRoutine, *mut c_void) -> c_int;
    match system(c"pthread_create") {
        // The number of `EAGAIN` on Linux.
        found if found.is_null() => 11,
        // SAFETY: this is the function's type, and the caller's promise is the one that it asks for.
        found => unsafe { std::mem::transmute::<*mut c_void, Create>(found)(thread, attributes, start, argument) },
    }
}

/// Makes a key whose destructor may run in any thread at any time, so the library stays.
///
/// # Safety
/// As for the system's function of that name.
#[unsafe(no_mangle)]
unsafe extern "C" fn pthread_key_create(key: *mut c_void, destructor: Option<Destructor>) -> c_int {
    if let (Some(host), Some(_)) = (host(), destructor) {
        // SAFETY: the context is the host's own.
        unsafe { (host.stay)(host.context) };
    }
    type Create = unsafe extern "C" fn(*mut c_void, Option<Destructor>) -> c_int;
    match system(c"pthread_key_create") {
        // The number of `EAGAIN` on Linux.
        found if found.is_null() => 11,
        // SAFETY: this is the function's type, and the caller's promise is the one that it asks for.
        found => unsafe { std::mem::transmute::<*mut c_void, Create>(found)(key, destructor) },
    }
}
