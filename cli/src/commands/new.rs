//! `new`: writes a minimal plugin crate.

use std::fs;
use std::io;
use std::path::Path;

use serde::Serialize;

use crate::args::New;
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::status::Status;

const LIBRARY: &str = r#"//! A plugin. Every `pub fn` here and in public modules can be called; nothing marks them.

/// Greets somebody by name.
pub fn greet(name: &str) -> String {
    format!("Hello, {name}!")
}

/// Divides the first number by the second.
pub fn divide(a: i64, b: i64) -> Result<i64, String> {
    a.checked_div(b).ok_or_else(|| format!("cannot divide {a} by {b}"))
}
"#;

/// What `--json` prints.
#[derive(Serialize)]
struct Outcome<'o> {
    folder: &'o Path,
    next: String,
}

pub(super) fn run(args: &New, form: Form) -> Result<Status, Failure> {
    let name = args.name.as_str();
    if let Some(reason) = objection(name) {
        return Err(Failure::Name { name: name.to_owned(), reason });
    }
    let folder = Path::new(name);
    match fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(Failure::Exists { path: folder.to_owned() });
        }
        created => created.map_err(Failure::write(folder))?,
    }
    if let Err(failure) = fill(folder, name) {
        // Half a crate is worth nothing, and would stand in the way of the next attempt.
        let _ = fs::remove_dir_all(folder);
        return Err(failure);
    }
    let next = format!("plugwright call {name} greet World");
    match form {
        Form::Json => output::print_json(&Outcome { folder, next })?,
        Form::People => output::print(&format!("wrote the plugin {name}; call it with:\n  {next}"))?,
    }
    Ok(Status::Done)
}

fn fill(folder: &Path, name: &str) -> Result<(), Failure> {
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n"
    );
    let source = folder.join("src");
    fs::create_dir(&source).map_err(Failure::write(&source))?;
    for (file, text) in [("Cargo.toml", manifest.as_str()), ("src/lib.rs", LIBRARY), (".gitignore", "/target\n")] {
        let path = folder.join(file);
        fs::write(&path, text).map_err(Failure::write(&path))?;
    }
    Ok(())
}

/// Says what speaks against a name, by cargo's rules for packages and the compiler's for crates.
fn objection(name: &str) -> Option<&'static str> {
    const TAKEN: [&str; 6] = ["alloc", "core", "proc_macro", "std", "test", "plugin"];
    const KEYWORDS: [&str; 52] = [
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
        "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
        "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
        "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
        "_",
    ];
    let krate = name.replace('-', "_");
    let allowed = |char: char| char.is_ascii_alphanumeric() || char == '-' || char == '_';
    if name.is_empty() {
        Some("it is empty")
    } else if !name.chars().all(allowed) {
        Some("only the letters a to z, digits, `-` and `_` may be in it")
    } else if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        Some("it does not begin with a letter")
    } else if name.len() > 64 {
        Some("it is longer than 64 characters")
    } else if KEYWORDS.contains(&krate.as_str()) {
        Some("it is a keyword of Rust")
    } else if TAKEN.contains(&krate.as_str()) {
        Some("another crate has that name already")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::objection;

    #[test]
    fn names_are_those_of_crates() {
        for good in ["hello", "Hello_2", "my-plugin", "x"] {
            assert_eq!(objection(good), None, "{good}");
        }
        for bad in ["", "2x", "-x", "_", "a b", "a/b", "..", "ä", "fn", "self", "std", "proc-macro", &"x".repeat(65)] {
            assert!(objection(bad).is_some(), "{bad}");
        }
    }
}
