//! Items of the standard library: which are free, and which need a grant. The table is by public path; what code calls
//! the items does not matter, the name table finds them.

use plugwright_analyzer::Severity;

use super::{Findings, Rule, Subject, rule};
use crate::Capability;
use crate::scan::names::Meaning;
use crate::scan::{PathUse, Role};

rule! {
    /// `std::process`.
    PROCESS = "S020" "api-process" Error [Process] "uses `std::process`"
    explain "A child process escapes everything that is checked here, and `exit` ends the host.";
    /// `std::fs`.
    FS = "S021" "api-fs" Error [Fs] "uses `std::fs`"
    explain "Files of the host are read or written with the host's rights.";
    /// `std::net`.
    NET = "S022" "api-net" Error [Net] "uses `std::net` for more than addresses"
    explain "Sockets and name look-ups carry data away. The address types compute only, and are free.";
    /// `std::env`.
    ENV = "S023" "api-env" Error [Env] "uses `std::env` for more than its constants"
    explain "Environment variables hold secrets, and setting one races with every other thread. `std::env::consts` is free.";
    /// `std::thread`.
    THREAD = "S024" "api-thread" Error [Thread] "uses `std::thread`"
    explain "A thread outlives the call that started it, and the library cannot be unloaded under it. `thread_local!` is free.";
    /// `std::os`.
    OS = "S025" "api-os" Error [Unsafe, Ffi] "uses `std::os`"
    explain "The traits of `std::os` turn any descriptor number into a file or socket.";
    /// Standard streams.
    STDIO = "S026" "api-stdio" Error [Stdin] "uses a standard stream as an object"
    explain "The host owns its standard streams. The print macros are free.";
    /// `std::alloc`.
    ALLOC = "S027" "api-alloc" Error [Unsafe] "uses `std::alloc`"
    explain "The allocator is the host's; `handle_alloc_error` aborts it. `Layout` computes only, and is free.";
    /// `core::arch`.
    ARCH = "S028" "api-arch" Error [Unsafe] "uses `core::arch`"
    explain "Machine instructions reach the kernel without any symbol.";
    /// Panic hooks.
    HOOK = "S029" "panic-hook" Error [] "uses the panic hook"
    explain "The hook is the bridge's: it turns a panic into an error. `catch_unwind` and `resume_unwind` are free.";
    /// Backtraces.
    BACKTRACE = "S02A" "backtrace" Error [Fs] "uses `std::backtrace`"
    explain "A backtrace reads the program's files and shows addresses of the host.";
    /// Paths that ask the system.
    PATH_IO = "S02B" "path-io" Error [Fs] "asks the file system about a path"
    explain "`Path::exists` and its like tell a plugin what is on the disk. Where the type of the receiver cannot be seen, \
             the object audit finds the call.";
    /// An item on no list.
    UNLISTED = "S034" "unlisted-item" Error [] "uses an item of the standard library that is on no list"
    explain "What is harmless is listed by module. An item that no list names is refused, so that a new module of the \
             standard library is never let through by accident.";
}

/// How an item stands.
#[derive(Clone, Copy)]
enum Standing {
    Free,
    Denied(&'static Rule),
    /// Denied by a rule that other grants lift here.
    Lent(&'static Rule, &'static [Capability]),
    /// Denied, except for what a longer entry frees; to import it as a whole is no harm.
    Door(&'static Rule),
}

use Standing::{Denied, Door, Free, Lent};

/// Items by path below the root; the longest prefix of whole segments decides.
const ITEMS: &[(&str, Standing)] = &[
    ("alloc", Door(&ALLOC)),
    ("alloc::Layout", Free),
    ("alloc::LayoutError", Free),
    ("arch", Denied(&ARCH)),
    ("arch::is_x86_feature_detected", Free),
    ("arch::is_aarch64_feature_detected", Free),
    ("backtrace", Denied(&BACKTRACE)),
    ("env", Door(&ENV)),
    ("env::consts", Free),
    ("fs", Denied(&FS)),
    ("io::IsTerminal", Denied(&STDIO)),
    ("io::PipeReader", Denied(&STDIO)),
    ("io::PipeWriter", Denied(&STDIO)),
    ("io::Stderr", Denied(&STDIO)),
    ("io::StderrLock", Denied(&STDIO)),
    ("io::Stdin", Denied(&STDIO)),
    ("io::StdinLock", Denied(&STDIO)),
    ("io::Stdout", Denied(&STDIO)),
    ("io::StdoutLock", Denied(&STDIO)),
    ("io::pipe", Denied(&STDIO)),
    ("io::set_output_capture", Denied(&STDIO)),
    ("io::stderr", Denied(&STDIO)),
    ("io::stdin", Denied(&STDIO)),
    ("io::stdout", Denied(&STDIO)),
    ("net", Door(&NET)),
    ("net::AddrParseError", Free),
    ("net::IpAddr", Free),
    ("net::Ipv4Addr", Free),
    ("net::Ipv6Addr", Free),
    ("net::Ipv6MulticastScope", Free),
    ("net::SocketAddr", Free),
    ("net::SocketAddrV4", Free),
    ("net::SocketAddrV6", Free),
    ("os", Denied(&OS)),
    ("os::linux::fs", Lent(&OS, &[Capability::Fs])),
    ("os::linux::net", Lent(&OS, &[Capability::Net])),
    ("os::linux::process", Lent(&OS, &[Capability::Process])),
    ("os::macos::fs", Lent(&OS, &[Capability::Fs])),
    ("os::unix::ffi", Lent(&OS, &[Capability::Fs, Capability::Ffi, Capability::Unsafe])),
    ("os::unix::fs", Lent(&OS, &[Capability::Fs])),
    ("os::unix::net", Lent(&OS, &[Capability::Net])),
    ("os::unix::process", Lent(&OS, &[Capability::Process])),
    ("os::unix::thread", Lent(&OS, &[Capability::Thread])),
    ("os::windows::ffi", Lent(&OS, &[Capability::Fs, Capability::Ffi, Capability::Unsafe])),
    ("os::windows::fs", Lent(&OS, &[Capability::Fs])),
    ("os::windows::process", Lent(&OS, &[Capability::Process])),
    ("panic::always_abort", Denied(&HOOK)),
    ("panic::get_backtrace_style", Denied(&HOOK)),
    ("panic::set_backtrace_style", Denied(&HOOK)),
    ("panic::set_hook", Denied(&HOOK)),
    ("panic::take_hook", Denied(&HOOK)),
    ("panic::update_hook", Denied(&HOOK)),
    ("path::absolute", Denied(&PATH_IO)),
    ("process", Denied(&PROCESS)),
    ("thread", Door(&THREAD)),
    ("thread::AccessError", Free),
    ("thread::LocalKey", Free),
    ("thread::Result", Free),
    ("thread::panicking", Free),
];

/// Modules and macros that compute only, or whose exceptions stand above.
const PURE: &[&str] = &[
    "any",
    "array",
    "ascii",
    "assert_matches",
    "async_iter",
    "bool",
    "borrow",
    "boxed",
    "cell",
    "char",
    "clone",
    "cmp",
    "collections",
    "convert",
    "default",
    "error",
    "f32",
    "f64",
    "ffi",
    "fmt",
    "future",
    "hash",
    "hint",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "io",
    "iter",
    "marker",
    "mem",
    "num",
    "ops",
    "option",
    "panic",
    "path",
    "pin",
    "prelude",
    "primitive",
    "ptr",
    "range",
    "rc",
    "result",
    "slice",
    "str",
    "string",
    "sync",
    "task",
    "time",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "vec",
];

/// Methods of `Path` that ask the system.
const PATH_METHODS: &[&str] = &[
    "canonicalize",
    "exists",
    "is_dir",
    "is_file",
    "is_symlink",
    "metadata",
    "read_dir",
    "read_link",
    "symlink_metadata",
    "try_exists",
];

/// Judges every path of the source.
pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for used in &subject.scan.paths {
        for meaning in subject.scan.names.meanings(&used.written) {
            judge(subject, used, &meaning, findings);
        }
    }
}

fn judge(subject: &Subject<'_>, used: &PathUse, meaning: &Meaning, findings: &mut Findings<'_>) {
    let path = below_root(&meaning.path);
    if path.is_empty() {
        return;
    }
    let alone = used.written.segments.len() == 1 && used.role == Role::Mention;
    let (rule, lifted_by) = match standing(&path) {
        (Some(Free), _) => return,
        (Some(Lent(rule, lifted_by)), _) => (rule, lifted_by),
        (Some(Denied(rule)), _) | (Some(Door(rule)), false) => (rule, rule.lifted_by),
        (Some(Door(rule)), true) => match used.role {
            Role::Import { .. } => return,
            // A word that an import shares with a variable; the macro rules look at those.
            Role::Mention if alone || !used.place.in_macro => return,
            _ => (rule, rule.lifted_by),
        },
        (None, _) if alone => return,
        (None, _) => (&UNLISTED, UNLISTED.lifted_by),
    };
    let message = describe(used, meaning);
    if let Some(diagnostic) = findings.report_unless(rule, lifted_by, subject.scan.span(&used.place), message) {
        diagnostic.notes.extend(meaning.via.iter().cloned());
    }
}

fn describe(used: &PathUse, meaning: &Meaning) -> String {
    let full = meaning.path.join("::");
    let written = used.written.segments.join("::");
    match &used.role {
        Role::Glob => format!("imports everything of `{full}`"),
        Role::Import { .. } => format!("imports `{full}`"),
        _ if written != full && used.written.segments.len() > 1 => format!("`{written}` is `{full}`"),
        _ => format!("uses `{full}`"),
    }
}

/// Takes off the root, so that `core::fmt` and `alloc::fmt` are `fmt`, and a prelude, which holds items of elsewhere.
fn below_root(path: &[String]) -> Vec<&str> {
    let path: Vec<&str> = path.iter().skip(1).map(String::as_str).filter(|segment| *segment != "self").collect();
    match path.as_slice() {
        ["prelude", _, item @ ..] if item.len() == 1 => item.to_vec(),
        _ => path,
    }
}

/// How a path stands, and whether it is the very entry that says so.
fn standing(path: &[&str]) -> (Option<Standing>, bool) {
    if let ["path", "Path" | "PathBuf", method] = path
        && PATH_METHODS.contains(method)
    {
        return (Some(Denied(&PATH_IO)), true);
    }
    for length in (1..=path.len()).rev() {
        let prefix = path[..length].join("::");
        if let Some((_, standing)) = ITEMS.iter().find(|(listed, _)| *listed == prefix) {
            return (Some(*standing), length == path.len());
        }
    }
    let first = path[0];
    let known = PURE.contains(&first) || path.len() == 1 && (is_prelude(first) || super::macros::is_builtin(first));
    (known.then_some(Free), true)
}

/// Names that a prelude holds besides macros.
fn is_prelude(name: &str) -> bool {
    matches!(
        name,
        "AsMut"
            | "AsRef"
            | "Box"
            | "Clone"
            | "Copy"
            | "Debug"
            | "Default"
            | "DoubleEndedIterator"
            | "Drop"
            | "Eq"
            | "Err"
            | "ExactSizeIterator"
            | "Extend"
            | "Fn"
            | "FnMut"
            | "FnOnce"
            | "From"
            | "FromIterator"
            | "Hash"
            | "Into"
            | "IntoIterator"
            | "Iterator"
            | "None"
            | "Ok"
            | "Option"
            | "Ord"
            | "PartialEq"
            | "PartialOrd"
            | "Result"
            | "Send"
            | "Sized"
            | "Some"
            | "String"
            | "Sync"
            | "ToOwned"
            | "ToString"
            | "TryFrom"
            | "TryInto"
            | "Unpin"
            | "Vec"
            | "drop"
            | "derive"
            | "test"
            | "Future"
            | "IntoFuture"
            | "AsyncFn"
            | "AsyncFnMut"
            | "AsyncFnOnce"
    )
}

/// Whether the path is a root or leads to things that need a grant, so that a macro could go on with it.
pub(crate) fn opens_more(path: &[String]) -> bool {
    let below = below_root(path);
    match below.as_slice() {
        [] | ["io" | "panic"] => true,
        _ => matches!(standing(&below), (Some(Door(_) | Denied(_) | Lent(..)), _)),
    }
}
