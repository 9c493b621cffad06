//! How a large crate is looked at by several threads at once. Syntax trees cannot leave their thread, so one thread has all
//! of the crate but the bodies of functions, and finds what can be called, while the others parse the bodies.

use std::thread;

use crate::bodies;
use crate::cfg::Target;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::extract::{Extraction, extract};
use crate::parse::{join, parse, parse_here, spawn};
use crate::source::{FileKind, Sources};

/// Text for which another thread is worth its while.
const TEXT: usize = 512 << 10;
const MAX_THREADS: usize = 16;

/// Parses the crate and finds everything that can be called, together with everything that is wrong with it: a plugin
/// whose diagnostics contain an error is not complete. Where there is more than 1 MB to parse, all cores take part.
///
/// # Errors
///
/// [`Error::Thread`] when the operating system gives too few threads.
pub fn extract_in_parts(sources: &Sources, target: &Target) -> Result<(Extraction, Vec<Diagnostic>), Error> {
    extract_in(sources, target, threads(sources))
}

fn extract_in(sources: &Sources, target: &Target, count: usize) -> Result<(Extraction, Vec<Diagnostic>), Error> {
    if count < 2 {
        return parse(sources, target, |krate, faults| (extract(krate), faults));
    }
    let (mut desk, queue) = bodies::queue();
    let queue = &queue;
    thread::scope(|scope| {
        let first = spawn(scope, move || {
            let (krate, diagnostics) = parse_here(sources, target, Some(&mut desk));
            let left = desk.close();
            let extraction = extract(&krate);
            drop(krate);
            (extraction, diagnostics, left, queue.work(sources))
        });
        let others: Vec<_> = (1..count).map(|_| spawn(scope, || queue.work(sources))).collect();
        let (extraction, mut diagnostics, left, mut faults) = join(first?);
        for other in others {
            faults.extend(join(other?));
        }
        left.report(&faults, &mut diagnostics);
        Ok((extraction, diagnostics))
    })
}

/// How many threads are worth their while on this machine.
fn threads(sources: &Sources) -> usize {
    let files = sources.files().iter();
    let texts = files.filter(|file| file.kind == FileKind::Regular && file.path.ends_with(".rs"));
    let text: usize = texts.map(|file| file.bytes.len()).sum();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    if text > 2 * TEXT { threads.min(text / TEXT).min(MAX_THREADS) } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::extract_in;
    use crate::{Sources, Target};

    #[track_caller]
    fn check(files: &[(&str, &str)]) -> Vec<String> {
        let manifest = ("Cargo.toml", "[package]\nname = 'a'\nversion = '1.0.0'\nedition = '2024'\n");
        let sources = Sources::from_files(files.iter().copied().chain([manifest]));
        let target = Target::parse("unix\n");
        let (whole, faults) = extract_in(&sources, &target, 1).unwrap();
        for count in 2..5 {
            let (parts, found) = extract_in(&sources, &target, count).unwrap();
            assert_eq!(found, faults);
            // What is faulty is not complete.
            if faults.is_empty() {
                assert_eq!((parts.interface, parts.exports), (whole.interface.clone(), whole.exports.clone()));
                assert_eq!(parts.skipped, whole.skipped);
            }
        }
        faults.iter().map(|fault| fault.message.clone()).collect()
    }

    const ROOT: (&str, &str) = ("src/lib.rs", "mod one; pub mod two;\npub use one::*; use std::fmt;");
    const ONE: (&str, &str) = (
        "src/one.rs",
        "/// Ö\npub fn a(x: &str) -> usize { x.len(); { 1 } } pub struct B; impl B { pub fn c(&self) {} }",
    );
    const TWO: (&str, &str) =
        ("src/two.rs", "pub fn d() -> impl Iterator<Item = u8> { 'x'; 0..1 } pub fn e(x: *const u8) {}\n");

    #[test]
    fn parts_find_what_the_whole_does() {
        assert_eq!(check(&[ROOT, ONE, TWO]), [""; 0]);
    }

    #[test]
    fn faults_in_and_outside_of_bodies_are_found_once() {
        let body = ("src/two.rs", "pub fn a() { 1 ) }");
        assert_eq!(check(&[ROOT, ONE, body]), ["nothing is open that `)` closes"]);
        let blocks = ("src/two.rs", "pub fn a() { { 1 } }\nimpl X { fn ö(&self) {\n let ö = ; } }");
        assert_eq!(check(&[ROOT, ONE, blocks]), ["expected an expression"]);
        let twice = ("src/lib.rs", "#[cfg(windows)] mod one; #[cfg(unix)] mod one; mod two; mod three;");
        let broken = ("src/one.rs", "pub fn a() { let }");
        assert_eq!(check(&[twice, broken, blocks]).len(), 4);
        let item = ("src/one.rs", "pub fn ( {}");
        assert_eq!(check(&[ROOT, item, TWO]), ["this `(` is never closed"]);
        assert_eq!(check(&[ROOT, TWO]).len(), 1);
    }
}
