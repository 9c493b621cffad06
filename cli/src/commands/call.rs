//! `call`: builds a plugin and calls one function.

use plugwright::{Cancel, Function, Plugin, Type, Value};
use plugwright_interface::{Definition, to_json};

use super::{Job, warn_of_cache};
use crate::args::Call;
use crate::argument;
use crate::diversion::Diversion;
use crate::failure::Failure;
use crate::interrupt;
use crate::output::{self, Form};
use crate::status::Status;

pub(super) fn run(args: &Call, form: Form, cancel: &Cancel) -> Result<Status, Failure> {
    let dir = &args.plugin.dir;
    let plugin = Job { dir, policy: args.policy.policy(), cancel }.run(|builder| builder.build())?;
    if form == Form::People {
        warn_of_cache(plugin.uncached());
    }
    let function = function(&plugin, &args.function)?;
    let result = function.signature().result.clone();
    let types = plugin.interface().types.clone();
    let values = argument::values(&types, function.signature(), &args.args)?;
    let call = move || {
        let called = function.call(&values);
        plugin.library().flush();
        called
    };
    match form {
        Form::People => {
            let value = interrupt::until_cancelled(cancel, call)?.map_err(Failure::Call)?;
            output::print(&people(&types, &result, &value)?)?;
            Ok(status(&value))
        }
        Form::Json => {
            let diversion = Diversion::start()?;
            let value = interrupt::until_cancelled(cancel, call)?.map_err(Failure::Call)?;
            diversion.print(&json(&types, &result, &value)?)?;
            Ok(status(&value))
        }
    }
}

/// Finds a function; where it was skipped, the reason is worth more than the most similar name.
fn function(plugin: &Plugin, name: &str) -> Result<Function, Failure> {
    plugin.function(name).map_err(|error| match plugin.skipped().iter().find(|skip| skip.path == name) {
        Some(skip) => Failure::Skipped(skip.clone()),
        None => error.into(),
    })
}

fn status(value: &Value) -> Status {
    match value {
        Value::Result(Err(_)) => Status::ReturnedErr,
        _ => Status::Done,
    }
}

/// Text as it is, an error in the shape of one, everything else as JSON.
fn people(types: &[Definition], ty: &Type, value: &Value) -> Result<String, Failure> {
    match (ty, value) {
        (_, Value::Text(text)) => Ok(text.clone()),
        (Type::Result(ok, _), Value::Result(Ok(value))) => people(types, ok, value),
        (Type::Result(_, err), Value::Result(Err(value))) => Ok(format!("Err({})", json(types, err, value)?)),
        (ty, value) => json(types, ty, value),
    }
}

fn json(types: &[Definition], ty: &Type, value: &Value) -> Result<String, Failure> {
    to_json(types, ty, value).map_err(Failure::Json)
}
