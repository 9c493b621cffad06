//! How durations, times and orderings cross: as numbers that are checked before use.

use std::cmp::Ordering;
use std::time::{Duration, SystemTime};

use super::{Arena, Input, Invalid, Output};
use crate::wire::{Reader, duration_of, put_duration, put_time, put_variant, since_epoch, time_at};

/// `Duration`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct DurationRepr {
    /// Whole seconds.
    pub secs: u64,
    /// Nanoseconds, below 10⁹.
    pub nanos: u32,
}

/// `SystemTime`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct TimeRepr {
    /// Whole seconds after the epoch, rounded down.
    pub secs: i64,
    /// Nanoseconds, below 10⁹.
    pub nanos: u32,
}

macro_rules! moment {
    ($rust:ident $repr:ident $read:ident $put:ident |$value:ident| $lower:expr, |$form:ident| $lift:expr) => {
        impl<'a, Bridge> Input<'a, Bridge> for $rust {
            type Repr = $repr;
            type Contract = Self;

            unsafe fn lift($form: $repr, _: &'a Arena) -> Result<Self, Invalid> {
                $lift
            }

            fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
                reader.$read()
            }
        }

        impl<Bridge> Output<Bridge> for $rust {
            type Repr = $repr;
            type Contract = Self;

            fn lower(self) -> $repr {
                let $value = self;
                $lower
            }

            fn encode(&self, out: &mut Vec<u8>) {
                $put(out, *self);
            }
        }
    };
}
moment!(Duration DurationRepr duration put_duration
    |value| DurationRepr { secs: value.as_secs(), nanos: value.subsec_nanos() },
    |form| duration_of(form.secs, form.nanos));
moment!(SystemTime TimeRepr time put_time
    |value| { let (secs, nanos) = since_epoch(value); TimeRepr { secs, nanos } },
    |form| time_at(form.secs, form.nanos));

impl<'a, Bridge> Input<'a, Bridge> for Ordering {
    type Repr = u8;
    type Contract = Self;

    unsafe fn lift(repr: u8, _: &'a Arena) -> Result<Self, Invalid> {
        ordering_from(repr.into())
    }

    fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
        ordering_from(reader.variant("Ordering")?.0)
    }
}

impl<Bridge> Output<Bridge> for Ordering {
    type Repr = u8;
    type Contract = Self;

    fn lower(self) -> u8 {
        (self as i8 + 1).cast_unsigned()
    }

    fn encode(&self, out: &mut Vec<u8>) {
        put_variant(out, (*self as i32 + 1).cast_unsigned(), 0);
    }
}

/// Reads an index as an `Ordering`.
///
/// # Errors
/// Where it is above 2.
pub fn ordering_from(index: u32) -> Result<Ordering, Invalid> {
    match index {
        0 => Ok(Ordering::Less),
        1 => Ok(Ordering::Equal),
        2 => Ok(Ordering::Greater),
        other => Err(Invalid::new("Ordering", other)),
    }
}
