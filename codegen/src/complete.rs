//! [`complete`]: what cannot be told from a plugin's own sources alone. It takes the compiler and cargo, which only read a
//! plugin that passed its check: macros are written out, and types of other crates are looked up in their sources.

use std::collections::BTreeSet;

use plugwright_analyzer::{Extraction, Features, Package, Severity, Sources, Target, extract_with, load, parse};
use plugwright_sandbox::Approved;

use crate::bridge::{Plugin, generate};
use crate::cargo::LinkedPackage;
use crate::expand::expand;
use crate::stop::Limits;
use crate::{Error, Toolchain, cargo, rustc};

/// Packages whose sources are read for their types, and bytes of theirs.
const MAX_PACKAGES: usize = 64;
const MAX_BYTES: usize = 32 << 20;
/// How often they are read for types of further ones.
const MAX_ROUNDS: usize = 8;

/// A plugin that passed its check, and what it was parsed from.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'c> {
    /// What passed.
    pub approved: &'c Approved,
    /// The files that it was parsed from.
    pub sources: &'c Sources,
    /// What it was parsed for.
    pub target: &'c Target,
}

/// Completes an extraction by what macros make, and by what has to do with types of the packages that the plugin depends
/// on. What cannot be had stays skipped, and says so.
///
/// # Errors
/// [`Error::Workspace`] and [`Error::Start`] where disk or compiler do not do their part, [`Error::Cancelled`] and
/// [`Error::TimedOut`].
pub fn complete(
    checked: &Checked<'_>,
    extraction: Extraction,
    toolchain: &Toolchain,
    limits: &Limits,
) -> Result<Extraction, Error> {
    let text = expand(checked, &extraction, toolchain, limits)?;
    let extraction = with_text(checked, extraction, text.as_deref(), &[]);
    if extraction.missed.is_empty() || !Plugin::of(checked.approved).needs_cargo {
        return Ok(extraction);
    }
    let bridge = generate(checked.approved, &extraction);
    cargo::with_packages(toolchain, &bridge, limits, |linked| {
        look_up(checked, extraction, text.as_deref(), (linked, &toolchain.cfg))
    })
}

/// Reads the packages that an extraction misses, until it misses none that there is.
fn look_up(
    checked: &Checked<'_>,
    mut extraction: Extraction,
    text: Option<&str>,
    (linked, cfg): (&[LinkedPackage], &str),
) -> Extraction {
    let (mut packages, mut tried, mut bytes) = (Vec::new(), BTreeSet::new(), 0);
    for _ in 0..MAX_ROUNDS {
        let is_new = |found: &&LinkedPackage| extraction.missed.contains(&found.name) && !tried.contains(&found.name);
        let new: Vec<_> = linked.iter().filter(is_new).take(MAX_PACKAGES - tried.len()).collect();
        if new.is_empty() {
            return extraction;
        }
        tried.extend(new.iter().map(|found| found.name.clone()));
        // One that is out of all proportion is not looked into.
        packages.extend(new.into_iter().filter_map(|found| read(found, cfg)).filter(|package| {
            bytes += package.sources.files().iter().map(|file| file.bytes.len()).sum::<usize>();
            bytes <= MAX_BYTES
        }));
        let again = parse(checked.sources, checked.target, |krate, _| extract_with(krate, &packages));
        match again {
            Ok(again) => extraction = with_text(checked, again, text, &packages),
            // What no thread is to be had for is not found out.
            Err(_) => return extraction,
        }
    }
    extraction
}

/// Adds what only the expanded text shows, if it can be read.
fn with_text(checked: &Checked<'_>, extraction: Extraction, text: Option<&str>, packages: &[Package]) -> Extraction {
    let root = rustc::root(checked.approved.manifest());
    let read = |text| {
        let sources = checked.sources.in_one_file(root, text);
        let read = parse(&sources, checked.target, |krate, faults| {
            let is_sound = faults.iter().all(|fault| fault.severity != Severity::Error);
            is_sound.then(|| extract_with(krate, packages))
        });
        read.ok().flatten()
    };
    match text.and_then(read) {
        Some(expanded) => extraction.with_expanded(expanded),
        None => extraction,
    }
}

fn read(found: &LinkedPackage, cfg: &str) -> Option<Package> {
    let features = Features { default: false, names: found.features.clone(), ..Features::default() };
    Some(Package {
        name: found.name.clone(),
        id: found.id.clone(),
        sources: load(&found.folder).ok()?,
        target: Target::parse(cfg).with_features(features),
        dependencies: found.dependencies.clone(),
    })
}
