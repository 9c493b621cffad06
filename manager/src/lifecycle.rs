//! The functions of a plugin that belong to its life: `on_load`, `on_unload`, `on_upgrade(from: &str)` and `health`. Each
//! may take a `&Context` as well, and may return a `Result`; a plugin has those that it wants.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use plugwright::{Context, Value};

use crate::ManageError;
use crate::serving::Serving;
use crate::work::Inside;

/// A function of a plugin's life.
#[derive(Clone, Debug)]
pub(crate) enum Moment {
    Load,
    Unload,
    /// Takes the place of `Load` where there was a version before, which is named.
    Upgrade(String),
    Health,
}

impl Moment {
    const fn function(&self) -> &'static str {
        match self {
            Self::Load => "on_load",
            Self::Unload => "on_unload",
            Self::Upgrade(_) => "on_upgrade",
            Self::Health => "health",
        }
    }

    fn args(&self) -> Vec<Value> {
        match self {
            Self::Upgrade(from) => vec![Value::from(from.as_str())],
            _ => Vec::new(),
        }
    }
}

/// Calls the function if the plugin has it, and waits no longer than `limit`.
pub(crate) fn call(serving: &Arc<Serving>, moment: Moment, limit: Duration) -> Result<(), ManageError> {
    let function = moment.function();
    let has = |name: &str| serving.plugin.interface().functions.iter().any(|func| func.path == name);
    if !has(function) {
        return match moment {
            // A new version that has nothing to take over starts like any other.
            Moment::Upgrade(_) if has("on_load") => call(serving, Moment::Load, limit),
            _ => Ok(()),
        };
    }
    let context = Context::builder().label(function).timeout(limit).build();
    let (sender, receiver) = channel();
    let (callee, inside) = (serving.clone(), context.clone());
    std::thread::spawn(move || {
        let _inside = Inside::enter();
        let result = callee.call_with(&callee.plugin, function, &inside, &moment.args());
        // Nobody waits any more where it took too long.
        let _ = sender.send(result);
    });
    let fault = match receiver.recv_timeout(limit) {
        Ok(result) => fault(result),
        Err(RecvTimeoutError::Timeout) => {
            context.cancel();
            let limit = limit.as_millis();
            Some(format!("it has not returned after {limit} ms, and code in this process cannot be killed: it runs on"))
        }
        Err(RecvTimeoutError::Disconnected) => Some("its thread ended".to_owned()),
    };
    match fault {
        None => Ok(()),
        Some(reason) => Err(ManageError::Lifecycle {
            plugin: serving.manifest.name.clone(),
            version: serving.manifest.version.clone(),
            function,
            reason,
        }),
    }
}

/// What is wrong, where something is: `Err(…)`, `false`, a panic, arguments that nobody has.
fn fault(result: Result<Value, plugwright::CallError>) -> Option<String> {
    match result {
        Ok(Value::Result(Err(value))) => Some(match *value {
            Value::Text(text) => text,
            value => format!("{value:?}"),
        }),
        Ok(Value::Bool(false)) => Some("it returned false".to_owned()),
        Ok(_) => None,
        Err(error) => Some(error.to_string()),
    }
}
