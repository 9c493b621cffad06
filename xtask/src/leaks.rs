//! `cargo xtask leaks`: a few calls of each kind under valgrind, which sees what is read before it is set, what is used after
//! it was freed, and what nobody frees. The same tests ran without it before; here they are few, since each takes thirty
//! times as long.

use std::path::Path;

use crate::needs::{self, Need};
use crate::step::command;

const VALGRIND: Need = Need {
    what: "the memory checker (valgrind)",
    probe: &["valgrind", "--version"],
    rustup: &[],
    packages: &["valgrind", "libc6-dbg"],
};

/// What cargo runs tests with. What is reachable at the end is kept on purpose.
fn runner(root: &Path) -> String {
    let harmless = root.join("xtask/src/leaks.supp");
    format!(
        "target.'cfg(all())'.runner = ['valgrind', '--quiet', '--error-exitcode=1', '--leak-check=full', \
         '--show-leak-kinds=definite', '--errors-for-leak-kinds=definite', '--suppressions={}']",
        harmless.display()
    )
}

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
    let runner = runner(root);
    test(root, Some(&runner), &["-p", "plugwright-interface", "--lib"], &["abi::", "codec::"])?;
    test(root, Some(&runner), &["-p", "plugwright-loader", "--lib"], &["answer::", "function::"])?;
    // The plugins are built without it: it does not know all that the walls around a build ask of the system.
    test(root, None, &["--test", "main"], &CALLS)?;
    test(root, Some(&runner), &["--test", "main"], &CALLS)
}

/// Runs the tests of a target whose names contain one of the words.
fn test(root: &Path, runner: Option<&str>, target: &[&str], words: &[&str]) -> Result<(), String> {
    println!("\n== leaks: {} {} ==", target.join(" "), if runner.is_some() { "under valgrind" } else { "without" });
    let mut test = command(&["cargo", "test"], root);
    if let Some(runner) = runner {
        test.args(["--config", runner]);
    }
    test.args(target).arg("--").arg("--test-threads=1").args(words);
    match test.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("FAILED: leaks: the tests of `{}` ended with {status}", target.join(" "))),
        Err(error) => Err(format!("FAILED: leaks: cannot start cargo: {error}")),
    }
}

/// Why this cannot be done here, if it cannot.
pub(crate) fn impossible() -> Option<&'static str> {
    (!cfg!(target_os = "linux")).then_some("valgrind is for Linux")
}
