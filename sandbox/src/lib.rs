//! Policy, rules and the object audit of plugwright.
