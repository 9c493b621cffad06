//! Policy, rules and the object audit of plugwright.
//!
//! [`Policy`] says what a plugin may do; [`check()`] holds its sources against that before anything is compiled, and
//! [`audit()`] holds the compiled objects against it before anything is linked. Neither runs anything of the plugin's.

#![forbid(unsafe_code)]

mod audit;
mod capability;
mod capability_use;
mod check;
mod confine;
mod error;
mod inputs;
mod places;
mod policy;
mod policy_file;
mod rules;
mod scan;

pub use audit::{Object, Origin, audit, audit_library, audit_with_places, check_seal};
pub use capability::Capability;
pub use capability_use::{CapabilityUse, capabilities};
pub use check::{Approved, Verdict, check};
pub use confine::{
    BuildLimits, Confined, Confinement, Demand, Mechanism, Missing, Network, Probed, Reach, System, Usage, spawn,
};
pub use error::Error;
pub use inputs::check_inputs;
pub use places::{Places, places};
pub use policy::{AllowedDependency, Exception, Level, Policy};
pub use policy_file::{Applied, PluginFacts, PolicyFile, Today, policy_schema};
pub use rules::{Containment, Example, Rule, find_rule, rules};
