//! What the tests share: where they keep what they build, and how they call with JSON.

use std::path::{Path, PathBuf};

use plugwright::{Builder, Cache, CallError, Function, Plugin, Value};
use plugwright_interface::{from_json, to_json};
use tempfile::TempDir;

/// Returns the folder of a fixture.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// Prepares a build whose result all tests of this run, and later runs, share.
pub(crate) fn builder(dir: impl AsRef<Path>) -> Builder<'static> {
    let builder = Builder::new(dir).cache(Cache::at(cache()));
    match other_compiler() {
        Some(compiler) => builder.toolchain(compiler),
        None => builder,
    }
}

/// The folder of what was built.
pub(crate) fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache")
}

/// The compiler that plugins are to be built with, where it is another one than the host's: `cargo xtask compilers` says so.
pub(crate) fn other_compiler() -> Option<String> {
    std::env::var("PLUGWRIGHT_TEST_TOOLCHAIN").ok()
}

/// Finds a function that is there.
pub(crate) fn function(plugin: &Plugin, name: &str) -> Function {
    plugin.function(name).unwrap_or_else(|error| panic!("{error}"))
}

/// Calls a function typed.
macro_rules! call {
    ($plugin:ident $name:literal ($($arg:expr),*): ($($param:ty),*) -> $result:ty) => {
        crate::plugins::function(&$plugin, $name)
            .typed::<($($param,)*), $result>()
            .unwrap_or_else(|error| panic!("{error}"))
            .call(($($arg,)*))
    };
}
pub(crate) use call;

/// Calls a function typed and encoded, and holds its result and the plugin's account against what they must be.
macro_rules! check_lanes {
    ($plugin:ident $name:literal ($($arg:expr),*): ($($param:ty),*) -> $result:ty = $expected:expr) => {{
        let func = $plugin.function($name).expect("there is such a function");
        let typed = func.typed::<($($param,)*), $result>().unwrap_or_else(|error| panic!("{error}"));
        let encoded = func.encoded::<($($param,)*), $result>().unwrap_or_else(|error| panic!("{error}"));
        let before = $plugin.memory().live;
        assert_eq!(typed.call(($($arg,)*)), Ok::<$result, plugwright::CallError>($expected), "{}", $name);
        assert_eq!(encoded.call(&($($arg,)*)), Ok::<$result, plugwright::CallError>($expected), "{}, encoded", $name);
        assert_eq!($plugin.memory().live, before, "{} leaks", $name);
    }};
}
pub(crate) use check_lanes;

/// Builds and opens a plugin of one file, which is gone afterwards.
pub(crate) fn plugin_of(text: &str) -> Plugin {
    let folder = folder_of(text);
    builder(folder.path()).build().unwrap_or_else(|error| panic!("{}", chain(&error)))
}

/// Writes a plugin of one file.
pub(crate) fn folder_of(text: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    std::fs::create_dir(folder.path().join("src")).expect("the folder can be written");
    std::fs::write(folder.path().join("Cargo.toml"), MANIFEST).expect("the folder can be written");
    std::fs::write(folder.path().join("src/lib.rs"), text).expect("the folder can be written");
    folder
}

const MANIFEST: &str = "[package]\nname = \"sample\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";

/// Why a call came to no result.
#[derive(Debug)]
pub(crate) enum CallFault {
    Error(String),
    Panic(String),
}

/// Calls a function with arguments given as one JSON array; the result is JSON too.
pub(crate) fn call_json(plugin: &Plugin, function: &str, args: &str) -> Result<String, CallFault> {
    let fault = |error: &dyn std::error::Error| CallFault::Error(error.to_string());
    let Some(func) = plugin.interface().function(function) else {
        return Err(fault(&plugin.call(function, &[]).expect_err("there is no such function")));
    };
    let given: Vec<&serde_json::value::RawValue> = serde_json::from_str(args).map_err(|error| fault(&error))?;
    let typed = given
        .iter()
        .zip(func.arguments())
        .map(|(json, (_, param))| from_json(&plugin.interface().types, &param.ty, json.get()));
    let args: Vec<Value> = typed.collect::<Result<_, _>>().map_err(|error| fault(&error))?;
    match plugin.call(function, &args) {
        Ok(value) => to_json(&plugin.interface().types, &func.result, &value).map_err(|error| fault(&error)),
        Err(CallError::Panicked { panic, .. }) => Err(CallFault::Panic(panic.to_string())),
        Err(error) => Err(fault(&error)),
    }
}

/// Reads a constant as JSON.
pub(crate) fn read_json(plugin: &Plugin, path: &str) -> Result<String, String> {
    let value = plugin.constant(path).map_err(|error| error.to_string())?;
    let constant = plugin.interface().constant(path).ok_or("it was read, but is not in the interface")?;
    to_json(&plugin.interface().types, &constant.ty, &value).map_err(|error| error.to_string())
}

/// An error with all its causes.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string);
    causes.collect::<Vec<_>>().join(": ")
}
