//! [`Closure`]: a function of the host's as a [`crate::Value`], for calls whose types are known only while the host runs.

use std::fmt;
use std::sync::Arc;

use crate::Value;

/// A function of the host's that a plugin may call, keep and take to other threads.
///
/// ```
/// use plugwright_interface::{Closure, Value};
///
/// let double = Closure::new(|args| match args {
///     [Value::Int(int)] => Ok(Value::Int(int * 2)),
///     _ => Err("one integer, please".to_owned()),
/// });
/// assert_eq!(double.call(&[Value::Int(21)]), Ok(Value::Int(42)));
/// ```
#[derive(Clone)]
pub struct Closure(Arc<ClosureFn>);

type ClosureFn = dyn Fn(&[Value]) -> Result<Value, String> + Send + Sync;

impl Closure {
    /// Makes a closure. An `Err` is for the plugin what a panic of the closure is, with that message.
    #[must_use]
    pub fn new(func: impl Fn(&[Value]) -> Result<Value, String> + Send + Sync + 'static) -> Self {
        Self(Arc::new(func))
    }

    /// Calls it.
    ///
    /// # Errors
    /// Where the function fails.
    pub fn call(&self, args: &[Value]) -> Result<Value, String> {
        (self.0)(args)
    }
}

impl PartialEq for Closure {
    /// Whether both are clones of one.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Closure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Closure")
    }
}
