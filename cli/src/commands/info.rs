//! `info`: everything about one installed plugin.

use std::path::Path;
use std::time::SystemTime;

use plugwright_manager::{Installed, ManageError, Manager, Manifest, Name, Store};
use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::counted;
use super::installation::Version;
use crate::args::Info;
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::status::Status;
use crate::table::Table;

/// What `--json` prints.
#[derive(Serialize)]
struct Outcome<'o> {
    manifest: &'o Manifest,
    targets: Vec<String>,
    versions: Vec<Version<'o>>,
}

pub(super) fn run(args: &Info, form: Form) -> Result<Status, Failure> {
    let base = args.place.base()?;
    let store = Store::open(&base)?;
    let current = store.current(&args.name)?;
    current.verify()?;
    let manifest = current.manifest()?.manifest;
    let versions = store.versions(&args.name)?;
    match form {
        Form::Json => {
            let versions = versions.iter().map(Version::from).collect();
            output::print_json(&Outcome { manifest: &manifest, targets: current.targets(), versions })?;
        }
        Form::People => {
            // What cannot be read is for `plugwright config` to explain.
            let configured = configured(&base, &args.name).unwrap_or_else(|_| manifest.config.values.clone());
            output::print(people(&current, &manifest, &configured, &versions).trim_end())?;
        }
    }
    Ok(Status::Done)
}

/// The settings as they apply.
fn configured(base: &Path, name: &Name) -> Result<Map<String, Json>, ManageError> {
    let manager = Manager::new(base);
    manager.discover()?;
    manager.config(name.as_str())
}

fn people(current: &Installed, manifest: &Manifest, configured: &Map<String, Json>, versions: &[Installed]) -> String {
    let receipt = &current.receipt;
    let listed = |list: Vec<String>| if list.is_empty() { "none".to_owned() } else { list.join(", ") };
    let mut table = Table::default();
    let version = |installed: &Installed| match (installed.is_current, installed.is_pinned) {
        (true, true) => format!("{} (in use, pinned)", installed.receipt.version),
        (true, false) => format!("{} (in use)", installed.receipt.version),
        _ => installed.receipt.version.to_string(),
    };
    for (what, value) in [
        ("description", manifest.description.clone()),
        ("maintainers", manifest.maintainers.join(", ")),
        ("home", manifest.home.clone().unwrap_or_default()),
        ("source", receipt.source.to_string()),
        ("signed by", receipt.signed_by.clone().unwrap_or_else(|| "nobody".to_owned())),
        ("installed", age(receipt.installed)),
        ("granted", listed(receipt.grants.iter().map(ToString::to_string).collect())),
        ("policy file", receipt.policy.clone().unwrap_or_default()),
        ("asks for", listed(manifest.grants.iter().map(ToString::to_string).collect())),
        ("configured", listed(configured.iter().map(|(name, value)| format!("{name} = {value}")).collect())),
        ("depends on", listed(manifest.depends.iter().map(|(name, range)| format!("{name} {range}")).collect())),
        ("libraries", listed(current.targets())),
        ("versions", listed(versions.iter().map(version).collect())),
        ("content", format!("{}, unchanged", receipt.tree)),
        ("folder", current.folder.display().to_string()),
    ] {
        if !value.is_empty() {
            table.row([what.to_owned(), value]);
        }
    }
    format!("{} {}\n{table}", receipt.name, receipt.version)
}

/// How long ago something was, in the largest unit of which there is one.
fn age(at: u64) -> String {
    let now = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs());
    let seconds = now.saturating_sub(at);
    let units = [(86_400, "day"), (3600, "hour"), (60, "minute")];
    match units.into_iter().find(|(length, _)| seconds >= *length) {
        Some((length, unit)) => format!("{} ago", counted((seconds / length) as usize, unit)),
        None => "just now".to_owned(),
    }
}
