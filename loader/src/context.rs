//! [`Context`]: what a host offers to a plugin during a call. The plugin's side is the crate `plugwright-plugin`.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use plugwright_interface::abi::{Answers, ContextRepr, ask, operation};
use plugwright_interface::wire::put_duration;
use plugwright_interface::{Describe, Known, Type, Value, decode_free, encode_free};
use plugwright_plugin::{Level, State};

/// What a host offers to a plugin during a call: values by name, a label, a deadline, and what surrounds the plugin. A
/// clone is the same context.
///
/// A function with a `&Context` parameter gets it by [`crate::Function::call_with`], or as a typed argument. A value that
/// the plugin sets is here at once.
///
/// ```
/// use plugwright_loader::Context;
/// use std::time::Duration;
///
/// let ctx = Context::builder().label("nightly").timeout(Duration::from_secs(5)).value("names", vec!["Ada"]).build();
/// ctx.set("greeting", "Hello");
/// assert_eq!(ctx.get("greeting"), Some("Hello".into()));
/// ```
///
/// # Thread safety
/// May be used from several threads at once, also while a plugin has it.
#[derive(Clone)]
pub struct Context {
    shared: Arc<Shared>,
}

/// What a context shows besides what belongs to the call: the plugin's own config, log and state. Panics in it do not
/// reach the plugin.
pub trait Surroundings: Send + Sync {
    /// Returns a setting of the plugin's config, or with an empty name the whole as a [`Value::Record`].
    fn setting(&self, name: &str) -> Option<Value> {
        let _ = name;
        None
    }

    /// Takes a line of the plugin's log.
    fn log(&self, level: Level, line: &str) {
        let _ = (level, line);
    }

    /// Returns what the host is doing with the plugin.
    fn state(&self) -> State {
        State::Ready
    }
}

/// Nothing to see.
struct Empty;

impl Surroundings for Empty {}

/// What the plugin holds the address of.
#[repr(C)]
struct Shared {
    /// The first field, so that the address of one is that of the other.
    repr: ContextRepr,
    call: Arc<Call>,
    surroundings: Arc<dyn Surroundings>,
}

/// What belongs to the call, whichever plugins it leads through.
#[derive(Default)]
struct Call {
    values: Mutex<BTreeMap<String, Value>>,
    label: String,
    deadline: Option<Instant>,
    cancelled: AtomicBool,
}

/// A context that is not made yet.
#[derive(Default)]
pub struct ContextBuilder {
    call: Call,
    surroundings: Option<Arc<dyn Surroundings>>,
}

impl ContextBuilder {
    /// Puts a value under a key.
    #[must_use]
    pub fn value(self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        lock(&self.call.values).insert(key.into(), value.into());
        self
    }

    /// Gives the call a label, for the plugin to see.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.call.label = label.into();
        self
    }

    /// Says until when the plugin should be done. It is told; nothing stops it.
    #[must_use]
    pub fn deadline(mut self, deadline: Instant) -> Self {
        self.call.deadline = Some(deadline);
        self
    }

    /// Says how long the plugin may take from now. A time that is too long to count is none.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.call.deadline = Instant::now().checked_add(timeout);
        self
    }

    /// Says where config, log and state come from.
    #[must_use]
    pub fn surroundings(mut self, surroundings: Arc<dyn Surroundings>) -> Self {
        self.surroundings = Some(surroundings);
        self
    }

    /// Makes the context.
    #[must_use]
    pub fn build(self) -> Context {
        Context::of(Arc::new(self.call), self.surroundings.unwrap_or_else(|| Arc::new(Empty)))
    }
}

impl Context {
    /// Returns a builder of a context with nothing in it.
    #[must_use]
    pub fn builder() -> ContextBuilder {
        ContextBuilder::default()
    }

    fn of(call: Arc<Call>, surroundings: Arc<dyn Surroundings>) -> Self {
        Self { shared: Arc::new(Shared { repr: ContextRepr { ask: ask::<Shared> }, call, surroundings }) }
    }

    /// Returns a context of the same call (values, label, deadline, cancellation) in other surroundings.
    #[must_use]
    pub fn within(&self, surroundings: Arc<dyn Surroundings>) -> Self {
        Self::of(self.shared.call.clone(), surroundings)
    }

    /// Puts a value under a key.
    pub fn set(&self, key: impl Into<String>, value: impl Into<Value>) {
        self.values().insert(key.into(), value.into());
    }

    /// Returns the value under a key, which the plugin may have put there.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Value> {
        self.values().get(key).cloned()
    }

    /// Returns all values by their keys.
    #[must_use]
    pub fn to_map(&self) -> BTreeMap<String, Value> {
        self.values().clone()
    }

    /// Asks the plugin to stop. It is told when it asks; nothing stops it.
    pub fn cancel(&self) {
        self.shared.call.cancelled.store(true, Relaxed);
    }

    /// Whether [`Context::cancel`] was called.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.shared.call.cancelled.load(Relaxed)
    }

    /// Returns until when the plugin should be done.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.shared.call.deadline
    }

    /// Returns the label.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.shared.call.label
    }

    fn values(&self) -> MutexGuard<'_, BTreeMap<String, Value>> {
        lock(&self.shared.call.values)
    }

    /// The address that a plugin gets; good as long as this context, or a clone of it, lives.
    pub(crate) fn repr(&self) -> *const ContextRepr {
        Arc::as_ptr(&self.shared).cast()
    }
}

impl Default for Context {
    fn default() -> Self {
        Self::builder().build()
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Context({:?}, {:?})", self.label(), self.values())
    }
}

impl Describe for &Context {
    fn describe(_: &mut Known) -> Type {
        Type::Context
    }
}

/// A panic between two changes leaves the values as they are.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Answers for Shared {
    fn answer(&self, operation: u32, key: &str, value: &[u8], answer: &mut Vec<u8>) -> u32 {
        match operation {
            operation::GET => give(lock(&self.call.values).get(key), answer),
            operation::SET => match decode_free(value) {
                Ok(value) => {
                    lock(&self.call.values).insert(key.to_owned(), value);
                    1
                }
                Err(_) => 0,
            },
            operation::REMOVE => lock(&self.call.values).remove(key).is_some().into(),
            operation::KEYS => {
                let keys = lock(&self.call.values).keys().map(|key| Value::from(key.as_str())).collect();
                give(Some(&Value::List(keys)), answer)
            }
            operation::STOPPED => self.call.stopped(),
            operation::TIME_LEFT => self.call.deadline.map_or(0, |deadline| {
                put_duration(answer, deadline.saturating_duration_since(Instant::now()));
                1
            }),
            operation::LABEL => {
                answer.extend_from_slice(self.call.label.as_bytes());
                1
            }
            operation::CONFIG => give(self.surroundings.setting(key).as_ref(), answer),
            operation::STATE => self.surroundings.state().number(),
            operation::LOG => {
                let level = key.parse().map_or(Level::Error, Level::of_number);
                self.surroundings.log(level, &String::from_utf8_lossy(value));
                1
            }
            _ => 0,
        }
    }
}

impl Call {
    fn stopped(&self) -> u32 {
        if self.cancelled.load(Relaxed) {
            1
        } else if self.deadline.is_some_and(|deadline| deadline <= Instant::now()) {
            2
        } else {
            0
        }
    }
}

/// Writes a value. One that only a declared type can have is nothing to a plugin.
fn give(value: Option<&Value>, answer: &mut Vec<u8>) -> u32 {
    match value.map(|value| encode_free(value, answer)) {
        Some(Ok(())) => 1,
        _ => {
            answer.clear();
            0
        }
    }
}
