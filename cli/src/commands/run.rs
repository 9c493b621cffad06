//! `run`: starts an installed plugin and calls its `execute`.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use plugwright::{Cancel, Context, Value};
use plugwright_manager::{AuditLog, Manager, Metrics};
use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::usage::Usage;
use crate::args::Run;
use crate::bar::Bar;
use crate::diversion::Diversion;
use crate::failure::Failure;
use crate::interrupt;
use crate::output::{self, Form};
use crate::status::Status;
use crate::values::{from_json, to_json};

/// What `--json` prints.
#[derive(Serialize)]
struct Outcome {
    /// What the plugin returned.
    result: Json,
    /// What the context holds afterwards.
    values: BTreeMap<String, Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limits: Option<Usage>,
}

pub(super) fn run(args: &Run, form: Form, cancel: &Cancel) -> Result<Status, Failure> {
    let values: Map<String, Json> = serde_json::from_str(&args.values).map_err(Failure::Values)?;
    let base = args.place.base()?;
    let options = args.policy.granted_below(&base)?.warned(form).options(&base, &args.signatures)?;
    let manager = Manager::with_options(&base, options.audit(AuditLog::new(&base)));
    let name = args.name.as_str();
    let bar = Bar::new();
    bar.say(format!("starting {name}"));
    let loaded = manager.load(name);
    drop(bar);
    loaded?;
    let mut context = Context::builder().label(name);
    for (key, json) in &values {
        context = context.value(key, from_json(json));
    }
    if let Some(seconds) = args.timeout {
        context = context.timeout(Duration::from_secs(seconds));
    }
    let context = context.build();
    let diversion = match form {
        Form::Json => Some(Diversion::start()?),
        Form::People => None,
    };
    let (inside, plugin, running) = (context.clone(), name.to_owned(), manager.clone());
    let started = Instant::now();
    let result = interrupt::until_cancelled(cancel, move || running.execute(&plugin, &inside))??;
    let time = started.elapsed();
    let values = context.to_map().iter().map(|(key, value)| (key.clone(), to_json(value))).collect();
    let limits = match args.limits {
        true => Some(usage(args, &manager, time)?),
        false => None,
    };
    let outcome = Outcome { result: to_json(&result), values, limits };
    match diversion {
        Some(diversion) => diversion.print(&serde_json::to_string(&outcome).map_err(Failure::Json)?)?,
        None => {
            match people(&outcome, &result).trim_end() {
                "" => {}
                said => output::print(said)?,
            }
            limits.iter().for_each(|used| output::tell(used.table().to_string().trim_end()));
        }
    }
    Ok(match result {
        Value::Result(Err(_)) => Status::ReturnedErr,
        _ => Status::Done,
    })
}

fn usage(args: &Run, manager: &Manager, time: Duration) -> Result<Usage, Failure> {
    let Metrics { memory_peak, memory_live, .. } = manager.metrics(args.name.as_str())?;
    Ok(Usage { time, time_limit: args.timeout.map(Duration::from_secs), memory_peak, memory_live })
}

/// The result where it says something, then the values.
fn people(outcome: &Outcome, result: &Value) -> String {
    let result = match result {
        Value::Unit => String::new(),
        Value::Result(Ok(value)) if **value == Value::Unit => String::new(),
        Value::Result(Err(value)) => format!("Err({})\n", to_json(value)),
        Value::Result(Ok(value)) => format!("{}\n", to_json(value)),
        _ => format!("{}\n", outcome.result),
    };
    let values = outcome.values.iter().map(|(key, json)| format!("{key} = {json}\n"));
    output::harmless_lines(&(result + &values.collect::<String>()))
}
