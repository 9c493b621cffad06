//! The run half of plugwright: opens a plugin library that was built before, and calls its functions, typed at the price
//! of a function pointer or dynamically by name. It parses no Rust and starts no process.

mod account;
mod answer;
mod argument;
mod binding;
mod boxed;
mod callback;
mod callee;
mod class;
mod closures;
mod context;
mod error;
mod failed;
mod function;
mod future;
mod handles;
mod hazard;
mod heap;
mod held;
mod image;
mod isolated;
mod iter;
mod lent;
mod library;
mod live;
mod mapping;
mod meter;
mod metered;
mod object;
mod place;
#[doc(hidden)]
pub mod private;
mod private_copy;
mod resident;
mod retire;
mod scratch;
mod standard;
mod swap;
mod symbol;
mod sync;
#[cfg(test)]
mod tests;
mod threads;
mod typed;
mod waker;

pub use account::Memory;
pub use answer::Answer;
pub use argument::Argument;
pub use binding::{BindingError, Implements};
pub use callback::Returned;
pub use class::Traits;
pub use context::{Context, ContextBuilder, Surroundings};
pub use error::{CallError, Error, Error as OpenError, Panic};
pub use function::{Decoded, Encoded, EncodedFunction, Function};
pub use future::{Future, TypedAsync};
pub use image::Unfit;
pub use isolated::Isolated;
pub use iter::{Iter, TypedIter};
pub use lent::Lent;
pub use library::Library;
pub use live::{
    Change, Live, LiveFunction, LiveObject, LiveTypedAsync, LiveTypedFunction, LiveTypedIter, Misfit, MisfitKind,
    Serving, StateError,
};
pub use meter::{FunctionMetrics, Metrics};
pub use metered::{
    Metered, MeteredFunction, MeteredFuture, MeteredIter, MeteredTypedAsync, MeteredTypedFunction, MeteredTypedIter,
};
pub use object::Object;
pub use place::{Changed, Places};
#[cfg(feature = "derive")]
pub use plugwright_derive::LoaderBridge as Bridge;
pub use plugwright_plugin::{Level, State};
pub use retire::{Pin, Residency, Unload};
pub use swap::{Swap, Using};
pub use symbol::{RawLibrary, Symbol};
pub use threads::{Stays, Threads};
pub use typed::{Arguments, TypedFunction};

/// Puts the module of a plugin's bindings here, which the host's build script made.
///
/// The build script says `plugwright::build_script::Plugin::new("plugins/calc").emit()`; the module has the name of the
/// plugin's crate.
#[macro_export]
macro_rules! include_plugin {
    ($name:ident) => {
        include!(concat!(env!("OUT_DIR"), "/plugwright/", stringify!($name), ".rs"));
    };
}
