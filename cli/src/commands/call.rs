//! `call`: builds a plugin and calls one function, or reads one constant.

use plugwright::{CallError, Cancel, Constant, Function, Object, Plugin, Signature, Type, Value};
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
    let plugin =
        Job { dir, selection: &args.selection, granted: args.policy.granted(&args.plugin.dir)?.warned(form), cancel }
            .run(|builder| builder.build())?;
    if form == Form::People {
        warn_of_cache(plugin.uncached());
        warn_of_missing(plugin.missing());
    }
    let callee = Callee::find(&plugin, &args.function)?;
    let signature = callee.signature();
    let types = plugin.interface().types.clone();
    let mut values = argument::values(&types, &signature, &args.args)?;
    let call = move || {
        let called = callee.call(&plugin, &mut values);
        plugin.library().flush();
        called.map(|value| (shown(&plugin, &value), value, values))
    };
    match form {
        Form::People => {
            let (shown, value, values) = interrupt::until_cancelled(cancel, call)?.map_err(Failure::Call)?;
            let result = shown.map_or_else(|| people(&types, &signature.result, &value), Ok)?;
            output::print(&with_changed(&types, &signature, (result, &value), &values)?)?;
            Ok(status(&value))
        }
        Form::Json => {
            let diversion = Diversion::start()?;
            let (_, value, values) = interrupt::until_cancelled(cancel, call)?.map_err(Failure::Call)?;
            diversion.print(&json_with_changed(&types, &signature, &value, &values)?)?;
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

    fn call(&self, plugin: &Plugin, values: &mut [Value]) -> Result<Value, CallError> {
        match self {
            Self::Function(function) if changes(function.signature()) => function.call_mut(values),
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

fn changes(signature: &Signature) -> bool {
    signature.params.iter().any(|param| matches!(param.ty, Type::Mut(_)))
}

/// What became of the arguments that the function borrowed mutably, each with its name, as JSON.
fn changed(types: &[Definition], signature: &Signature, values: &[Value]) -> Result<Vec<(String, String)>, Failure> {
    let lent = signature.params.iter().zip(values).filter(|(param, _)| matches!(param.ty, Type::Mut(_)));
    lent.map(|(param, value)| Ok((param.name.clone(), json(types, &param.ty, value)?))).collect()
}

/// What a value that stays in the plugin has to say of itself; its handle is worth nothing once the plugin is closed.
fn shown(plugin: &Plugin, value: &Value) -> Option<String> {
    match value {
        Value::Result(Ok(value)) => shown(plugin, value),
        Value::Option(Some(value)) => shown(plugin, value),
        Value::Handle(handle) => {
            let object: Object = plugin.library().take(handle).ok()?;
            Some(object.text().unwrap_or_else(|_| format!("{object:?}")))
        }
        _ => None,
    }
}

/// The result, unless it says nothing, and a line for each argument that was borrowed mutably.
fn with_changed(
    types: &[Definition],
    signature: &Signature,
    (result, value): (String, &Value),
    values: &[Value],
) -> Result<String, Failure> {
    let changed = changed(types, signature, values)?;
    let says_nothing = *value == Value::Unit && !changed.is_empty();
    let lines = changed.into_iter().map(|(name, json)| format!("{name} = {json}"));
    Ok((!says_nothing).then_some(result).into_iter().chain(lines).collect::<Vec<_>>().join("\n"))
}

/// The result; of a function that borrows mutably an object of that and of the changed arguments.
fn json_with_changed(
    types: &[Definition],
    signature: &Signature,
    value: &Value,
    values: &[Value],
) -> Result<String, Failure> {
    let result = json(types, &signature.result, value)?;
    if !changes(signature) {
        return Ok(result);
    }
    let changed = changed(types, signature, values)?.into_iter();
    let changed: Vec<_> = changed.map(|(name, json)| format!("{:?}:{json}", name)).collect();
    Ok(format!("{{\"result\":{result},\"changed\":{{{}}}}}", changed.join(",")))
}

/// Text as it is, an error in the shape of one, everything else as JSON.
fn people(types: &[Definition], ty: &Type, value: &Value) -> Result<String, Failure> {
    match (ty, value) {
        (Type::Future(output), value) => people(types, output, value),
        (_, Value::Text(text)) => Ok(text.clone()),
        (Type::Result(ok, _), Value::Result(Ok(value))) => people(types, ok, value),
        (Type::Result(_, err), Value::Result(Err(value))) => Ok(format!("Err({})", json(types, err, value)?)),
        (ty, value) => json(types, ty, value),
    }
}

fn json(types: &[Definition], ty: &Type, value: &Value) -> Result<String, Failure> {
    to_json(types, ty, value).map_err(Failure::Json)
}
