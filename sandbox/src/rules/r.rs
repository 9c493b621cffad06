//! What can go wrong in a call, and what contains it. Nothing in the sources tells these apart from ordinary code, so that
//! none of them is looked for; a rule is a file here, a line below, and a folder of fixtures in `sandbox/rules/`.

mod r001_panic;
mod r002_panic_payload;
mod r003_abort;
mod r004_crash;
mod r005_wall_time;
mod r006_processor_time;
mod r007_memory;
mod r008_threads;
mod r009_denied_call;
mod r010_output_size;
mod r011_output_text;
mod r012_activity_after_return;
mod r013_poisoned;

use super::Rule;

/// All of them, by id.
pub(super) static RULES: &[&Rule] = &[
    &r001_panic::RULE,
    &r002_panic_payload::RULE,
    &r003_abort::RULE,
    &r004_crash::RULE,
    &r005_wall_time::RULE,
    &r006_processor_time::RULE,
    &r007_memory::RULE,
    &r008_threads::RULE,
    &r009_denied_call::RULE,
    &r010_output_size::RULE,
    &r011_output_text::RULE,
    &r012_activity_after_return::RULE,
    &r013_poisoned::RULE,
];
