//! plugwright beside its peers: the same work by each of them, in turns, in one run. `cargo xtask peers` builds what is
//! loaded here, and prints the table and the chart.
//!
//! The first argument is the plugin's library, the second the folder of the other libraries, the third the chart's file.

mod chart;
mod input;
mod peers;
mod timing;

use std::path::Path;

use timing::{Case, ROWS};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [plugin, folder, chart] = args.as_slice() else { panic!("usage: PLUGIN FOLDER CHART") };
    let plugin = peers::plugin(Path::new(plugin));
    let before = plugin.memory().live;
    let mut cases = peers::all(&plugin, Path::new(folder));
    let measured = timing::measure(&mut cases, || plugin.memory().live);
    println!("{}", table(&cases, &measured));
    std::fs::write(chart, chart::svg(&cases, &measured)).expect("the chart can be written");
    drop(cases);
    assert_eq!(plugin.memory().live, before, "the plugin's account is what it was before the first call");
}

/// The peers in the order of their first case.
fn names(cases: &[Case]) -> Vec<&'static str> {
    let mut names = Vec::new();
    for case in cases {
        if !names.contains(&case.peer) {
            names.push(case.peer);
        }
    }
    names
}

fn table(cases: &[Case], measured: &[f64]) -> String {
    let names = names(cases);
    let mut lines = vec![format!("| | {} |", names.join(" | ")), format!("| --- |{}", " ---: |".repeat(names.len()))];
    for (row, what) in ROWS.iter().enumerate() {
        let cell = |name: &&str| {
            let found = cases.iter().zip(measured).find(|(case, _)| case.row == row && case.peer == *name);
            found.map_or("–".to_owned(), |(_, nanos)| timing::spell(*nanos))
        };
        lines.push(format!("| {what} | {} |", names.iter().map(cell).collect::<Vec<_>>().join(" | ")));
    }
    lines.join("\n")
}
