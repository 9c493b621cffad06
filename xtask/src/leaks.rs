//! `cargo xtask leaks`: a few calls of each kind under valgrind, which sees what is read before it is set, what is used after
//! it was freed, and what nobody frees. The same tests ran without it before; here they are few, since each takes thirty
//! times as long.

use std::path::Path;

use crate::needs::{self, Need};
use crate::step::Step;

const VALGRIND: Need = Need {
    what: "the memory checker (valgrind)",
    probe: &["valgrind", "--version"],
    component: None,
    packages: &["valgrind", "libc6-dbg"],
};

/// What cargo runs tests with. What is reachable at the end is kept on purpose.
const RUNNER: &str = "target.'cfg(all())'.runner = ['valgrind', '--quiet', '--error-exitcode=1', '--leak-check=full', \
                      '--show-leak-kinds=definite', '--errors-for-leak-kinds=definite']";

const STEPS: [Step; 3] = [
    Step::new(
        "forms and wire under valgrind",
        &["cargo", "test", "--config", RUNNER, "-p", "plugwright-interface", "--lib", "--", "abi::", "codec::"],
    ),
    Step::new(
        "arguments and answers under valgrind",
        &["cargo", "test", "--config", RUNNER, "-p", "plugwright-loader", "--lib", "--", "answer::", "function::"],
    ),
    Step::new(
        "calls under valgrind",
        &[
            "cargo",
            "test",
            "--config",
            RUNNER,
            "--test",
            "main",
            "--",
            "--test-threads=1",
            "mirror::structs",
            "mirror::fields",
            "mirror::a_result",
            "handles::objects_go_in",
            "callbacks::closures_go_in",
            "lanes::forms",
            "typed::a_panic",
        ],
    ),
];

/// Why this cannot be done here, if it cannot.
pub(crate) fn impossible() -> Option<&'static str> {
    (!cfg!(target_os = "linux")).then_some("valgrind is for Linux")
}

/// Runs the tests.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    needs::provide(root, &[VALGRIND])?;
    STEPS.iter().try_for_each(|step| step.run(root))
}
