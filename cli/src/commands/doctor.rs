//! `doctor`: what builds need, how to get what is missing, and what confines them here.

use std::fmt::Write;
use std::path::Path;

use plugwright::{BuildError, Cache, Found, Mechanism, Probed, Remedy, Survey, System, Tools, find_tools, survey};
use serde::Serialize;

use super::fix::fix;
use crate::args::Doctor;
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::status::Status;
use crate::table::Table;

/// What `--json` prints.
#[derive(Serialize)]
struct Outcome {
    ready: bool,
    tools: Vec<Row>,
    folders: Vec<Folder>,
    walls: Vec<Wall>,
}

/// A mechanism that confines builds.
#[derive(Serialize)]
struct Wall {
    mechanism: Mechanism,
    active: bool,
    /// Which form of it, or why none.
    detail: String,
}

/// A program.
#[derive(Serialize)]
struct Row {
    tool: String,
    path: Option<String>,
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    install: Option<String>,
}

/// A folder that builds write to.
#[derive(Serialize)]
struct Folder {
    folder: &'static str,
    path: String,
    writable: bool,
}

pub(super) fn run(args: &Doctor, form: Form) -> Result<Status, Failure> {
    let tools = args.tools.tools();
    let mut found = look(&tools);
    let remedies = remedies(&found);
    if args.fix && !remedies.is_empty() {
        fix(&remedies, args, form)?;
        found = look(&tools);
    }
    let remedy = (!remedies.is_empty()).then(|| format!("plugwright doctor --fix{}", args.tools.words()));
    let missing = found.iter().filter(|(_, found)| found.is_err()).count();
    let cache = Cache::of_user();
    let folders = vec![folder("cache", cache.root()), folder("target directory", &cache.root().join("work"))];
    let walls = System::default().probe().into_iter().map(Wall::from).collect();
    let outcome = Outcome { ready: missing == 0, tools: found.into_iter().map(Row::from).collect(), folders, walls };
    match form {
        Form::Json => output::print_json(&outcome)?,
        Form::People => output::print(people(&outcome).trim_end())?,
    }
    match missing {
        0 => Ok(Status::Done),
        count => Err(Failure::Missing { count, fix: remedy }),
    }
}

/// What was looked for, and what was found.
type Finding = (String, Result<Found, BuildError>);

/// Looks for the programs, and for what the chosen target needs besides.
fn look(tools: &Tools) -> Vec<Finding> {
    let cache = Cache::of_user();
    let mut found: Vec<Finding> =
        survey(cache.root(), tools).into_iter().map(|Survey { tool, found }| (tool.to_string(), found)).collect();
    if found.iter().all(|(_, found)| found.is_ok())
        && let Some(target) = &tools.target
    {
        let missing = match find_tools(cache.root(), tools) {
            Ok(toolchain) => toolchain.missing(),
            Err(error) => vec![error],
        };
        found.extend(missing.into_iter().map(|error| (format!("for {target}"), Err(error))));
    }
    found
}

/// The commands that install what is missing, each once.
fn remedies(found: &[Finding]) -> Vec<Remedy> {
    let mut remedies: Vec<Remedy> = Vec::new();
    for remedy in found.iter().filter_map(|(_, found)| found.as_ref().err()?.remedy()) {
        if !remedies.contains(&remedy) {
            remedies.push(remedy);
        }
    }
    remedies
}

impl From<Finding> for Row {
    fn from((tool, found): Finding) -> Self {
        match found {
            Ok(found) => Self {
                tool,
                path: Some(found.path.display().to_string()),
                version: Some(found.version),
                fault: None,
                install: None,
            },
            Err(error) => Self {
                tool,
                path: None,
                version: None,
                install: match &error {
                    BuildError::ToolMissing { tool } => Some(tool.install()),
                    error => error.remedy().map(|remedy| remedy.to_string()),
                },
                fault: Some(match error {
                    BuildError::ToolMissing { .. } => "not found".to_owned(),
                    BuildError::TargetMissing { .. } => "no standard library".to_owned(),
                    BuildError::LinkerMissing { .. } => "no linker".to_owned(),
                    error => error.to_string(),
                }),
            },
        }
    }
}

impl From<Probed> for Wall {
    fn from(Probed { mechanism, found }: Probed) -> Self {
        let active = found.is_ok();
        let (Ok(detail) | Err(detail)) = found;
        Self { mechanism, active, detail }
    }
}

fn folder(folder: &'static str, path: &Path) -> Folder {
    let made = std::fs::create_dir_all(path).and_then(|()| tempfile::tempfile_in(path));
    Folder { folder, path: path.display().to_string(), writable: made.is_ok() }
}

fn people(outcome: &Outcome) -> String {
    let mut table = Table::default();
    for row in &outcome.tools {
        let state = row.version.clone().unwrap_or_else(|| "not usable".to_owned());
        table.row([row.tool.clone(), state, row.path.clone().unwrap_or_default()]);
    }
    for folder in &outcome.folders {
        let state = if folder.writable { "writable" } else { "cannot be written; builds are not kept" };
        table.row([folder.folder.to_owned(), state.to_owned(), folder.path.clone()]);
    }
    let mut walls = Table::default();
    for wall in &outcome.walls {
        let state = if wall.active { "active" } else { "missing" };
        walls.row([wall.mechanism.to_string(), state.to_owned(), wall.detail.clone()]);
    }
    let mut text = format!("{table}\nwhat confines the processes of a build:\n{walls}");
    for row in &outcome.tools {
        // Writing to a string cannot fail.
        let _ = row.fault.as_ref().map_or(Ok(()), |fault| writeln!(text, "\n{}: {fault}", row.tool));
        let _ = row.install.as_ref().map_or(Ok(()), |install| writeln!(text, "  install it with: {install}"));
    }
    text
}
