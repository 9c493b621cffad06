//! `cargo xtask bench`: runs the benchmarks of `benches/` several times, so that a baseline and what is compared with it
//! take turns on the machine, and prints the table for the README. It judges nothing but the table's last column: times
//! are not a matter of tests.

use std::fs;
use std::path::Path;

use crate::ratio::{Measured, round_name, time};
use crate::row::{ROWS, Row};
use crate::step::command;

const BENCH: [&str; 5] = ["cargo", "bench", "--quiet", "--manifest-path=benches/Cargo.toml", "--target-dir=target"];

/// Runs everything `rounds` times, at least once, and prints the table.
pub(crate) fn run(root: &Path, rounds: usize) -> Result<(), String> {
    let criterion = root.join("target/criterion");
    // Estimates of another state of the code must not get into the table.
    if let Err(error) = fs::remove_dir_all(&criterion)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        return Err(format!("cannot remove {}: {error}", criterion.display()));
    }
    for round in 0..rounds {
        eprintln!("\n== round {} of {rounds} ==", round + 1);
        let mut bench = command(&BENCH, root);
        bench.args(["--", "--save-baseline", &round_name(round)]).env("CRITERION_HOME", &criterion);
        let status = bench.status().map_err(|error| format!("cannot start cargo: {error}"))?;
        if !status.success() {
            return Err(format!("FAILED: `{}` ended with {status}", BENCH.join(" ")));
        }
    }
    println!("{}", table(&criterion, rounds)?);
    Ok(())
}

fn table(criterion: &Path, rounds: usize) -> Result<String, String> {
    let mut lines = vec![
        "| what | time | compared with | its time | measured | target | met |".to_owned(),
        "| --- | ---: | --- | ---: | ---: | ---: | :---: |".to_owned(),
    ];
    for row in &ROWS {
        lines.push(line(row, &Measured::read(row, criterion, rounds)?));
    }
    Ok(lines.join("\n"))
}

fn line(row: &Row, measured: &Measured) -> String {
    let (value, target, met) = measured.judge(row.target);
    let cells = [
        row.what,
        &time(measured.candidate),
        row.baseline.0,
        &time(measured.baseline),
        &value,
        &target,
        if met { "yes" } else { "no" },
    ];
    format!("| {} |", cells.join(" | "))
}
