//! Macros that hide functions: the compiler writes the checked plugin out with all of them expanded, and what that shows
//! is added. It is only read, never compiled; the bridge's own compilation proves what it says.

use plugwright_analyzer::{Extraction, Features, Severity, Sources, Target, extract, parse};
use plugwright_sandbox::Approved;

use crate::ahead::Ahead;
use crate::bridge::Plugin;
use crate::stop::Limits;
use crate::workspace::Workspace;
use crate::{Error, Toolchain, process, reach, rustc};

/// Completes an extraction by what the plugin's own macros make. Left as it is where there is no such macro, where the
/// plugin has dependencies, whose macros are not to be had before they are built, and where the expanded text cannot be
/// read: then the skipped macros say so.
///
/// # Errors
/// [`Error::Workspace`] and [`Error::Start`] where disk or compiler do not do their part, [`Error::Cancelled`] and
/// [`Error::TimedOut`].
pub fn expand(
    approved: &Approved,
    extraction: Extraction,
    toolchain: &Toolchain,
    limits: &Limits,
) -> Result<Extraction, Error> {
    let plugin = Plugin::of(approved);
    if !extraction.has_unseen() || plugin.needs_cargo {
        return Ok(extraction);
    }
    let text = expanded(approved, &plugin, toolchain, limits)?;
    match text.and_then(|text| read(&plugin, &text, toolchain, approved.features())) {
        Some(expanded) => Ok(extraction.with_expanded(expanded)),
        None => Ok(extraction),
    }
}

/// The expanded source, unless it does not expand: the build says why.
fn expanded(
    approved: &Approved,
    plugin: &Plugin,
    toolchain: &Toolchain,
    limits: &Limits,
) -> Result<Option<String>, Error> {
    let workspace = Workspace::create_elsewhere()?;
    for (path, bytes) in approved.files() {
        workspace.write(&format!("plugin/{path}"), bytes)?;
    }
    if plugin.ahead().contains(&Ahead::Sdk) {
        Ahead::Sdk.provide_here(toolchain, &workspace, limits)?;
    }
    let output =
        process::run(rustc::expanded(toolchain, &workspace, plugin), &reach::compiling(toolchain, &workspace), limits)?;
    Ok(output.status.success().then(|| String::from_utf8(output.stdout).ok()).flatten())
}

fn read(plugin: &Plugin, text: &str, toolchain: &Toolchain, features: &Features) -> Option<Extraction> {
    let manifest = String::from_utf8_lossy(plugin.files.get("Cargo.toml")?).into_owned();
    let sources = Sources::from_files([("Cargo.toml", manifest.as_str()), (rustc::root(plugin), text)]);
    let target = Target::parse(&toolchain.cfg).with_features(features.clone());
    let read = parse(&sources, &target, |krate, faults| {
        let is_sound = faults.iter().all(|fault| fault.severity != Severity::Error);
        is_sound.then(|| extract(krate))
    });
    read.ok().flatten()
}
