//! How much of what is published can be called: `cargo xtask reach` analyses the crates of `crates.txt` and prints a
//! table. Each crate is analysed in a process of its own, so that none can take the others along, and its memory can be
//! told.

mod fetch;
mod measure;
mod table;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    let done = match args[..] {
        ["--one", folder] => measure::print(Path::new(folder)),
        [] => all(None),
        [only] => all(Some(only)),
        _ => Err("usage: reach [CRATE]".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Analyses all crates, or the one of that name, whose skipped functions are then listed.
fn all(only: Option<&str>) -> Result<(), String> {
    let wanted = include_str!("crates.txt").lines().filter_map(|line| line.split_once(' '));
    let packages = fetch::fetch(&wanted.collect::<Vec<_>>())?;
    let mut outcomes = Vec::new();
    for package in packages.iter().filter(|package| only.is_none_or(|only| only == package.name)) {
        let outcome = measure::in_child(&package.folder);
        if let (Some(_), Ok(measured)) = (only, &outcome) {
            measured.skipped.iter().for_each(|skipped| println!("{}", skipped.replace('\n', " ")));
        }
        outcomes.push((package, outcome));
    }
    print!("{}", table::table(&outcomes));
    match outcomes.iter().all(|(_, outcome)| outcome.as_ref().is_ok_and(|measured| measured.fits())) {
        true => Ok(()),
        false => Err("a crate was not analysed, or took more than it may".to_owned()),
    }
}
