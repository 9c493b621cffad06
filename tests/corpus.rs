//! The look-alikes of the sandbox corpus from folder to call: each is accepted, built, and returns its stated value.
//! That the attacks are refused, and at which layer, is tested in `sandbox/tests`.

use std::path::Path;

use plugwright::{Plugin, Value};
use serde::Deserialize;

use crate::plugins::{builder, chain, fixture};

#[derive(Deserialize)]
struct Expectation {
    verdict: String,
    call: Option<Call>,
}

#[derive(Deserialize)]
struct Call {
    #[serde(rename = "fn")]
    function: String,
    #[serde(default)]
    args: Vec<toml::Value>,
    returns: Option<toml::Value>,
}

#[test]
fn look_alikes_return_what_they_must() {
    let corpus = std::env::var_os("PLUGWRIGHT_CORPUS").map_or_else(|| fixture("sandbox"), Into::into);
    let folders = corpus.read_dir().expect("the corpus is there").map(|entry| entry.expect("readable").path());
    let mut called = 0;
    let mut failures = Vec::new();
    for folder in folders.filter(|path| path.join("EXPECT.toml").is_file()) {
        let text = std::fs::read_to_string(folder.join("EXPECT.toml")).expect("it is text");
        let expected: Expectation =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        if let ("accept", Some(call)) = (expected.verdict.as_str(), &expected.call) {
            called += 1;
            failures.extend(check(&folder, call).err().map(|fault| format!("{}: {fault}", folder.display())));
        }
    }
    assert!(called > 20, "only {called} look-alikes found");
    assert!(failures.is_empty(), "{failures:#?}");
}

fn check(folder: &Path, call: &Call) -> Result<(), String> {
    let plugin = builder(folder).build().map_err(|error| format!("{} {:#?}", chain(&error), error.diagnostics()))?;
    let args: Vec<Value> = call.args.iter().map(value).collect();
    let found = shown(&plugin, &call.function, &args)?;
    let expected = call.returns.as_ref().map_or_else(String::new, text);
    if found == expected { Ok(()) } else { Err(format!("{}: {found} instead of {expected}", call.function)) }
}

fn value(arg: &toml::Value) -> Value {
    match arg {
        toml::Value::Integer(int) => Value::from(*int),
        toml::Value::Float(float) => Value::from(*float),
        toml::Value::Boolean(bool) => Value::from(*bool),
        other => Value::from(text(other)),
    }
}

fn text(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Calls, and shows the result as `to_string` does in Rust.
fn shown(plugin: &Plugin, function: &str, args: &[Value]) -> Result<String, String> {
    match plugin.call(function, args).map_err(|error| error.to_string())? {
        Value::Int(int) => Ok(int.to_string()),
        Value::Float(float) => Ok(float.to_string()),
        Value::Bool(bool) => Ok(bool.to_string()),
        Value::Text(text) => Ok(text),
        other => Err(format!("returns {}", other.kind())),
    }
}
