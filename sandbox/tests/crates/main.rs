//! Whole crates against the whole sandbox: the corpus of attacks and look-alikes, and published crates.

mod corpus;
mod fixture;
mod mutants;
mod relocations;
mod rows;
mod rules;
mod support;
mod well_known;
mod wild;
mod windows;
