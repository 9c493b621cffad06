//! [`Plan`]: how a large crate is looked at by several threads at once. Syntax trees cannot leave their thread, so each
//! thread has a whole crate of its own, in which only the functions of its share of the files have bodies.

use std::sync::OnceLock;

use crate::cfg::Target;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::extract::{Extraction, extract};
use crate::nesting::{self, Fault};
use crate::parse::parse_parts;
use crate::skeleton::Skeleton;
use crate::source::{FileId, FileKind, Sources};

/// Text for which another thread is worth its while.
const TEXT: usize = 512 << 10;
const MAX_PARTS: usize = 16;

/// Parses the crate and finds everything that can be called, together with everything that is wrong with it: a plugin
/// whose diagnostics contain an error is not complete. Where there is more than 1 MB to parse, all cores take part.
///
/// # Errors
///
/// [`Error::Thread`] when the operating system gives too few threads.
pub fn extract_in_parts(sources: &Sources, target: &Target) -> Result<(Extraction, Vec<Diagnostic>), Error> {
    extract_in(sources, target, parts(sources))
}

fn extract_in(sources: &Sources, target: &Target, count: usize) -> Result<(Extraction, Vec<Diagnostic>), Error> {
    let all = parse_parts(sources, target, count, |krate, faults| match krate.part {
        0 => (Some(extract(krate)), faults),
        _ => (None, faults),
    });
    let mut all = all?.into_iter();
    let (extraction, mut diagnostics) = all.next().unwrap_or_default();
    for (_, faults) in all {
        // What stands outside of functions, each part finds.
        let fresh: Vec<_> = faults.into_iter().filter(|fault| !diagnostics.contains(fault)).collect();
        diagnostics.extend(fresh);
    }
    Ok((extraction.unwrap_or_default(), diagnostics))
}

/// How many threads are worth their while on this machine.
fn parts(sources: &Sources) -> usize {
    let text: usize = texts(sources).map(|(_, length)| length).sum();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    if text > 2 * TEXT { threads.min(text / TEXT).min(MAX_PARTS) } else { 1 }
}

/// The Rust files, with their lengths.
fn texts(sources: &Sources) -> impl Iterator<Item = (usize, usize)> {
    let files = sources.files().iter().enumerate();
    let texts = files.filter(|(_, file)| file.kind == FileKind::Regular && file.path.ends_with(".rs"));
    texts.map(|(index, file)| (index, file.bytes.len()))
}

/// What several threads share.
pub(crate) struct Plan {
    count: usize,
    /// The part that each file belongs to.
    owners: Vec<usize>,
    /// The skeleton of each file, made by the first that needs it.
    skeletons: Vec<OnceLock<Result<String, (Fault, usize)>>>,
}

impl Plan {
    /// Divides the files by their length.
    pub(crate) fn new(sources: &Sources, count: usize) -> Self {
        let mut owners = vec![0; sources.files().len()];
        let mut loads = vec![0; count.max(1)];
        let mut files: Vec<_> = texts(sources).collect();
        files.sort_by_key(|(index, length)| (std::cmp::Reverse(*length), *index));
        for (index, length) in files {
            let least = (0..loads.len()).min_by_key(|part| loads[*part]).unwrap_or_default();
            loads[least] += length;
            owners[index] = least;
        }
        let skeletons = sources.files().iter().map(|_| OnceLock::new()).collect();
        Self { count: loads.len(), owners, skeletons }
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }
}

/// One thread's share.
#[derive(Clone, Copy)]
pub(crate) struct Part<'p> {
    pub(crate) plan: &'p Plan,
    pub(crate) index: usize,
}

/// A text that nests no deeper than it may.
pub(crate) enum Checked<'t> {
    Whole(&'t str),
    Skeleton(&'t str),
}

impl<'p> Part<'p> {
    /// Checks how deeply a file nests, and leaves out what another part looks at.
    pub(crate) fn check<'t>(self, file: FileId, text: &'t str) -> Result<Checked<'t>, (Fault, usize)>
    where
        'p: 't,
    {
        let Plan { count, owners, skeletons } = self.plan;
        if *count == 1 {
            return nesting::check(text).map(|()| Checked::Whole(text));
        }
        let kept = skeletons[file.index()].get_or_init(|| {
            let mut skeleton = Skeleton::default();
            nesting::check_each(text, |token, at| skeleton.see(token, at))?;
            Ok(skeleton.of(text))
        });
        match kept {
            Ok(_) if owners[file.index()] == self.index => Ok(Checked::Whole(text)),
            Ok(skeleton) => Ok(Checked::Skeleton(skeleton)),
            Err(fault) => Err(*fault),
        }
    }
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
        let item = ("src/one.rs", "pub fn ( {}");
        assert_eq!(check(&[ROOT, item, TWO]), ["this `(` is never closed"]);
        assert_eq!(check(&[ROOT, TWO]).len(), 1);
    }
}
