//! Plain symbols: which an object may refer to, and which it must not define. A name says little here, so that what no table
//! lists needs the grant for foreign functions.

use super::allow::Standing::{self, Bridge, Free, Needs};
use crate::Capability;
use crate::rules::PREFIX;

/// Plain symbols that compiled Rust refers to by itself: memory, unwinding, thread-locals.
const RUNTIME: &[&str] = &[
    "memcpy",
    "memmove",
    "memset",
    "memcmp",
    "bcmp",
    "strlen",
    "rust_eh_personality",
    "DW.ref.rust_eh_personality",
    "_Unwind_Resume",
    "__tls_get_addr",
    "_tlv_bootstrap",
    "__tlv_bootstrap",
    "_tls_index",
    "_tls_used",
    "_fltused",
    "__chkstk",
    "___chkstk_ms",
    "__rust_probestack",
    "__CxxFrameHandler3",
    "__CxxFrameHandler4",
    "_CxxThrowException",
    "_GLOBAL_OFFSET_TABLE_",
    "_DYNAMIC",
    "__ImageBase",
    "_GCC_specific_handler",
    "__gxx_personality_seh0",
    "__stack_chk_fail",
    "__stack_chk_guard",
    "__security_cookie",
    "__security_check_cookie",
    "__aeabi_unwind_cpp_pr0",
    "__aeabi_unwind_cpp_pr1",
    "__dso_handle",
];

/// Mathematics that `f32` and `f64` methods call; each also exists with an `f` or `l` at the end.
const MATH: &[&str] = &[
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "cbrt",
    "ceil",
    "copysign",
    "cos",
    "cosh",
    "erf",
    "erfc",
    "exp",
    "exp2",
    "expm1",
    "fabs",
    "fdim",
    "floor",
    "fma",
    "fmax",
    "fmin",
    "fmaximum",
    "fminimum",
    "fmaximum_num",
    "fminimum_num",
    "fmod",
    "frexp",
    "hypot",
    "ldexp",
    "lgamma",
    "lgamma_r",
    "log",
    "log10",
    "log1p",
    "log2",
    "modf",
    "nearbyint",
    "pow",
    "powi",
    "rint",
    "round",
    "roundeven",
    "sin",
    "sincos",
    "sinh",
    "sqrt",
    "tan",
    "tanh",
    "tgamma",
    "trunc",
];

/// What the bridge's fallback allocator inlines to.
const ALLOCATOR: &[&str] = &[
    "malloc",
    "calloc",
    "realloc",
    "free",
    "posix_memalign",
    "aligned_alloc",
    "HeapAlloc",
    "HeapReAlloc",
    "GetProcessHeap",
];

/// What `thread_local!` comes to in a plugin on Windows. Its own code can name none of them without `extern`.
const THREAD_LOCAL: &[&str] = &["TlsGetValue", "TlsSetValue", "HeapFree"];

/// Plain symbols that `std`'s own drop code inlines to in a plugin that holds a descriptor.
const DESCRIPTOR: &[&str] = &["close", "close$NOCANCEL", "closesocket", "FindClose"];

/// The same on Windows, where a thread is held by a handle as well.
const CLOSE_HANDLE: &str = "CloseHandle";

/// Symbols that a plugin must not define, because another part of the process would call them.
const INTERPOSED: &[&str] = &[
    "malloc",
    "calloc",
    "realloc",
    "free",
    "posix_memalign",
    "aligned_alloc",
    "memalign",
    "memcpy",
    "memmove",
    "memset",
    "memcmp",
    "bcmp",
    "strlen",
    "read",
    "write",
    "open",
    "open64",
    "close",
    "mmap",
    "munmap",
    "mprotect",
    "main",
    "_start",
    "_init",
    "_fini",
    "exit",
    "_exit",
    "abort",
    "getenv",
    "dlopen",
    "dlsym",
    "syscall",
    "rust_eh_personality",
    "rust_begin_unwind",
    "_Unwind_Resume",
    "DllMain",
];

/// How a plain symbol stands.
pub(crate) fn raw(name: &str) -> Standing {
    if RUNTIME.contains(&name) || THREAD_LOCAL.contains(&name) || is_math(name) || is_compiler_helper(name) {
        Free
    } else if DESCRIPTOR.contains(&name) {
        Needs(&[Capability::Fs, Capability::Net, Capability::Process, Capability::Ffi])
    } else if name == CLOSE_HANDLE {
        Needs(&[Capability::Fs, Capability::Net, Capability::Process, Capability::Thread, Capability::Ffi])
    } else if ALLOCATOR.contains(&name) {
        Bridge
    } else {
        Needs(&[Capability::Ffi])
    }
}

/// Whether defining this plain symbol would redirect calls of others.
pub(crate) fn is_interposed(name: &str) -> bool {
    INTERPOSED.contains(&name) || name.starts_with("__rust") || name.starts_with(PREFIX)
}

fn is_math(name: &str) -> bool {
    MATH.contains(&name) || name.strip_suffix(['f', 'l']).is_some_and(|stem| MATH.contains(&stem))
}

/// The arithmetic of compiler-rt and libgcc: `__multi3`, `__udivti3`, `__fixunsdfti`, `__aeabi_uldivmod`, outlined atomics.
fn is_compiler_helper(name: &str) -> bool {
    let Some(stem) = name.strip_prefix("__") else { return false };
    if stem.starts_with("aeabi_") || stem.starts_with("aarch64_") || stem.starts_with("llvm_") {
        return true;
    }
    let operation = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    ["si", "di", "ti", "hf", "sf", "df", "tf", "xf"].iter().any(|mode| operation.ends_with(mode))
        && ARITHMETIC.iter().any(|prefix| operation.starts_with(prefix))
}

const ARITHMETIC: &[&str] = &[
    "add", "sub", "mul", "div", "mod", "udiv", "umod", "neg", "abs", "ash", "lsh", "cmp", "ucmp", "eq", "ne", "lt",
    "le", "gt", "ge", "unord", "fix", "float", "extend", "trunc", "pow", "clz", "ctz", "ffs", "parity", "popcount",
    "bswap", "divmod", "udivmod",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(standing: Standing, names: &[&str]) {
        for name in names {
            assert_eq!(raw(name), standing, "{name}");
        }
    }

    #[test]
    fn plain_symbols_are_free_only_by_name() {
        check(Free, &["memcpy", "floorf", "__udivti3", "__multi3", "__powidf2", "__aarch64_ldadd8_relax"]);
        check(Needs(&[Capability::Ffi]), &["system", "getpid", "__libc_start_main", "__open64_2", "syscall"]);
        check(Bridge, &["malloc"]);
    }

    #[test]
    fn what_closes_a_handle_of_windows_closes_threads_too() {
        let Needs(capabilities) = raw("CloseHandle") else { panic!("it is allowed by what holds handles") };
        assert!(capabilities.contains(&Capability::Thread));
        let Needs(capabilities) = raw("closesocket") else { panic!("it is allowed by what holds descriptors") };
        assert!(!capabilities.contains(&Capability::Thread));
    }
}
