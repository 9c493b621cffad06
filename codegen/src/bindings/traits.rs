//! [`Traits`]: which traits the host's copies of the plugin's types can derive, by what is in them.

use std::collections::HashSet;

use plugwright_interface::{Interface, Order, Standard, Type, find_definition};

pub(super) struct Traits<'i> {
    interface: &'i Interface,
}

/// What a type can derive.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trait {
    Copy,
    /// `Eq`, `Hash`, `PartialOrd` and `Ord`, which keys need.
    Key,
}

impl<'i> Traits<'i> {
    pub(super) const fn new(interface: &'i Interface) -> Self {
        Self { interface }
    }

    /// The traits that a definition derives besides `Bridge`.
    pub(super) fn derives(&self, path: &str) -> Vec<&'static str> {
        let ty = Type::Named(path.to_owned());
        let mut derives = vec!["Clone", "Debug", "PartialEq"];
        if self.has(&ty, Trait::Copy) {
            derives.push("Copy");
        }
        if self.has(&ty, Trait::Key) {
            derives.extend(["Eq", "Hash", "PartialOrd", "Ord"]);
        }
        derives
    }

    pub(super) fn is_copy(&self, ty: &Type) -> bool {
        self.has(ty, Trait::Copy)
    }

    pub(super) fn can_be_key(&self, ty: &Type) -> bool {
        self.has(ty, Trait::Key)
    }

    /// Whether a type has a trait, as far as its parts decide that.
    fn has(&self, ty: &Type, wanted: Trait) -> bool {
        let (mut open, mut seen) = (vec![ty], HashSet::new());
        while let Some(ty) = open.pop() {
            if lacks(ty, wanted) {
                return false;
            }
            open.extend(ty.parts());
            if let Type::Named(path) = ty
                && seen.insert(path)
            {
                let found = find_definition(&self.interface.types, path);
                if wanted == Trait::Copy && found.is_some_and(|found| !found.recursive.is_empty()) {
                    return false;
                }
                open.extend(found.into_iter().flat_map(|found| found.types()));
            }
        }
        true
    }
}

/// Whether a type lacks a trait whatever is in it.
fn lacks(ty: &Type, wanted: Trait) -> bool {
    match (ty, wanted) {
        (Type::String | Type::Vec(_) | Type::Map(..) | Type::Set(..), Trait::Copy)
        | (Type::Float(_) | Type::Map(Order::Hashed, ..) | Type::Set(Order::Hashed, _), Trait::Key) => true,
        (Type::Standard(standard, _), Trait::Copy) => matches!(
            standard,
            Standard::PathBuf | Standard::OsString | Standard::Range | Standard::RangeInclusive | Standard::RangeFrom
        ),
        (Type::Standard(standard, _), Trait::Key) => matches!(
            standard,
            Standard::Range
                | Standard::RangeInclusive
                | Standard::RangeFrom
                | Standard::RangeTo
                | Standard::RangeToInclusive
                | Standard::RangeFull
        ),
        _ => false,
    }
}
