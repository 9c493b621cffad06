//! The allow-list: which items of the standard library an object may refer to. Whatever no table names is refused; plain
//! symbols, as C has them, are in `plain.rs`.

use crate::Capability;

/// How a symbol stands before any policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Computes, allocates, panics or prints: nothing to grant.
    Free,
    /// Free where the standard library's own generic code refers to it; a plugin's code needs one of the grants.
    Within(&'static [Capability]),
    /// Needs one of the grants, whoever refers to it.
    Needs(&'static [Capability]),
    /// Needs the grant where the policy refuses to read clocks.
    Clock,
    /// For the bridge alone, whose allocator is compiled in place; no grant allows it to a plugin.
    Bridge,
    /// For the runtime alone; no grant allows it to a plugin.
    Runtime,
    /// No table names it.
    Unknown,
}

use Standing::{Bridge, Clock, Free, Needs, Runtime, Within};

const UNSAFE: &[Capability] = &[Capability::Unsafe];
const FFI: &[Capability] = &[Capability::Ffi];
const PROCESS: &[Capability] = &[Capability::Process];
const FS: &[Capability] = &[Capability::Fs];
const NET: &[Capability] = &[Capability::Net];
const ENV: &[Capability] = &[Capability::Env];
const THREAD: &[Capability] = &[Capability::Thread];
const STDIN: &[Capability] = &[Capability::Stdin];
/// What holds a descriptor may read, write and close it.
const HANDLE: &[Capability] = &[Capability::Fs, Capability::Net, Capability::Process, Capability::Stdin];

/// Items by path prefix; the longest prefix that matches whole segments decides.
const PATHS: &[(&str, Standing)] = &[
    // The language without an operating system.
    ("core", Free),
    ("alloc", Free),
    ("hashbrown", Free),
    ("std_detect", Free),
    ("compiler_builtins", Free),
    ("panic_unwind", Free),
    // Works inside the compiler only; libraries for procedural macros name it.
    ("proc_macro", Free),
    // Shims that the compiler writes.
    ("__rustc::__rust_alloc", Free),
    ("__rustc::__rust_alloc_zeroed", Free),
    ("__rustc::__rust_dealloc", Free),
    ("__rustc::__rust_realloc", Free),
    ("__rustc::__rust_alloc_error_handler", Free),
    ("__rustc::__rust_alloc_error_handler_should_panic", Free),
    ("__rustc::__rust_alloc_error_handler_should_panic_v2", Free),
    ("__rustc::__rust_no_alloc_shim_is_unstable", Free),
    ("__rustc::__rust_no_alloc_shim_is_unstable_v2", Free),
    ("__rustc::__rust_panic_cleanup", Free),
    ("__rustc::__rust_start_panic", Free),
    ("__rustc::__rdl_alloc", Bridge),
    ("__rustc::__rdl_dealloc", Bridge),
    ("__rustc::__rdl_realloc", Bridge),
    ("__rustc::__rdl_alloc_zeroed", Bridge),
    // std: the modules that compute.
    ("std::any", Free),
    ("std::array", Free),
    ("std::ascii", Free),
    ("std::borrow", Free),
    ("std::boxed", Free),
    ("std::cell", Free),
    ("std::char", Free),
    ("std::clone", Free),
    ("std::cmp", Free),
    ("std::collections", Free),
    ("std::convert", Free),
    ("std::default", Free),
    ("std::error", Free),
    ("std::f32", Free),
    ("std::f64", Free),
    ("std::f128", Free),
    ("std::ffi", Free),
    ("std::fmt", Free),
    ("std::future", Free),
    ("std::hash", Free),
    ("std::hint", Free),
    ("std::iter", Free),
    ("std::marker", Free),
    ("std::mem", Free),
    ("std::num", Free),
    ("std::ops", Free),
    ("std::option", Free),
    ("std::pin", Free),
    ("std::ptr", Free),
    ("std::rc", Free),
    ("std::result", Free),
    ("std::slice", Free),
    ("std::std_detect", Free),
    ("std::str", Free),
    ("std::string", Free),
    ("std::sync", Free),
    ("std::task", Free),
    ("std::time", Free),
    ("std::time::Instant::now", Clock),
    ("std::time::SystemTime::now", Clock),
    ("std::vec", Free),
    // std: reading and writing as traits and buffers is free, the streams are not.
    ("std::io", Free),
    ("std::io::pipe", Needs(STDIN)),
    ("std::io::stdio", Needs(STDIN)),
    ("std::io::stdio::_print", Free),
    ("std::io::stdio::_eprint", Free),
    ("std::io::stdio::set_output_capture", Needs(UNSAFE)),
    ("std::io::stdio::try_set_output_capture", Needs(UNSAFE)),
    // std: panics may start and be caught; hooks are the runtime's.
    ("std::panic", Free),
    ("std::panic::get_backtrace_style", Runtime),
    ("std::panic::set_backtrace_style", Runtime),
    ("std::panicking", Free),
    ("std::panicking::HOOK", Runtime),
    ("std::panicking::default_hook", Runtime),
    ("std::panicking::set_hook", Runtime),
    ("std::panicking::take_hook", Runtime),
    ("std::panicking::update_hook", Runtime),
    // std: paths are text, except where they ask the system.
    ("std::path", Free),
    ("std::path::absolute", Needs(FS)),
    ("std::path::Path::canonicalize", Needs(FS)),
    ("std::path::Path::exists", Needs(FS)),
    ("std::path::Path::is_dir", Needs(FS)),
    ("std::path::Path::is_file", Needs(FS)),
    ("std::path::Path::is_symlink", Needs(FS)),
    ("std::path::Path::metadata", Needs(FS)),
    ("std::path::Path::read_dir", Needs(FS)),
    ("std::path::Path::read_link", Needs(FS)),
    ("std::path::Path::symlink_metadata", Needs(FS)),
    ("std::path::Path::try_exists", Needs(FS)),
    // std: what a grant is for.
    ("std::alloc", Needs(UNSAFE)),
    ("std::alloc::System", Bridge),
    ("std::backtrace", Needs(FS)),
    ("std::backtrace_rs", Needs(FS)),
    ("std::env", Needs(ENV)),
    ("std::env::consts", Free),
    // `thread::spawn` inlines the question for `RUST_MIN_STACK`.
    ("std::env::_var_os", Needs(&[Capability::Env, Capability::Thread])),
    ("std::fs", Needs(FS)),
    ("std::net", Needs(NET)),
    ("std::os", Needs(HANDLE)),
    ("std::os::raw", Needs(FFI)),
    ("std::os::unix::net", Needs(NET)),
    ("std::os::unix::process", Needs(PROCESS)),
    ("std::os::linux::process", Needs(PROCESS)),
    ("std::os::windows::process", Needs(PROCESS)),
    ("std::process", Needs(PROCESS)),
    ("std::process::abort", Within(PROCESS)),
    ("std::thread", Needs(THREAD)),
    // Channels park and name the current thread; the source rules still refuse a plugin that spells these.
    ("std::thread::current", Free),
    // Counts processors, which pools in well-known libraries size themselves by.
    ("std::thread::functions::available_parallelism", Needs(&[Capability::Thread, Capability::Dependencies])),
    ("std::thread::functions::panicking", Free),
    ("std::thread::functions::park", Free),
    ("std::thread::functions::park_timeout", Free),
    ("std::thread::functions::yield_now", Free),
    ("std::thread::id", Free),
    ("std::thread::local", Free),
    ("std::thread::thread", Free),
    ("std::thread::thread::Thread::new", Needs(THREAD)),
    // std::sys: the same borders one floor below, where inlined wrappers lead.
    ("std::sys::alloc", Bridge),
    // What `thread_local!` comes to.
    ("std::sys::alloc::windows::get_process_heap", Free),
    ("std::sys::alloc::windows::process_heap_alloc", Free),
    ("std::sys::args", Needs(ENV)),
    ("std::sys::backtrace", Within(FS)),
    ("std::sys::cmath", Free),
    ("std::sys::env", Needs(ENV)),
    ("std::sys::env_consts", Free),
    ("std::sys::exit", Needs(PROCESS)),
    ("std::sys::fd", Needs(HANDLE)),
    ("std::sys::fs", Needs(FS)),
    ("std::sys::handle", Needs(HANDLE)),
    ("std::sys::helpers", Free),
    ("std::sys::io", Free),
    ("std::sys::io::kernel_copy", Within(HANDLE)),
    ("std::sys::net", Needs(NET)),
    ("std::sys::os_str", Free),
    ("std::sys::pal::unix::abort_internal", Within(PROCESS)),
    ("std::sys::pal::unix::futex", Free),
    ("std::sys::pal::unix::os", Needs(ENV)),
    ("std::sys::pal::unix::sync", Free),
    ("std::sys::pal::unix::time", Free),
    ("std::sys::pal::windows::abort_internal", Within(PROCESS)),
    ("std::sys::pal::windows::futex", Free),
    ("std::sys::pal::windows::handle", Needs(HANDLE)),
    ("std::sys::pal::windows::os", Needs(ENV)),
    ("std::sys::pal::windows::time", Free),
    ("std::sys::pal::windows::winsock", Needs(NET)),
    ("std::sys::path", Free),
    ("std::sys::path::unix::absolute", Needs(FS)),
    ("std::sys::path::windows::absolute", Needs(FS)),
    ("std::sys::path::windows::maybe_verbatim", Needs(FS)),
    ("std::sys::personality", Free),
    ("std::sys::pipe", Needs(STDIN)),
    ("std::sys::process", Needs(PROCESS)),
    ("std::sys::random", Free),
    ("std::sys::stdio", Within(STDIN)),
    ("std::sys::sync", Free),
    ("std::sys::thread", Needs(THREAD)),
    ("std::sys::thread::unix::yield_now", Free),
    ("std::sys::thread::windows::yield_now", Free),
    ("std::sys::thread_local", Free),
    ("std::sys::time", Free),
];

/// How an item of the standard library stands.
pub(crate) fn item(path: &str) -> Standing {
    let mut prefix = path;
    loop {
        if let Some((_, standing)) = PATHS.iter().find(|(listed, _)| *listed == prefix) {
            return *standing;
        }
        match prefix.rsplit_once("::") {
            Some((parent, _)) => prefix = parent,
            None if super::symbol::is_standard(prefix) && prefix != "std" && prefix != "__rustc" => return Free,
            None => return Standing::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(standing: Standing, names: &[&str]) {
        for name in names {
            assert_eq!(item(name), standing, "{name}");
        }
    }

    #[test]
    fn the_longest_prefix_of_whole_segments_decides() {
        check(
            Free,
            &["core::fmt::Formatter::write_str", "std::path::Path::_join", "std::env::consts::OS", "str::Display"],
        );
        check(Needs(ENV), &["std::env::_var", "std::sys::env::unix::setenv"]);
        check(Needs(FS), &["std::path::Path::is_dir", "std::sys::fs::metadata"]);
        check(Standing::Unknown, &["std::pathological::x", "other::thing", "std::rt::lang_start_internal"]);
    }

    #[test]
    fn no_prefix_is_listed_twice() {
        let mut names: Vec<&str> = PATHS.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        let listed = names.len();
        names.dedup();
        assert_eq!(names.len(), listed);
    }
}
