//! [`Context`]: what a plugin sees of its host during one call.

use std::fmt;
use std::time::Duration;

use crate::services::operation;
use crate::{Error, Level, Services, State, Storable, Value, decode, encode, local};

/// What the host hands to a call: values, settings, a deadline, a log.
///
/// It lives as long as the call. A value that the plugin sets is the host's to read, at once and afterwards.
///
/// # Thread safety
/// May be used from several threads at once.
pub struct Context {
    services: Box<dyn Services>,
}

impl Context {
    /// Makes the context of a call. The bridge does that.
    #[doc(hidden)]
    #[must_use]
    pub fn new(services: impl Services + 'static) -> Self {
        Self { services: Box::new(services) }
    }

    /// Returns a context without a host: values live in memory, nothing is ever cancelled, and the log goes nowhere. For
    /// the plugin's own tests.
    #[must_use]
    pub fn local() -> Self {
        Self::new(local::Local::default())
    }

    /// Returns the value under a key.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is none, [`Error::Kind`] where it is of another type.
    pub fn get<T: Storable>(&self, key: &str) -> Result<T, Error> {
        self.find(key)?.ok_or_else(|| Error::Missing { what: "value", key: key.to_owned() })
    }

    /// Returns the value under a key, if there is one.
    ///
    /// # Errors
    /// [`Error::Kind`] where it is of another type.
    pub fn find<T: Storable>(&self, key: &str) -> Result<Option<T>, Error> {
        self.fetch(operation::GET, "value", key)
    }

    /// Puts a value under a key, in place of any that is there.
    pub fn set(&self, key: &str, value: impl Storable) {
        let mut bytes = Vec::new();
        encode(&value.into_value(), &mut bytes);
        self.services.ask(operation::SET, key, &bytes, &mut Vec::new());
    }

    /// Removes a key, and returns whether it was there.
    pub fn remove(&self, key: &str) -> bool {
        self.services.ask(operation::REMOVE, key, &[], &mut Vec::new()) == 1
    }

    /// Returns all keys in order.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let mut bytes = Vec::new();
        self.services.ask(operation::KEYS, "", &[], &mut bytes);
        decode(&bytes).and_then(|keys| Storable::from_value(keys).ok()).unwrap_or_default()
    }

    /// Returns a setting of the plugin's config.
    ///
    /// # Errors
    /// [`Error::Missing`] where the host did not configure it, [`Error::Kind`] where it is of another type.
    pub fn setting<T: Storable>(&self, name: &str) -> Result<T, Error> {
        let found = self.fetch(operation::CONFIG, "setting", name)?;
        found.ok_or_else(|| Error::Missing { what: "setting", key: name.to_owned() })
    }

    /// Returns the plugin's whole config: a record of its settings, or unit where it has none.
    #[must_use]
    pub fn config(&self) -> Value {
        self.fetch(operation::CONFIG, "setting", "").ok().flatten().unwrap_or(Value::Unit)
    }

    /// Returns the label that the host gave the call; empty where it gave none.
    #[must_use]
    pub fn label(&self) -> String {
        let mut bytes = Vec::new();
        self.services.ask(operation::LABEL, "", &[], &mut bytes);
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// Whether the host cancelled the call. Nothing stops a plugin that does not ask.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.check() == Err(Error::Cancelled)
    }

    /// Returns the time that is left, if the host set a deadline.
    #[must_use]
    pub fn time_left(&self) -> Option<Duration> {
        let mut bytes = Vec::new();
        self.services.ask(operation::TIME_LEFT, "", &[], &mut bytes);
        Duration::from_value(decode(&bytes)?).ok()
    }

    /// Asks whether to go on. A plugin that works for long calls it now and then, and returns the error.
    ///
    /// # Errors
    /// [`Error::Cancelled`] and [`Error::Overdue`].
    pub fn check(&self) -> Result<(), Error> {
        match self.services.ask(operation::STOPPED, "", &[], &mut Vec::new()) {
            1 => Err(Error::Cancelled),
            2 => Err(Error::Overdue),
            _ => Ok(()),
        }
    }

    /// Returns what the host is doing with the plugin.
    #[must_use]
    pub fn state(&self) -> State {
        State::of_number(self.services.ask(operation::STATE, "", &[], &mut Vec::new()))
    }

    /// Writes a line to the host's log.
    pub fn log(&self, level: Level, line: impl fmt::Display) {
        let level = char::from(b'0' + level.number()).to_string();
        self.services.ask(operation::LOG, &level, line.to_string().as_bytes(), &mut Vec::new());
    }

    /// Logs for whoever looks into the plugin.
    pub fn debug(&self, line: impl fmt::Display) {
        self.log(Level::Debug, line);
    }

    /// Logs what happened.
    pub fn info(&self, line: impl fmt::Display) {
        self.log(Level::Info, line);
    }

    /// Logs what may be wrong.
    pub fn warn(&self, line: impl fmt::Display) {
        self.log(Level::Warn, line);
    }

    /// Logs what went wrong.
    pub fn error(&self, line: impl fmt::Display) {
        self.log(Level::Error, line);
    }

    fn fetch<T: Storable>(&self, operation: u32, what: &'static str, key: &str) -> Result<Option<T>, Error> {
        let mut bytes = Vec::new();
        if self.services.ask(operation, key, &[], &mut bytes) == 0 {
            return Ok(None);
        }
        let Some(value) = decode(&bytes) else { return Ok(None) };
        let wrong = |wrong: crate::WrongKind| Error::Kind {
            what,
            key: key.to_owned(),
            wanted: wrong.wanted,
            found: wrong.found,
        };
        T::from_value(value).map(Some).map_err(wrong)
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Context({:?})", self.label())
    }
}
