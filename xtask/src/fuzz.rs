//! `cargo xtask fuzz`: runs the targets of `fuzz/` for some time each, with the seeds that are kept in the repository.
//! An input that breaks a target stays in `fuzz/artifacts/`; the fix begins with a test made of it.

use std::path::Path;

use crate::step::command;

/// Memory that a target may use, in MiB, and seconds that one input may take.
const LIMITS: [&str; 3] = ["-rss_limit_mb=1024", "-timeout=20", "-print_final_stats=1"];

/// A program that is fed with arbitrary bytes.
struct Target {
    /// Its name in `fuzz/Cargo.toml`.
    name: &'static str,
    sanitizer: Sanitizer,
    /// A list of words that inputs are made of, in `fuzz/`.
    dictionary: Option<&'static str>,
}

/// Whether accesses to memory are watched.
#[derive(Clone, Copy)]
enum Sanitizer {
    /// No: the code is without `unsafe`, and runs several times faster.
    None,
    /// Yes.
    Address,
}

const TARGETS: [Target; 7] = [
    Target { name: "wire", sanitizer: Sanitizer::Address, dictionary: None },
    Target { name: "analyzer_text", sanitizer: Sanitizer::None, dictionary: Some("rust.dict") },
    Target { name: "analyzer_tree", sanitizer: Sanitizer::None, dictionary: Some("rust.dict") },
    Target { name: "sandbox_manifest", sanitizer: Sanitizer::None, dictionary: Some("toml.dict") },
    Target { name: "sandbox_object", sanitizer: Sanitizer::None, dictionary: None },
    Target { name: "sandbox_policy", sanitizer: Sanitizer::None, dictionary: Some("toml.dict") },
    Target { name: "sandbox_source", sanitizer: Sanitizer::None, dictionary: None },
];

/// Runs one target, or each in turn, `seconds` long.
pub(crate) fn run(root: &Path, seconds: u32, only: Option<&str>) -> Result<(), String> {
    let chosen: Vec<_> = TARGETS.iter().filter(|target| only.is_none_or(|only| only == target.name)).collect();
    if chosen.is_empty() {
        let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
        return Err(format!("no such target; there are {}", names.join(", ")));
    }
    chosen.into_iter().try_for_each(|target| target.run(root, seconds))
}

impl Target {
    fn run(&self, root: &Path, seconds: u32) -> Result<(), String> {
        eprintln!("\n== {}, {seconds} s ==", self.name);
        let fuzz = root.join("fuzz");
        let sanitizer = match self.sanitizer {
            Sanitizer::None => "none",
            Sanitizer::Address => "address",
        };
        // libFuzzer writes what it finds to the first folder and only reads the others.
        let corpus = format!("corpus/{}", self.name);
        let folder = fuzz.join(&corpus);
        std::fs::create_dir_all(&folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
        let mut run = command(&["rustup", "run", "nightly", "cargo", "fuzz", "run"], &fuzz);
        run.args(["--fuzz-dir", ".", "--target-dir", "../target/fuzz", "--sanitizer", sanitizer, self.name, &corpus]);
        run.arg(format!("seeds/{}", self.name)).arg("--").arg(format!("-max_total_time={seconds}")).args(LIMITS);
        if let Some(dictionary) = self.dictionary {
            run.arg(format!("-dict={dictionary}"));
        }
        match run.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("FAILED: the target {} ended with {status}", self.name)),
            Err(error) => Err(format!(
                "cannot start cargo-fuzz ({error}); it needs `rustup toolchain install nightly` and `cargo install cargo-fuzz`"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TARGETS;

    #[test]
    fn every_target_is_a_program_and_the_other_way_round() {
        let manifest = include_str!("../../fuzz/Cargo.toml");
        let names = manifest.lines().filter_map(|line| line.strip_prefix("path = \"targets/")?.strip_suffix(".rs\""));
        let names: Vec<_> = names.collect();
        assert_eq!(TARGETS.iter().map(|target| target.name).collect::<Vec<_>>(), names);
    }
}
