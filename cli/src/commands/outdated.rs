//! `outdated`: which installed plugins could be had in a newer version.

use plugwright::Cancel;
use plugwright_manager::{AcquireOptions, Installed, Store, acquire};
use serde::Serialize;

use super::upgrade::origin_of;
use crate::args::Outdated;
use crate::bar::Bar;
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::status::Status;
use crate::table::Table;

/// What `--json` prints of each plugin that is not up to date, or of which nobody can tell.
#[derive(Serialize)]
struct Row {
    name: String,
    installed: String,
    /// The version that is to be had; none where that cannot be said.
    available: Option<String>,
    source: String,
    pinned: bool,
    /// Why it cannot be said.
    reason: Option<String>,
}

pub(super) fn run(args: &Outdated, form: Form, cancel: &Cancel) -> Result<Status, Failure> {
    let base = args.place.base()?;
    let options = args.trust.options(&base, cancel)?;
    let store = Store::open(&base)?;
    let bar = Bar::new();
    let mut rows = Vec::new();
    for name in store.names()? {
        bar.say(format!("asking for {name}"));
        rows.extend(row(&store.current(&name)?, &options));
    }
    drop(bar);
    match form {
        Form::Json => output::print_json(&rows)?,
        Form::People if rows.is_empty() => output::print("every plugin is the newest")?,
        Form::People => output::print(table(&rows).to_string().trim_end())?,
    }
    Ok(Status::Done)
}

/// Nothing where the version in use is the newest.
fn row(Installed { receipt, is_pinned, .. }: &Installed, options: &AcquireOptions) -> Option<Row> {
    let acquired = origin_of(&receipt.source).and_then(|origin| Ok(acquire(&origin, options)?));
    let (available, reason) = match acquired {
        Ok(acquired) if acquired.manifest.version <= receipt.version => return None,
        Ok(acquired) => (Some(acquired.manifest.version.to_string()), None),
        Err(failure) => {
            let causes = std::iter::successors(Some(&failure as &dyn std::error::Error), |error| error.source());
            (None, Some(causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")))
        }
    };
    let (name, installed) = (receipt.name.to_string(), receipt.version.to_string());
    Some(Row { name, installed, available, source: receipt.source.to_string(), pinned: *is_pinned, reason })
}

fn table(rows: &[Row]) -> Table {
    let mut table = Table::default();
    for Row { name, installed, available, source, pinned, reason } in rows {
        let pinned = if *pinned { " (pinned)" } else { "" };
        let to = available.as_ref().map_or("?".to_owned(), |version| format!("{version}{pinned}"));
        table.row([name.clone(), format!("{installed} -> {to}"), reason.clone().unwrap_or_else(|| source.clone())]);
    }
    table
}
