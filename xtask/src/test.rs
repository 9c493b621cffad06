//! `cargo xtask test`: the steps, the quick ones first.

use std::path::Path;

use crate::step::Step;
use crate::{compilers, leaks, macos, miri, needs, windows};

/// The benches are a workspace of their own that shares the target folder, and the fuzz targets one for another
/// compiler.
const STEPS: [Step; 10] = [
    Step::new("formatting", &["cargo", "fmt", "--all", "--check"]),
    Step::new("formatting of the benches", &["cargo", "fmt", "--manifest-path", "benches/Cargo.toml", "--check"]),
    Step::new("formatting of the fuzz targets", &["cargo", "fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"]),
    Step::new("lints", &["cargo", "clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    Step::new(
        "lints of the benches",
        &[
            "cargo",
            "clippy",
            "--manifest-path=benches/Cargo.toml",
            "--target-dir=target",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ],
    ),
    Step::new("tests", &["cargo", "test", "--workspace"]),
    Step {
        name: "documentation",
        command: &["cargo", "doc", "--workspace", "--no-deps", "--document-private-items"],
        env: &[("RUSTDOCFLAGS", "-D warnings -D rustdoc::broken_intra_doc_links")],
    },
    Step::new(
        "benches compile",
        &["cargo", "bench", "--manifest-path=benches/Cargo.toml", "--target-dir=target", "--no-run"],
    ),
    Step::new(
        "allocations",
        &["cargo", "test", "--manifest-path=benches/Cargo.toml", "--target-dir=target", "--release", "--tests"],
    ),
    Step::new("the README's command", &["cargo", "run", "--release", "--", "call", "fixtures/greet", "greet", "World"]),
];

/// Runs all steps and stops at the first that fails.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    needs::provide(root, &needs::NEEDS)?;
    for step in &STEPS {
        step.run(root)?;
    }
    let mut left_out = String::new();
    let parts: [(_, _, fn(&Path) -> _); 5] = [
        ("leaks", leaks::impossible(), leaks::run),
        ("miri", miri::impossible(), miri::run),
        ("compilers", compilers::impossible(), compilers::run),
        ("macos", macos::impossible(), macos::run),
        ("windows", windows::impossible(), windows::run),
    ];
    for (name, impossible, run) in parts {
        match impossible {
            Some(reason) => left_out += &format!("; LEFT OUT: {name}, {reason}"),
            None => run(root)?,
        }
    }
    println!("\nall {} steps and parts passed{left_out}", STEPS.len());
    Ok(())
}
