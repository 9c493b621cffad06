//! A host without compiler and sources: opens the libraries that lie in a folder, as `cargo xtask windows` put them
//! there, and makes the calls that their fixtures expect. Also replaces each file while its library is in use.

#![deny(unsafe_code)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for people at a terminal")]

mod expectation;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use plugwright_interface::{Artifact, Value, from_json, to_json};
use plugwright_loader::{CallError, Library};

use expectation::{Call, Expectation, Outcome};

/// A library beside its artifact and what is expected of it: `NAME.json` and `NAME.toml`.
struct Case {
    artifact: Artifact,
    expected: Expectation,
}

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: plugwright-test-host FOLDER");
        return ExitCode::FAILURE;
    };
    let cases = match cases(&folder) {
        Ok(cases) => cases,
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            return ExitCode::FAILURE;
        }
    };
    let faults: Vec<_> = cases.iter().flat_map(check).chain(replace(&cases)).collect();
    let calls: usize = cases.iter().map(|case| case.expected.call.len()).sum();
    println!("{calls} calls in {} libraries, {} wrong", cases.len(), faults.len());
    faults.iter().for_each(|fault| eprintln!("{fault}"));
    if faults.is_empty() && !cases.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn cases(folder: &Path) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    let entries = folder.read_dir().map_err(|error| error.to_string())?;
    for entry in entries.flatten().filter(|entry| entry.path().extension().is_some_and(|name| name == "json")) {
        let read = |path: &Path| fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
        let json = read(&entry.path())?;
        let mut artifact: Artifact = serde_json::from_str(&json).map_err(|error| error.to_string())?;
        artifact.library = folder.join(artifact.library.file_name().unwrap_or_default());
        let toml = read(&entry.path().with_extension("toml"))?;
        let mut expected: Expectation = toml::from_str(&toml).map_err(|error| error.to_string())?;
        expected.call.retain(|call| call.only.as_ref().is_none_or(|family| family == std::env::consts::FAMILY));
        cases.push(Case { artifact, expected });
    }
    Ok(cases)
}

/// Opens a library and says which calls do not do what they must.
fn check(case: &Case) -> Vec<String> {
    match open(&case.artifact) {
        Ok(library) => case.expected.call.iter().filter_map(|call| check_call(&library, call)).collect(),
        Err(fault) => vec![fault],
    }
}

#[allow(unsafe_code, reason = "to open a library is to run it")]
fn open(artifact: &Artifact) -> Result<Library, String> {
    // SAFETY: plugwright built and audited the library just before, and nobody else writes to its folder.
    unsafe { Library::open(artifact) }.map_err(|error| format!("{}: {error:?}", artifact.library.display()))
}

fn check_call(library: &Library, call: &Call) -> Option<String> {
    let outcome = call_json(library, &call.function, &call.args);
    let fits = match (&outcome, &call.outcome) {
        (Ok(json), Outcome::Result(expected)) => json == expected,
        (Err(message), Outcome::Error(expected) | Outcome::Panic(expected)) => message.contains(expected),
        _ => false,
    };
    (!fits).then(|| format!("{library:?}: {}({}): {outcome:?} instead of {:?}", call.function, call.args, call.outcome))
}

fn call_json(library: &Library, function: &str, args: &str) -> Result<String, String> {
    let interface = library.interface();
    let func = match interface.function(function) {
        Some(func) => func,
        None => return Err(library.call(function, &[]).map_or_else(|error| error.to_string(), |_| String::new())),
    };
    let given: Vec<&serde_json::value::RawValue> = serde_json::from_str(args).map_err(|error| error.to_string())?;
    let typed = given.iter().zip(&func.params).map(|(json, param)| from_json(&interface.types, &param.ty, json.get()));
    let args: Vec<Value> = typed.collect::<Result<_, _>>().map_err(|error| error.to_string())?;
    match library.call(function, &args) {
        Ok(value) => to_json(&interface.types, &func.result, &value).map_err(|error| error.to_string()),
        Err(CallError::Panicked { panic, .. }) => Err(panic.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

/// Overwrites each library's file with the next one while it is open, and then opens what lies there. The first must go
/// on, and the second be what its file says.
fn replace(cases: &[Case]) -> Vec<String> {
    let pairs = cases.iter().zip(cases.iter().skip(1));
    pairs.filter_map(|(one, other)| replace_one(one, other).err()).collect()
}

fn replace_one(one: &Case, other: &Case) -> Result<(), String> {
    let place = &one.artifact.library;
    let fault = |error: std::io::Error| format!("{}: cannot be replaced while it is open: {error}", place.display());
    let (old, new) = (open(&one.artifact)?, fs::read(&other.artifact.library).map_err(fault)?);
    let bytes = fs::read(place).map_err(fault)?;
    fs::write(place, new).map_err(fault)?;
    let replaced = open(&Artifact { library: place.clone(), ..other.artifact.clone() });
    fs::remove_file(place).and_then(|()| fs::write(place, bytes)).map_err(fault)?;
    let new = replaced?;
    let faults = one.expected.call.iter().filter_map(|call| check_call(&old, call));
    let faults: Vec<_> = faults.chain(other.expected.call.iter().filter_map(|call| check_call(&new, call))).collect();
    if faults.is_empty() { Ok(()) } else { Err(format!("after its file was replaced: {}", faults.join("\n"))) }
}
