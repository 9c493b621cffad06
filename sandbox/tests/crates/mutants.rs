//! Forbidden calls in disguise: each is renamed, re-exported, aliased, moved into modules, blocks and macros, several
//! times over. No mutant may be accepted.

use plugwright_analyzer::{Sources, Target, parse};
use plugwright_sandbox::{Policy, Verdict, check};

use crate::relocations;
use crate::support::{audit_findings, compile};

/// A path, and what it is called with.
type Call = (&'static [&'static str], &'static str);

/// Calls that a module with harmless neighbours leads to: the import of the module alone is no finding.
const CALLS: &[Call] = &[
    (&["std", "io", "stdin"], "()"),
    (&["std", "env", "vars"], "()"),
    (&["std", "net", "TcpStream", "connect"], "(\"localhost:1\")"),
    (&["std", "panic", "take_hook"], "()"),
    (&["std", "path", "absolute"], "(\"x\")"),
    (&["std", "thread", "yield_now"], "()"),
    (&["std", "alloc", "handle_alloc_error"], "(std::alloc::Layout::new::<u8>())"),
    (&["std", "process", "id"], "()"),
    (&["std", "fs", "read"], "(\"x\")"),
];

/// A mutant in the making: what stands at the crate's root, and the path that reaches what is left.
struct Mutant {
    items: Vec<String>,
    body: Vec<String>,
    reach: String,
    left: Vec<&'static str>,
    names: usize,
}

/// A small generator of numbers: runs must repeat exactly.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end
    }
}

impl Mutant {
    fn name(&mut self) -> String {
        self.names += 1;
        format!("n{}", self.names)
    }

    /// Puts one more thing between the call and what it calls.
    fn disguise(&mut self, numbers: &mut Numbers) {
        let from = self.reach.clone();
        let (outer, inner) = (self.name(), self.name());
        // Imports in a block are seen in that block only, so that what follows stays in it.
        if !self.body.is_empty() {
            self.body.push(format!("use {from} as {inner};"));
            self.reach = inner;
            return;
        }
        match numbers.below(7) {
            0 => {
                self.items.push(format!("pub use {from} as {inner};"));
                self.reach = format!("crate::{inner}");
            }
            1 => {
                self.items.push(format!("pub mod {outer} {{ pub use {from} as {inner}; }}"));
                self.reach = format!("crate::{outer}::{inner}");
            }
            2 => {
                self.items.push(format!(
                    "pub mod {outer} {{ pub mod x {{ pub use {from} as {inner}; }} pub use self::x::*; }}"
                ));
                self.reach = format!("crate::{outer}::{inner}");
            }
            3 => {
                self.items.push(format!(
                    "macro_rules! {outer} {{ ($($t:tt)*) => {{ $($t)* }} }} {outer}! {{ pub use {from} as {inner}; }}"
                ));
                self.reach = format!("crate::{inner}");
            }
            4 => {
                self.items.push(format!("pub mod {outer} {{ pub use {{{from}::{{self as {inner}}}}}; }}"));
                self.reach = format!("crate::{outer}::{inner}");
            }
            5 => {
                self.body.push(format!("use {from} as {inner};"));
                self.reach = inner;
            }
            _ if self.left.len() > 1 => self.step(),
            _ => {}
        }
    }

    /// Goes on to the next segment of the call.
    fn step(&mut self) {
        let segment = self.left.remove(0);
        self.reach = format!("{}::r#{segment}", self.reach);
    }

    fn source(self, arguments: &str, numbers: &mut Numbers) -> String {
        // Empty brackets mean nothing, so that any segment may have them.
        let joint = ["::", "::<>::"][numbers.below(2)];
        let path = self.left.iter().fold(self.reach.clone(), |path, segment| format!("{path}{joint}{segment}"));
        let start = path.split_once("::").filter(|(start, _)| !["", "crate"].contains(start));
        let call = match (numbers.below(5), start) {
            (0, _) => format!("let _ = {path}{arguments};"),
            (1, _) => format!("println!(\"{{}}\", {{ let _ = {path}{arguments}; 1 }});"),
            (2, _) => format!("let f = || {path}{arguments}; let _ = f();"),
            (3, Some((start, rest))) => format!(
                "macro_rules! go {{ (from: $start:ident) => {{ $start::{rest}{arguments} }} }} let _ = go!(from: {start});"
            ),
            _ => format!("macro_rules! last {{ ($($t:tt)*) => {{ $($t)* }} }} let _ = last!({path}{arguments});"),
        };
        format!("{}\npub fn run() {{ {} {call} }}", self.items.join("\n"), self.body.join(" "))
    }
}

fn mutant(numbers: &mut Numbers) -> String {
    let call = numbers.below(CALLS.len());
    mutant_of(CALLS[call], numbers)
}

fn mutant_of((path, arguments): Call, numbers: &mut Numbers) -> String {
    let mut left = path.to_vec();
    let reach = format!("::{}::{}", left.remove(0), left.remove(0));
    let mut mutant = Mutant { items: Vec::new(), body: Vec::new(), reach, left, names: 0 };
    for _ in 0..numbers.below(6) {
        mutant.disguise(numbers);
    }
    mutant.source(arguments, numbers)
}

fn is_accepted(source: &str) -> bool {
    let manifest = "[package]\nname = \"mutant\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";
    let sources = Sources::from_files([("Cargo.toml", manifest), ("src/lib.rs", source)]);
    parse(&sources, &Target::default(), |krate, _| matches!(check(krate, &Policy::default()), Verdict::Approved(_)))
        .expect("a thread")
}

/// Harmless to the audit: channels yield, and every box that is inlined gives up where there is no memory. Those the scan
/// must find by itself.
const UNSEEN: &[&str] = &["thread::yield_now", "alloc::handle_alloc_error"];

/// Puts every mutant into a module of one crate, so that the compiler starts once.
fn together(mutants: &[String]) -> String {
    let module = |(index, source): (usize, &String)| {
        format!("pub mod m{index} {{ {} }}\n", source.replace("crate::", &format!("crate::m{index}::")))
    };
    mutants.iter().enumerate().map(module).collect()
}

/// What does not compile proves nothing.
#[test]
fn mutants_compile() {
    let mut numbers = Numbers(2026);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().join("lib.rs");
    for _ in 0..20 {
        let mutants: Vec<String> = (0..500).map(|_| mutant(&mut numbers)).collect();
        std::fs::write(&root, together(&mutants)).expect("a written file");
        let flags = ["--emit=metadata".to_string()];
        let out = compile(&root, ("mutants", "2021"), &flags, &folder.path().join("out.rmeta"));
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    }
}

/// How many mutants the audit is asked about: a sample, or as many as `PLUGWRIGHT_MUTANTS` says.
fn sample() -> usize {
    std::env::var("PLUGWRIGHT_MUTANTS").map_or(500, |count| count.parse().expect("a number of mutants"))
}

/// Mutants that are compiled together.
const BATCH: usize = 500;

/// The audit of the compiled mutant is a second opinion: what the scan refuses it refuses too, but for what is listed.
#[test]
#[expect(clippy::print_stdout, reason = "the figures are the test's report")]
fn the_audit_agrees_with_the_scan() {
    let mut numbers = Numbers(7);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (root, object) = (folder.path().join("lib.rs"), folder.path().join("out.rlib"));
    let (mut refused, mut unseen, mut wrong) = (0, 0, Vec::new());
    let mut left = sample();
    while left > 0 {
        let calls: Vec<usize> = (0..left.min(BATCH)).map(|_| numbers.below(CALLS.len())).collect();
        let mutants: Vec<String> = calls
            .iter()
            .map(|call| mutant_of(CALLS[*call], &mut numbers).replace("pub fn run", "#[inline(never)] pub fn run"))
            .collect();
        std::fs::write(&root, together(&mutants)).expect("a written file");
        let out = compile(&root, ("mutants", "2021"), &[], &object);
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let found = audit_findings(&object, "mutants", &Policy::default());
        let uses = relocations::uses(&object);
        for (index, mutant) in mutants.iter().enumerate() {
            let is_refused = uses.get(&index).into_iter().flatten().any(|name| {
                let quoted = format!("`{name}`");
                found.iter().any(|finding| finding.message.contains(&quoted))
            });
            match (is_refused, UNSEEN.contains(&CALLS[calls[index]].0[1..].join("::").as_str())) {
                (true, false) => refused += 1,
                (false, true) => unseen += 1,
                _ => wrong.push(mutant.clone()),
            }
        }
        left -= calls.len();
    }
    println!("mutants that the audit refuses, too: {refused}; that it takes for harmless, as listed: {unseen}");
    assert!(wrong.is_empty(), "{} mutants, such as:\n{}", wrong.len(), wrong[..wrong.len().min(3)].join("\n\n"));
}

#[test]
fn no_disguise_is_accepted() {
    let mut numbers = Numbers(2026);
    let mut wrong = Vec::new();
    for _ in 0..10_000 {
        let source = mutant(&mut numbers);
        if is_accepted(&source) {
            wrong.push(source);
        }
    }
    assert!(wrong.is_empty(), "{} mutants, such as:\n{}", wrong.len(), wrong[..wrong.len().min(3)].join("\n\n"));
}
