//! The table of outcomes, in Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::fetch::Package;
use crate::measure::Measured;

/// A kind of reason that accounts for more than this part of what is skipped must be supported, or explained.
const SHARE: f64 = 0.1;

/// Why some kinds are not supported, for those that account for much.
const EXPLAINED: [(&str, &str); 4] = [
    ("generic", "a generic type or function without one obvious instance; both are offered on request (`export`)"),
    ("mutable-reference", "what a function changes in place has to stay in the plugin"),
    (
        "lifetime",
        "values with private fields that borrow would outlive what they borrow on the host's side; others are copied",
    ),
    ("macro", "crates that the policy refuses whatever is granted are not given to the compiler to expand"),
];

/// Writes one row per crate, then the totals, then the kinds of reasons.
pub(crate) fn table(outcomes: &[(&Package, Result<Measured, String>)]) -> String {
    let mut text = String::from(
        "| crate | files | KiB | functions | bridged | constants | skipped for | ms | MiB |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: |\n",
    );
    let mut total = Measured::default();
    for (Package { name, version, .. }, outcome) in outcomes {
        match outcome {
            Ok(measured) => {
                row(&mut text, &format!("{name} {version}"), measured);
                add(&mut total, measured);
            }
            // Writing to a string cannot fail.
            Err(fault) => drop(writeln!(text, "| {name} {version} | {fault} |||||||")),
        }
    }
    row(&mut text, &format!("**{} crates**", outcomes.len()), &total);
    text + &kinds(&total)
}

fn row(text: &mut String, name: &str, measured: &Measured) {
    let Measured { files, bytes, bridged, constants, kinds, seconds, memory, .. } = measured;
    let (functions, kib, millis) = (measured.functions(), bytes >> 10, seconds * 1e3);
    let share = if functions == 0 { 100.0 } else { *bridged as f64 / functions as f64 * 100.0 };
    let memory = memory.map(|memory| (memory >> 20).to_string()).unwrap_or_default();
    let mut kinds: Vec<_> = kinds.iter().map(|(kind, count)| (std::cmp::Reverse(count), kind)).collect();
    kinds.sort();
    let kinds: Vec<_> = kinds.iter().map(|(count, kind)| format!("{kind} {}", count.0)).collect();
    let kinds = kinds.join(", ");
    let cells = format!("{files} | {kib} | {functions} | {bridged} ({share:.0} %) | {constants} | {kinds}");
    // Writing to a string cannot fail.
    let _ = writeln!(text, "| {name} | {cells} | {millis:.0} | {memory} |");
}

fn add(total: &mut Measured, one: &Measured) {
    total.files += one.files;
    total.bytes += one.bytes;
    total.bridged += one.bridged;
    total.constants += one.constants;
    total.seconds += one.seconds;
    total.memory = total.memory.max(one.memory);
    one.kinds.iter().for_each(|(kind, count)| *total.kinds.entry(kind.clone()).or_default() += count);
}

/// Says what part each kind has in what is skipped, and why the larger ones are not supported.
fn kinds(total: &Measured) -> String {
    let skipped: usize = total.kinds.values().sum();
    let explained: BTreeMap<_, _> = EXPLAINED.into_iter().collect();
    let mut kinds: Vec<_> = total.kinds.iter().collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let mut text = String::from("\n| skipped for | functions | part | why |\n| --- | ---: | ---: | --- |\n");
    for (kind, count) in kinds {
        let share = *count as f64 / skipped as f64;
        let why = match explained.get(kind.as_str()) {
            Some(why) => why,
            None if share > SHARE => "not explained",
            None => "",
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {kind} | {count} | {:.1} % | {why} |", share * 100.0);
    }
    text
}
