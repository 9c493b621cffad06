//! `cargo xtask leaks`: a few calls of each kind under valgrind, which sees what is read before it is set, what is used after
//! it was freed, and what nobody frees. The same tests ran without it before; here they are few, since each takes thirty
//! times as long.

use std::path::Path;
use std::process::Command;

use crate::needs::{self, Need};
use crate::step::command;

const VALGRIND: Need = Need {
    what: "the memory checker (valgrind)",
    probe: &["valgrind", "--version"],
    rustup: &[],
    packages: &["valgrind", "libc6-dbg"],
};

/// What programs run under. What is reachable at the end is kept on purpose.
fn checker(root: &Path) -> Vec<String> {
    let harmless = root.join("xtask/src/leaks.supp");
    let fixed = ["valgrind", "--quiet", "--error-exitcode=1", "--leak-check=full", "--show-leak-kinds=definite"];
    let mut words: Vec<String> = fixed.map(str::to_owned).to_vec();
    words.push("--errors-for-leak-kinds=definite".to_owned());
    words.push(format!("--suppressions={}", harmless.display()));
    words
}

/// The tests that start hosts in C, which run under it and not the tests.
const HOSTS: &str = "header::";

/// The end-to-end tests that are run: each kind of what crosses, and of what is called.
const CALLS: [&str; 14] = [
    "mirror::structs",
    "mirror::fields",
    "mirror::a_result",
    "handles::objects_go_in",
    "callbacks::closures_go_in",
    "lanes::forms",
    "typed::a_panic",
    "typed::text_crosses",
    "typed::lists_cross",
    "typed::collections_and",
    "futures::futures_are_polled",
    "futures::dropping_cancels",
    "iterators::items_are",
    "stand_ins::",
];

/// Runs the tests.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    needs::provide(root, &[VALGRIND])?;
    let words = checker(root);
    let runner = format!("target.'cfg(all())'.runner = ['{}']", words.join("', '"));
    test(root, Some(&runner), &["-p", "plugwright-interface", "--lib"], &["abi::", "codec::"])?;
    test(root, Some(&runner), &["-p", "plugwright-loader", "--lib"], &["answer::", "function::"])?;
    // The plugins are built without it: it does not know all that the walls around a build ask of the system.
    test(root, None, &["--test", "main"], &CALLS)?;
    test(root, Some(&runner), &["--test", "main"], &CALLS)?;
    println!("\n== leaks: hosts in C ==");
    let mut hosts = command(&["cargo", "test", "--test", "main", "--", HOSTS], root);
    ended(hosts.env("PLUGWRIGHT_CHECK_MEMORY", words.join(" ")), "hosts in C")
}

/// Runs the tests of a target whose names contain one of the words.
fn test(root: &Path, runner: Option<&str>, target: &[&str], words: &[&str]) -> Result<(), String> {
    println!("\n== leaks: {} {} ==", target.join(" "), if runner.is_some() { "under valgrind" } else { "without" });
    let mut test = command(&["cargo", "test"], root);
    if let Some(runner) = runner {
        test.args(["--config", runner]);
    }
    ended(test.args(target).arg("--").arg("--test-threads=1").args(words), &target.join(" "))
}

fn ended(test: &mut Command, name: &str) -> Result<(), String> {
    match test.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("FAILED: leaks: the tests of `{name}` ended with {status}")),
        Err(error) => Err(format!("FAILED: leaks: cannot start cargo: {error}")),
    }
}

/// Why this cannot be done here, if it cannot.
pub(crate) fn impossible() -> Option<&'static str> {
    (!cfg!(target_os = "linux")).then_some("valgrind is for Linux")
}
