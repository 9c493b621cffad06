//! [`Version`]: one library of a [`super::Live`], and where each function that the host has asked for is in it.

use std::sync::Arc;

use crate::callee::Callee;
use crate::library::Opened;

/// A function that the host holds a live handle to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub path: String,
    /// Hash of the types that it was checked with.
    pub signature: u64,
    /// The same in words.
    pub spelled: String,
}

/// Where a wanted function is.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub callee: Callee,
    pub index: usize,
}

/// What serves, unchanging. A version that gets one more wanted function is a new one of the same number.
pub(super) struct Version {
    pub number: u64,
    pub opened: Arc<Opened>,
    /// In the order of the wanted functions. None where this version does not have the function with these types.
    places: Box<[Option<Place>]>,
}

impl Version {
    pub(super) fn new(number: u64, opened: Arc<Opened>, wanted: &[Wanted]) -> Self {
        let place = |wanted: &Wanted| {
            let index = opened.find(&wanted.path, wanted.signature)?;
            Some(Place { callee: Callee::new(&opened, index), index })
        };
        let places = wanted.iter().map(place).collect();
        Self { number, opened, places }
    }

    #[inline]
    pub(super) fn place(&self, wanted: usize) -> Option<&Place> {
        self.places.get(wanted)?.as_ref()
    }
}
