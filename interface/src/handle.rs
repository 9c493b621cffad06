//! [`Handle`]: what a host holds of a value that stays in the plugin, where it holds it as a [`crate::Value`].

use std::any::Any;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// A value that stays in the plugin. Clones are handles to the same value, which is dropped with the last of them.
///
/// A function that takes the value itself takes it away from all of them. Whoever uses one of them then gets an error, as
/// for a handle of another library, or one to a value in use.
#[derive(Clone)]
pub struct Handle {
    id: HandleId,
    lease: Option<Arc<dyn Any + Send + Sync>>,
}

/// The name of a [`Handle`]; no two have the same one as long as the process lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HandleId {
    /// Number of the library, in the order in which the host opened them.
    pub library: u64,
    /// Number in the library's registry.
    pub object: u64,
}

impl Handle {
    /// Makes a handle whose value lives as long as `lease` does.
    #[must_use]
    pub const fn new(id: HandleId, lease: Arc<dyn Any + Send + Sync>) -> Self {
        Self { id, lease: Some(lease) }
    }

    /// Makes a handle that only names a value, which lives as long as a handle of its own library does.
    #[must_use]
    pub const fn named(id: HandleId) -> Self {
        Self { id, lease: None }
    }

    /// Returns the name.
    #[must_use]
    pub const fn id(&self) -> HandleId {
        self.id
    }

    /// Returns what the value lives as long as, where that is a `T`.
    #[must_use]
    pub fn lease<T: Any>(&self) -> Option<&T> {
        self.lease.as_ref().and_then(|lease| lease.downcast_ref())
    }

    /// Whether the value lives as long as this handle, and not only as long as another one.
    #[must_use]
    pub const fn is_lasting(&self) -> bool {
        self.lease.is_some()
    }
}

impl PartialEq for Handle {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Handle({})", self.id)
    }
}

impl fmt::Display for HandleId {
    /// Writes the two numbers as `1-7`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.library, self.object)
    }
}

/// A text names no handle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoHandle;

impl fmt::Display for NoHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a handle is two numbers, such as 1-7")
    }
}

impl std::error::Error for NoHandle {}

impl FromStr for HandleId {
    type Err = NoHandle;

    fn from_str(text: &str) -> Result<Self, NoHandle> {
        let (library, object) = text.split_once('-').ok_or(NoHandle)?;
        match (library.parse(), object.parse()) {
            (Ok(library), Ok(object)) => Ok(Self { library, object }),
            _ => Err(NoHandle),
        }
    }
}
