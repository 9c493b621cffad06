//! `config`: shows what is configured for a plugin, or sets it.

use std::fs;

use plugwright_interface::nearest;
use plugwright_manager::{AuditLog, Error as ManagerError, ManageError, Manager, Options, settings_text};
use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::args::Config;
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::status::Status;
use crate::table::Table;

/// What `--json` prints of all settings.
#[derive(Serialize)]
struct Outcome<'o> {
    /// As they apply.
    values: &'o Map<String, Json>,
    /// Those that are not the plugin's own.
    set: &'o Map<String, Json>,
}

/// What `--json` prints of one.
#[derive(Serialize)]
struct Setting<'s> {
    value: &'s Json,
    set: bool,
}

/// What is to be set, in place of all that was.
struct Change {
    /// The file that it comes from, or goes to.
    file: String,
    text: String,
}

pub(super) fn run(args: &Config, form: Form) -> Result<Status, Failure> {
    let base = args.place.base()?;
    let manager = Manager::with_options(&base, Options::default().audit(AuditLog::new(&base)));
    manager.discover()?;
    let name = args.name.as_str();
    if let Some(Change { file, text }) = change(args, &manager)? {
        manager.configure_from(name, &file, &text).map_err(|error| refused(error, text))?;
    }
    let (values, set) = (manager.config(name)?, manager.configured(name)?);
    match args.key.as_deref().filter(|_| !args.unset) {
        Some(key) => one(args, key, (&values, &set), form)?,
        None => all((&values, &set), form)?,
    }
    Ok(Status::Done)
}

fn change(args: &Config, manager: &Manager) -> Result<Option<Change>, Failure> {
    if let Some(path) = &args.file {
        let text = fs::read_to_string(path).map_err(|source| ManagerError::Read { path: path.clone(), source })?;
        return Ok(Some(Change { file: path.display().to_string(), text }));
    }
    let Some(key) = args.key.as_ref().filter(|_| args.unset || args.value.is_some()) else { return Ok(None) };
    let mut values = manager.configured(args.name.as_str())?;
    match &args.value {
        Some(value) => {
            let json = serde_json::from_str(value);
            values.insert(key.clone(), json.unwrap_or_else(|_| Json::String(value.clone())))
        }
        None => values.remove(key),
    };
    Ok(Some(Change { file: format!("{}.json", args.name), text: settings_text(&values) }))
}

/// Settings with faults are shown with their lines.
fn refused(error: ManageError, text: String) -> Failure {
    match error {
        ManageError::Config { findings, .. } => Failure::Settings { text, findings },
        error => error.into(),
    }
}

fn one(
    args: &Config,
    key: &str,
    (values, set): (&Map<String, Json>, &Map<String, Json>),
    form: Form,
) -> Result<(), Failure> {
    let Some(value) = values.get(key) else {
        let nearest = nearest(key, values.keys().map(String::as_str)).map(str::to_owned);
        return Err(Failure::NoSetting { plugin: args.name.clone(), key: key.to_owned(), nearest });
    };
    match form {
        Form::Json => output::print_json(&Setting { value, set: set.contains_key(key) }),
        Form::People => output::print(&output::harmless(&value.to_string())),
    }
}

fn all((values, set): (&Map<String, Json>, &Map<String, Json>), form: Form) -> Result<(), Failure> {
    match form {
        Form::Json => output::print_json(&Outcome { values, set }),
        Form::People if values.is_empty() => output::print("nothing is configured"),
        Form::People => {
            let mut table = Table::default();
            for (key, value) in values {
                let whose = if set.contains_key(key) { "set" } else { "the plugin's own" };
                table.row([key.clone(), value.to_string(), whose.to_owned()]);
            }
            output::print(table.to_string().trim_end())
        }
    }
}
