//! [`Profile`]: what one version uses and offers.

use std::collections::BTreeMap;
use std::path::Path;

use plugwright::{Builder, Interface};
use serde::{Deserialize, Serialize};

use crate::disk::Disk;
use crate::{REPORT_FILE, StoreError};

/// What a version uses and offers, as its sources say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Profile {
    pub(crate) uses: Vec<Use>,
    /// Signature and place of each function, by path.
    pub(crate) functions: BTreeMap<String, Offer>,
}

/// A place where a version uses what a capability is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Use {
    /// The narrowest grant that allows it, by its name.
    pub capability: String,
    /// What stands there.
    pub what: String,
    /// File and line, such as `src/sync.rs:88`; empty where it is no one place.
    pub place: String,
}

/// A function that a version offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// As Rust spells it: `fn(i64, i64) -> i64`.
    pub signature: String,
    /// File and line.
    pub place: String,
}

impl Profile {
    /// Reads the sources of a version.
    pub(crate) fn of(builder: &Builder<'_>) -> Result<Self, plugwright::Error> {
        let place = |span: Option<&plugwright::Span>| {
            span.map(|span| format!("{}:{}", span.file, span.start.line)).unwrap_or_default()
        };
        let uses = builder.capabilities()?.into_iter().map(|used| Use {
            capability: used.capability.to_string(),
            what: used.what,
            place: place(used.span.as_ref()),
        });
        let inspection = builder.inspect()?;
        let functions = inspection.interface.functions.iter().zip(&inspection.places);
        let functions = functions
            .map(|(func, span)| (func.path.clone(), Offer { signature: func.signature(), place: place(Some(span)) }));
        Ok(Self { uses: uses.collect(), functions: functions.collect() })
    }

    /// Reads what the maker of a package reported of it, for a version without sources.
    pub(crate) fn of_report(folder: &Path) -> Option<Self> {
        let report: Report = serde_json::from_slice(&std::fs::read(folder.join(REPORT_FILE)).ok()?).ok()?;
        let uses = report.uses.into_iter().map(|used| Use {
            place: used.span.map(|span| format!("{}:{}", span.file, span.start.line)).unwrap_or_default(),
            capability: used.capability,
            what: used.what,
        });
        let functions = report.interface.functions.iter();
        let functions =
            functions.map(|func| (func.path.clone(), Offer { signature: func.signature(), place: String::new() }));
        Some(Self { uses: uses.collect(), functions: functions.collect() })
    }

    /// Reads what was kept of a version by the digest of its library.
    pub(crate) fn recall(folder: &Path, digest: &str) -> Option<Self> {
        let bytes = std::fs::read(folder.join(digest).with_extension("json")).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Whether something was kept.
    pub(crate) fn is_kept(folder: &Path, digest: &str) -> bool {
        folder.join(digest).with_extension("json").exists()
    }

    /// Keeps it, so that it is known when the sources are those of the next version. Where that fails the next diff
    /// counts everything as new.
    pub(crate) fn keep(&self, folder: &Path, digest: &str) -> Result<(), StoreError> {
        let disk = Disk::default();
        disk.make_folder(folder)?;
        // Text, lists and maps with text for keys always serialise.
        let bytes = serde_json::to_vec(self).unwrap_or_default();
        disk.replace(&folder.join(digest).with_extension("json"), &bytes)
    }
}

/// What is read of a [`crate::PolicyReport`].
#[derive(Deserialize)]
struct Report {
    uses: Vec<ReportedUse>,
    interface: Interface,
}

#[derive(Deserialize)]
struct ReportedUse {
    capability: String,
    what: String,
    span: Option<Place>,
}

#[derive(Deserialize)]
struct Place {
    file: String,
    start: Start,
}

#[derive(Deserialize)]
struct Start {
    line: usize,
}
