//! `cargo xtask miri`: the unit tests of what has `unsafe` and needs no library, on Miri, which sees each access that the
//! language does not allow, also those that come to nothing on this machine. Miri comes with a nightly compiler alone.

use std::path::Path;

use crate::needs::{self, Need};
use crate::step::command;

const MIRI: Need = Need {
    what: "the interpreter of a nightly compiler (miri)",
    probe: &["rustup", "run", "nightly", "cargo", "miri", "--version"],
    rustup: &["toolchain", "install", "nightly", "--profile", "minimal", "--component", "miri,rust-src"],
    packages: &[],
};

/// A crate, and the words in the names of the tests that are run.
const TESTS: [(&str, &[&str]); 2] = [
    ("plugwright-interface", &["abi::", "codec::", "wire::"]),
    // What maps files, measures time or fills memory is left out: there is none of it in Miri.
    ("plugwright-loader", &["account::", "answer::", "function::", "live::", "tests::hazard", "tests::swap"]),
];

/// Why this cannot be done here, if it cannot.
pub(crate) fn impossible() -> Option<&'static str> {
    (!cfg!(target_os = "linux")).then_some("it is run on Linux alone")
}

/// Runs the tests.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    needs::provide(root, &[MIRI])?;
    TESTS.iter().try_for_each(|(package, words)| test(root, package, words))
}

fn test(root: &Path, package: &str, words: &[&str]) -> Result<(), String> {
    println!("\n== miri: {package}: {} ==", words.join(" "));
    let mut test = command(&["rustup", "run", "nightly", "cargo", "miri", "test", "--quiet", "--lib"], root);
    // There is no order among the places of Miri's stack.
    test.args(["--package", package, "--"]).args(words).args(["--skip", "limit::"]);
    // That is of the compiler which runs this.
    test.env_remove("CARGO");
    // The clock and the environment of this machine.
    test.env("MIRIFLAGS", "-Zmiri-disable-isolation");
    match test.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("FAILED: miri: the tests of {package} ended with {status}")),
        Err(error) => Err(format!("FAILED: miri: cannot start cargo: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::MIRI;
    use crate::needs::spelled;

    #[test]
    fn says_where_it_can_be_had() {
        let install = "rustup toolchain install nightly --profile minimal --component miri,rust-src";
        assert_eq!(spelled(&MIRI.remedy(true, true), &MIRI), format!("install it with `{install}`"));
        assert_eq!(spelled(&MIRI.remedy(false, true), &MIRI), format!("it comes with `{install}` alone"));
    }
}
