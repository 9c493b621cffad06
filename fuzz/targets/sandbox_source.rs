//! A soup of words and signs as the root file of a crate: every byte of the input is one of them. The scan judges it, and
//! two scans of the same text say the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use plugwright_analyzer::{Sources, Target, parse};
use plugwright_sandbox::{Policy, Verdict, capabilities, check};

const WORDS: &[&str] = &[
    "std",
    "core",
    "alloc",
    "crate",
    "self",
    "super",
    "$crate",
    "::",
    "::",
    "::",
    "use ",
    "pub ",
    "mod ",
    "as ",
    "fn ",
    "impl ",
    "trait ",
    "struct ",
    "type ",
    "const ",
    "static ",
    "extern ",
    "unsafe ",
    "macro_rules! ",
    "macro ",
    "where ",
    "for ",
    "dyn ",
    "process",
    "exit",
    "fs",
    "read",
    "env",
    "var",
    "io",
    "stdin",
    "net",
    "thread",
    "path",
    "Path",
    "exists",
    "a",
    "b",
    "c",
    "d",
    "r#a",
    "T",
    "Self",
    "_",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    ";",
    ",",
    ".",
    "=",
    "=>",
    "->",
    "&",
    "*",
    "!",
    "#",
    "$",
    "?",
    ":",
    "|",
    "..",
    "'a",
    "'",
    "\"x\"",
    "1",
    "#[cfg(test)] ",
    "#[cfg(windows)] ",
    "#[path = \"lib.rs\"] ",
    "#[no_mangle] ",
    "#[derive(Debug)] ",
    "include_str!",
    "env!",
    "println!",
    "vec!",
    "$a",
    "$($a)*",
    "$a:ident",
    "{}",
    "()",
    "\n",
    " ",
];

fuzz_target!(|bytes: &[u8]| {
    let text: String = bytes.iter().map(|byte| WORDS[usize::from(*byte) % WORDS.len()]).collect();
    let manifest = "[package]\nname = 'a'\nedition = '2021'\n";
    let sources = Sources::from_files([("Cargo.toml", manifest), ("src/lib.rs", &text)]);
    let judge = || {
        parse(&sources, &Target::default(), |krate, _| {
            let found = match check(krate, &Policy::default()) {
                Verdict::Approved(approved) => approved.warnings().to_vec(),
                Verdict::Rejected(found) => found,
            };
            (found, capabilities(krate))
        })
        .expect("there is a thread")
    };
    assert_eq!(judge(), judge());
});
