#!/usr/bin/env run-cargo-script
/* /* nested */ */
pub fn one() -> char {
    '"'
}
