//! Turns a plain Rust crate into a plugin: the author writes ordinary `pub fn`s, the host points at the folder and calls
//! them.
//!
//! ```no_run
//! use plugwright::Value;
//!
//! # fn main() -> Result<(), plugwright::Error> {
//! let plugin = plugwright::build("fixtures/greet")?;
//! let add = plugin.function("add")?.typed::<(i64, i64), i64>()?;
//! assert_eq!(add.call((2, 3))?, 5);
//! assert_eq!(plugin.call("greet", &[Value::from("World")])?, Value::from("Hello, World!"));
//! # Ok(())
//! # }
//! ```
//!
//! This crate is the whole way from a folder to a call; the stages are crates of their own, and a host that only loads
//! libraries built before depends on `plugwright-loader` alone.

#![deny(unsafe_code)]

pub mod build_script;
mod builder;
mod error;
mod pipeline;
mod plugin;
mod stage;
mod watch;

pub use builder::Builder;
pub use error::Error;
pub use pipeline::Inspection;
pub use plugin::Plugin;
pub use plugwright_analyzer::{Code, Diagnostic, Features, Position, Severity, Span};
pub use plugwright_codegen::{
    Attendance, BindingsOptions, BoundLibrary, Built, BuiltFrom, Cache, Cancel, Error as BuildError, Found, Limit,
    Linker, Profile, Remedy, Skip, Survey, Tool, Toolchain, Tools, bindings, find_toolchain, find_tools, header,
    survey,
};
pub use plugwright_derive::Bridge;
pub use plugwright_interface::{
    Access, Artifact, Closure, Constant, Deprecation, Float, Function as Signature, Handle, HandleId, Int, Interface,
    Param, Standard, Type, Value,
};
#[doc(hidden)]
pub use plugwright_loader::{__object, private};
pub use plugwright_loader::{
    BindingError, CallError, Change, Context, ContextBuilder, Error as OpenError, Function, FunctionMetrics, Future,
    Implements, Isolated, Iter, Lent, Level, Library, Live, LiveFunction, LiveObject, LiveTypedAsync,
    LiveTypedFunction, LiveTypedIter, Memory, Metered, MeteredFunction, MeteredFuture, MeteredIter, MeteredTypedAsync,
    MeteredTypedFunction, MeteredTypedIter, Metrics, Misfit, MisfitKind, Object, Panic, Pin, RawLibrary, Residency,
    Serving, State, StateError, Stays, Surroundings, Swap, Symbol, Threads, Traits, TypedAsync, TypedFunction,
    TypedIter, Unfit, Unload, include_plugin,
};
pub use plugwright_sandbox::{
    BuildLimits, Capability, CapabilityUse, Confinement, Containment, Demand, Error as PolicyError, Example, Mechanism,
    Missing, Policy, PolicyFile, Probed, Rule, System, find_rule, policy_schema, rules,
};
pub use stage::Stage;
pub use watch::{Reload, Watch};

use std::path::Path;

/// Builds the plugin in the folder `dir` under the default policy, which grants nothing, and opens it.
///
/// A plugin that was built before and did not change is opened from the cache.
///
/// # Errors
/// As for [`Builder::build`].
pub fn build(dir: impl AsRef<Path>) -> Result<Plugin, Error> {
    Builder::new(dir).build()
}

/// Builds and opens the plugin in the folder `dir` under the default policy, and replaces it by a new version whenever
/// its files change. See [`Watch`].
///
/// # Errors
/// As for [`Builder::watch`].
pub fn watch(dir: impl AsRef<Path>) -> Result<Watch, Error> {
    Builder::new(dir).watch()
}
