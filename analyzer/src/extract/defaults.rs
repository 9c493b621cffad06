//! Defaults: what the manifest says of parameters, held against the functions, and which types of data are `Default`.

use plugwright_interface::{Definition, Function, Interface, Type, from_json, nearest};
use serde_json::Value as Json;

use crate::code;
use crate::diagnostic::{Diagnostic, Severity};
use crate::lower::parts;
use crate::manifest::{Defaults, Located};

use super::{Export, Skipped};

const DEFAULT: [&str; 3] = ["std", "default", "Default"];

/// Writes down for each type of data which function makes its value by `Default`.
pub(super) fn of_types(interface: &mut Interface, exports: &[Export]) {
    let Interface { functions, types, .. } = interface;
    for (func, export) in functions.iter().zip(exports) {
        let is_default = export.via.as_ref().is_some_and(|via| via.path == DEFAULT) && func.params.is_empty();
        let Type::Named(path) = &func.result else { continue };
        if let Some(definition) = types.iter_mut().find(|definition| is_default && definition.path == *path) {
            definition.default = Some(func.path.clone());
        }
    }
}

/// Gives the parameters the defaults that the manifest says. Reports those that fit no function; `unseen` says how much it
/// weighs that there is none of that name.
pub(super) fn of_params(
    interface: &mut Interface,
    asked: &[Defaults],
    skipped: &[Skipped],
    unseen: impl Fn(&str) -> Severity,
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for Defaults { function, params } in asked {
        let Interface { functions, types, .. } = &mut *interface;
        match functions.iter_mut().find(|func| func.answers_to(&function.value)) {
            Some(func) => {
                faults.extend(
                    params.iter().filter_map(|(name, value)| give(func, types, name, value).err()).map(|fault| *fault),
                );
                faults.extend(stuck(func, params));
            }
            None => {
                let is_skipped = skipped.iter().any(|skipped| skipped.path == function.value);
                let severity = if is_skipped { Severity::Warning } else { unseen(&function.value) };
                faults.push(Diagnostic { severity, ..no_function(interface, function, skipped) });
            }
        }
    }
    faults.sort_by(|a, b| a.span.cmp(&b.span));
    faults
}

fn no_function(interface: &Interface, function: &Located<String>, skipped: &[Skipped]) -> Diagnostic {
    let Located { value: name, span } = function;
    let message = format!("defaults for `{name}`, which is no function that can be called");
    let fault = Diagnostic::error(code::BAD_DEFAULT, message).at(span.clone());
    if let Some(skipped) = skipped.iter().find(|skipped| skipped.path == *name) {
        return fault.note(format!("`{name}` was skipped: {} ({})", skipped.reason, skipped.span));
    }
    match nearest(name, interface.functions.iter().map(|func| func.path.as_str())) {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault.help("`plugwright inspect` lists the functions with their paths"),
    }
}

/// Gives one parameter its default.
fn give(
    func: &mut Function,
    types: &[Definition],
    name: &Located<String>,
    value: &Located<Json>,
) -> Result<(), Box<Diagnostic>> {
    let receiver = usize::from(func.params.first().is_some_and(|param| param.name == "self"));
    let params = &mut func.params[receiver..];
    let Some(index) = params.iter().position(|param| param.name == name.value) else {
        let message = format!("a default for `{}`, which is no parameter of `{}`", name.value, func.path);
        let known: Vec<_> = params.iter().map(|param| param.name.as_str()).collect();
        let fault = Diagnostic::error(code::BAD_DEFAULT, message).at(name.span.clone());
        let help = match (nearest(&name.value, known.iter().copied()), known.is_empty()) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, false) => format!("it has {}", known.join(", ")),
            (None, true) => "it has none".to_owned(),
        };
        return Err(fault.help(help).into());
    };
    let param = &mut params[index];
    let wrong = |why: String| {
        let message = format!("the default of `{}` is no value of `{}`: {why}", param.name, param.ty);
        let help = "a default is written as JSON would have it, in TOML: `times = 2`, `at = { x = 1.0, y = 2.0 }`";
        Box::new(Diagnostic::error(code::BAD_DEFAULT, message).at(value.span.clone()).help(help))
    };
    if let Some(stays) = staying(&param.ty, types) {
        return Err(wrong(format!("a value of `{stays}` stays in the plugin, and cannot be written down")));
    }
    from_json(types, &param.ty, &value.value.to_string()).map_err(|error| wrong(without_place(&error)))?;
    param.default = Some(value.value.clone());
    Ok(())
}

/// The type in a type, if there is one, whose values stay in the plugin.
fn staying(ty: &Type, types: &[Definition]) -> Option<String> {
    let mut named = Vec::new();
    ty.collect_named(types, &mut named);
    let all = named.into_iter().flat_map(Definition::types).chain([ty]).flat_map(parts::all);
    all.into_iter().find(|ty| matches!(ty, Type::Handle(..))).map(ToString::to_string)
}

/// The message without line and column, which are those of a text that nobody wrote.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.as_str(), |(fault, _)| fault).to_owned()
}

/// Reports the first parameter that has to be given although one before it has a default.
fn stuck(func: &Function, asked: &[(Located<String>, Located<Json>)]) -> Option<Diagnostic> {
    let required = func.arguments().take(func.required());
    let mut required = required.map(|(_, param)| param).skip_while(|param| param.default.is_none());
    let first = required.next()?;
    let last = required.last().unwrap_or(first);
    let (_, place) = asked.iter().find(|(name, _)| name.value == first.name)?;
    let message =
        format!("the default of `{}` in `{}` is never used: `{}` behind it has none", first.name, func.path, last.name);
    let help = format!("give `{}` a default too: only what is at the end of a call can be left out", last.name);
    Some(Diagnostic::error(code::BAD_DEFAULT, message).at(place.span.clone()).help(help))
}
