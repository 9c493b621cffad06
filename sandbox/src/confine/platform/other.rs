//! Systems whose mechanisms are not used yet.

use std::process::Child;
use std::time::Duration;

use super::Usage;
use crate::confine::{Mechanism, Reach};

const REASON: &str = "not used on this system yet";

pub(in crate::confine) fn put_up(_: Mechanism, _: &Reach, _: Option<u32>) -> Result<String, String> {
    Err(REASON.to_owned())
}

pub(in crate::confine) fn bound(_: &Child, _: Duration, _: u64, _: u64) -> Result<(), String> {
    Err(REASON.to_owned())
}

pub(in crate::confine) fn usage(_: u32) -> Option<Usage> {
    None
}
