//! Macros that hide functions: the compiler writes the checked plugin out with all of them expanded, and what that shows
//! is added. It is only read, never compiled; the bridge's own compilation proves what it says.

use std::borrow::Cow;
use std::collections::BTreeMap;

use plugwright_analyzer::Extraction;

use crate::ahead::Ahead;
use crate::bridge::{Plugin, generate};
use crate::complete::Checked;
use crate::stop::Limits;
use crate::workspace::Workspace;
use crate::{Error, Toolchain, cargo, process, reach, rustc};

/// The text of the plugin's crate with what its macros make, and with what depends on a cfg that only a build script sets.
/// None where there is nothing of the kind, and where it cannot be had: then the skipped macros say so.
pub(crate) fn expand(
    checked: &Checked<'_>,
    extraction: &Extraction,
    toolchain: &Toolchain,
    limits: &Limits,
) -> Result<Option<String>, Error> {
    if !extraction.has_hidden() {
        return Ok(None);
    }
    let plugin = Plugin::of(checked.approved);
    let marked = plugin.files.iter().filter_map(|(path, bytes)| {
        let text = std::str::from_utf8(bytes).ok()?;
        match extraction.marked(path, text) {
            Cow::Borrowed(_) => None,
            Cow::Owned(marked) => Some((path.clone(), marked)),
        }
    });
    let marked = marked.collect();
    let workspace = Workspace::create_elsewhere()?;
    match plugin.needs_cargo {
        true => cargo::expanded(toolchain, &workspace, &generate(checked.approved, extraction), &marked, limits),
        false => expanded_alone(&workspace, &plugin, &marked, toolchain, limits),
    }
}

/// The expanded source of a plugin without dependencies, unless it does not expand: the build says why.
fn expanded_alone(
    workspace: &Workspace,
    plugin: &Plugin,
    marked: &BTreeMap<String, String>,
    toolchain: &Toolchain,
    limits: &Limits,
) -> Result<Option<String>, Error> {
    for (path, bytes) in &plugin.files {
        let bytes = marked.get(path).map_or(bytes.as_slice(), |text| text.as_bytes());
        workspace.write(&format!("plugin/{path}"), bytes)?;
    }
    if plugin.ahead().contains(&Ahead::Sdk) {
        Ahead::Sdk.provide_here(toolchain, workspace, limits)?;
    }
    let command = rustc::expanded(toolchain, workspace, plugin);
    let output = process::run(command, &reach::compiling(toolchain, workspace), limits)?;
    Ok(output.status.success().then(|| String::from_utf8(output.stdout).ok()).flatten())
}
