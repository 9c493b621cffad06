//! `call`: builds a plugin and calls one function, or reads one constant.

use plugwright::{CallError, Cancel, Constant, Function, Plugin, Signature, Type, Value};
use plugwright_interface::{Definition, to_json};

use super::{Job, warn_of_cache, warn_of_missing};
use crate::args::Call;
use crate::argument;
use crate::diversion::Diversion;
use crate::failure::Failure;
use crate::interrupt;
use crate::output::{self, Form};
use crate::status::Status;

pub(super) fn run(args: &Call, form: Form, cancel: &Cancel) -> Result<Status, Failure> {
    let dir = &args.plugin.dir;
    let plugin = Job { dir, selection: &args.selection, granted: args.policy.granted(&args.plugin.dir)?, cancel }
        .run(|builder| builder.build())?;
    if form == Form::People {
        warn_of_cache(plugin.uncached());
        warn_of_missing(plugin.missing());
    }
    let callee = Callee::find(&plugin, &args.function)?;
    let signature = callee.signature();
    let types = plugin.interface().types.clone();
    let values = argument::values(&types, &signature, &args.args)?;
    let result = signature.result;
    let call = move || {
        let called = callee.call(&plugin, &values);
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

/// What stands behind a name.
enum Callee {
    Function(Function),
    /// A constant, which is read.
    Constant(Constant),
}

impl Callee {
    /// Finds a function or constant; where it was skipped, the reason is worth more than the most similar name.
    fn find(plugin: &Plugin, name: &str) -> Result<Self, Failure> {
        let skipped = |path: &str| plugin.skipped().iter().find(|skip| skip.path == path);
        match (plugin.function(name), plugin.interface().constant(name), skipped(name)) {
            (Ok(function), ..) => Ok(Self::Function(function)),
            (Err(_), Some(constant), _) => Ok(Self::Constant(constant.clone())),
            (Err(_), None, Some(skip)) => Err(Failure::Skipped(skip.clone())),
            (Err(error), None, None) => Err(error.into()),
        }
    }

    fn signature(&self) -> Signature {
        match self {
            Self::Function(function) => function.signature().clone(),
            Self::Constant(constant) => constant.reader(),
        }
    }

    fn call(&self, plugin: &Plugin, values: &[Value]) -> Result<Value, CallError> {
        match self {
            Self::Function(function) => function.call(values),
            Self::Constant(constant) => plugin.constant(&constant.path),
        }
    }
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
