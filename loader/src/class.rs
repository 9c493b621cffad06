//! [`Traits`]: what the compiler found of the types whose values stay in a plugin.

use plugwright_interface::Shape;
use plugwright_interface::abi::{Class, Table};

use crate::library::Opened;

/// What the compiler found that an opaque type of a plugin implements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each field is named for the trait")]
pub struct Traits {
    pub send: bool,
    pub sync: bool,
    pub clone: bool,
    pub debug: bool,
    pub display: bool,
    pub partial_eq: bool,
}

impl Traits {
    pub(crate) const fn of(class: &Class) -> Self {
        Self {
            send: class.send,
            sync: class.sync,
            clone: class.clone.is_some(),
            debug: class.debug.is_some(),
            display: class.display.is_some(),
            partial_eq: class.equal.is_some(),
        }
    }
}

impl Opened {
    /// The class of an opaque type, by its path.
    pub(crate) fn class(&self, path: &str) -> Option<&'static Class> {
        let opaque = self.interface.types.iter().filter(|definition| definition.shape == Shape::Opaque);
        let index = opaque.map(|definition| &definition.path).position(|own| own == path)?;
        classes(self.table()).get(index).copied()
    }
}

fn classes(table: &'static Table) -> &'static [&'static Class] {
    if table.class_count == 0 {
        return &[];
    }
    // SAFETY: a table of our ABI version points at that many classes, and the library is never unmapped.
    unsafe { std::slice::from_raw_parts(table.classes, table.class_count as usize) }
}
