//! [`Row`]: what is measured against what, and how good it shall be. The README shows one line for each.

/// A claim about speed. Benchmarks are named as Criterion does: `story/case`.
pub(crate) struct Row {
    pub(crate) what: &'static str,
    pub(crate) candidate: &'static str,
    /// What it is compared with, and its benchmark.
    pub(crate) baseline: (&'static str, &'static str),
    pub(crate) target: Target,
}

/// How a row is judged.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    /// Takes at most that many times the baseline's time.
    Times(f64),
    /// Reaches at least that part of the baseline's speed.
    Speed(f64),
    /// Takes at most that part of the baseline's time, of which it is a part.
    Share(f64),
    /// Takes at most that many milliseconds.
    Millis(f64),
    /// Takes at most that many nanoseconds more than the baseline.
    More(f64),
}

pub(crate) const ROWS: [Row; 29] = [
    Row {
        what: "typed call `(i64, i64) -> i64`, each waiting for the one before",
        candidate: "calls/typed",
        baseline: ("a raw `extern \"C\"` pointer to the same function", "calls/raw"),
        target: Target::Times(1.05),
    },
    Row {
        what: "typed call `(i64, i64) -> i64`, several in flight",
        candidate: "calls/typed_independent",
        baseline: ("the same through the raw pointer", "calls/raw_independent"),
        target: Target::Times(1.05),
    },
    Row {
        what: "typed call with an owned `String` as result",
        candidate: "calls/typed_string",
        baseline: ("the same function inside the host", "calls/host_string"),
        target: Target::Times(1.25),
    },
    Row {
        what: "method on a handle",
        candidate: "calls/typed_method",
        baseline: ("the same method inside the host", "calls/host_method"),
        target: Target::Times(1.1),
    },
    Row {
        what: "typed call of two integers through the wire lane",
        candidate: "calls/encoded",
        baseline: ("the dynamic call of the same", "calls/dynamic_held"),
        target: Target::Times(1.0),
    },
    Row {
        what: "call of a library that can be replaced at any time",
        candidate: "calls/live",
        baseline: ("a raw pointer", "calls/raw"),
        target: Target::Times(3.0),
    },
    Row {
        what: "the same call, counted by a meter",
        candidate: "calls/metered",
        baseline: ("a raw pointer", "calls/raw"),
        target: Target::Times(2.0),
    },
    Row {
        what: "dynamic call of two integers, held `Function`",
        candidate: "calls/dynamic_held",
        baseline: ("a raw pointer", "calls/raw"),
        target: Target::Times(25.0),
    },
    Row {
        what: "dynamic call of two integers, by name",
        candidate: "calls/dynamic_by_name",
        baseline: ("a raw pointer", "calls/raw"),
        target: Target::Times(45.0),
    },
    Row {
        what: "folder → first call, cold",
        candidate: "pipeline/cold",
        baseline: ("`cargo build --release` of a hand-written cdylib, `dlopen`, call", "pipeline/by_hand"),
        target: Target::Times(1.4),
    },
    Row {
        what: "the same, the very first on a machine: compiler and linker are looked for too",
        candidate: "pipeline/first_of_all",
        baseline: ("the same by hand", "pipeline/by_hand"),
        target: Target::Times(1.4),
    },
    Row {
        what: "folder → first call, cold, behind the walls of the system",
        candidate: "pipeline/cold",
        baseline: ("the same without them", "pipeline/cold_unconfined"),
        target: Target::Times(1.08),
    },
    Row {
        what: "folder → first call, unchanged",
        candidate: "pipeline/cached",
        baseline: ("the same, cold", "pipeline/cold"),
        target: Target::Millis(5.0),
    },
    Row {
        what: "analysis of `regex-syntax`: read, parse, extract",
        candidate: "analysis/regex-syntax",
        baseline: ("reading and `syn::parse_file`", "analysis/regex-syntax_bare"),
        target: Target::Speed(0.7),
    },
    Row {
        what: "analysis of `syn`: read, parse, extract",
        candidate: "analysis/syn",
        baseline: ("reading and `syn::parse_file`", "analysis/syn_bare"),
        target: Target::Speed(0.7),
    },
    Row {
        what: "the same on all cores, since there is more than 1 MB to parse",
        candidate: "analysis/syn_on_all_cores",
        baseline: ("as above, on one", "analysis/syn_bare"),
        target: Target::Speed(1.0),
    },
    Row {
        what: "sandbox: check of the sources and audit of the objects",
        candidate: "sandbox/check_and_audit",
        baseline: ("the whole cold build", "sandbox/build"),
        target: Target::Share(0.15),
    },
    Row {
        what: "sandbox: all walls, the check, the audit and the walls of the system together",
        candidate: "sandbox/all_walls",
        baseline: ("the whole cold build", "sandbox/build"),
        target: Target::Share(0.15),
    },
    Row {
        what: "sandbox: an unchanged plugin, the whole way, of which the walls may take 2 ms",
        candidate: "pipeline/cached",
        baseline: ("the same, cold", "pipeline/cold"),
        target: Target::Millis(2.0),
    },
    Row {
        what: "call by name through the manager, dynamic",
        candidate: "manager/by_name",
        baseline: ("the same call of the plugin itself", "manager/direct"),
        target: Target::More(60.0),
    },
    Row {
        what: "discovery of 500 plugins",
        candidate: "manager/discover",
        baseline: ("opening their libraries", "manager/open"),
        target: Target::Millis(150.0),
    },
    Row {
        what: "warm start of 500 plugins",
        candidate: "manager/start",
        baseline: ("opening their libraries, one after another", "manager/open"),
        target: Target::Times(1.5),
    },
    Row {
        what: "signature, unpacking and digests of a package of 50 MB",
        candidate: "packages/install",
        baseline: ("`tar xzf` and `sha256sum`", "packages/tar_and_sha256sum"),
        target: Target::Times(1.3),
    },
    Row {
        what: "edit → the new version serves",
        candidate: "reload/edit",
        baseline: ("`cargo build --release` of the same edit, `dlopen`", "reload/cargo"),
        target: Target::Times(1.2),
    },
    Row {
        what: "the same with the profile `dev`",
        candidate: "reload/edit_dev",
        baseline: ("as above", "reload/cargo"),
        target: Target::Millis(75.0),
    },
    Row {
        what: "the swap alone",
        candidate: "reload/swap",
        baseline: ("the whole edit", "reload/edit"),
        target: Target::Millis(1.0),
    },
    Row {
        what: "opening a built library and its first call",
        candidate: "open/first_call",
        baseline: ("copying the file, `dlopen`, `dlsym`", "open/bare"),
        target: Target::Times(1.3),
    },
    Row {
        what: "dynamic call by name among 1,000 open plugins of 10 functions",
        candidate: "many/thousand",
        baseline: ("with one open", "many/one"),
        target: Target::Times(1.2),
    },
    Row {
        what: "opening one more where 1,000 are open",
        candidate: "many/open_one_more",
        baseline: ("opening the first, with a call", "open/first_call"),
        target: Target::Times(3.0),
    },
];
