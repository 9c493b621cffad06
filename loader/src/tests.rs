//! Tests of what is compiled twice, with the parts of the standard library and with those of the model.

mod hazard;
#[cfg(target_os = "linux")]
mod model;
mod swap;
