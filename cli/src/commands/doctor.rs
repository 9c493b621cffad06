//! `doctor`: what builds need, how to get what is missing, and what confines them here.

use std::fmt::Write;
use std::path::Path;

use plugwright::{BuildError, Cache, Mechanism, Probed, Survey, System, survey};
use serde::Serialize;

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
    install: Option<&'static str>,
}

/// A folder that builds write to.
#[derive(Serialize)]
struct Folder {
    folder: &'static str,
    path: String,
    writable: bool,
}

pub(super) fn run(form: Form) -> Result<Status, Failure> {
    let cache = Cache::of_user();
    let tools: Vec<_> = survey(cache.root()).into_iter().map(Row::from).collect();
    let missing = tools.iter().filter(|row| row.fault.is_some()).count();
    let folders = vec![folder("cache", cache.root()), folder("target directory", &cache.root().join("work"))];
    let walls = System::default().probe().into_iter().map(Wall::from).collect();
    let outcome = Outcome { ready: missing == 0, tools, folders, walls };
    match form {
        Form::Json => output::print_json(&outcome)?,
        Form::People => output::print(people(&outcome).trim_end())?,
    }
    match missing {
        0 => Ok(Status::Done),
        count => Err(Failure::Missing { count }),
    }
}

impl From<Survey> for Row {
    fn from(survey: Survey) -> Self {
        let tool = survey.tool.to_string();
        match survey.found {
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
                fault: Some(match error {
                    BuildError::ToolMissing { .. } => "not found".to_owned(),
                    error => error.to_string(),
                }),
                install: Some(survey.tool.install()),
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
        if let (Some(fault), Some(install)) = (&row.fault, row.install) {
            // Writing to a string cannot fail.
            let _ = write!(text, "\n{}: {fault}\n  install it with: {install}\n", row.tool);
        }
    }
    text
}
