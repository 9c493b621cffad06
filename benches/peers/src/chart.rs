//! The chart: each row's peers as bars, on a scale of powers of ten beside the same call inside the host.

use std::fmt::Write as _;

use crate::names;
use crate::timing::{Case, ROWS, spell};

const WIDTH: f64 = 420.0;
const LEFT: f64 = 190.0;
const BAR: f64 = 15.0;

/// Draws the chart.
pub(crate) fn svg(cases: &[Case], measured: &[f64]) -> String {
    let names = names(cases);
    let time = |row, name: &str| {
        cases.iter().zip(measured).find(|(case, _)| case.row == row && case.peer == name).map(|(_, nanos)| *nanos)
    };
    let (mut body, mut y) = (String::new(), 20.0);
    for (row, what) in ROWS.iter().enumerate() {
        let times: Vec<_> = names.iter().filter_map(|name| Some((*name, time(row, name)?))).collect();
        let least = times.iter().map(|(_, nanos)| *nanos).fold(f64::INFINITY, f64::min);
        let most = times.iter().map(|(_, nanos)| *nanos).fold(0.0, f64::max);
        let _ = write!(body, r#"<text x="8" y="{y}" class="row">{what}</text>"#);
        y += 6.0;
        for (name, nanos) in times {
            // The shortest bar still shows that it is one.
            let part = 0.05 + 0.95 * (nanos / least).log10() / (most / least).log10().max(1.0);
            let (width, text) = (part * WIDTH, y + 11.0);
            let class = if name.starts_with("plugwright") { "own" } else { "peer" };
            let _ = write!(
                body,
                r#"<text x="{}" y="{text}" class="name">{name}</text><rect x="{LEFT}" y="{y}" width="{width:.1}" height="{}" class="{class}"/><text x="{:.1}" y="{text}">{}</text>"#,
                LEFT - 6.0,
                BAR - 3.0,
                LEFT + width + 5.0,
                spell(nanos),
            );
            y += BAR;
        }
        y += 20.0;
    }
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="720" height="{y}" viewBox="0 0 720 {y}"><style>text{{font:11px sans-serif;fill:#333}}.row{{font-weight:bold}}.name{{text-anchor:end}}.own{{fill:#2a6fb0}}.peer{{fill:#b8c4d0}}</style><rect width="720" height="{y}" fill="#fff"/>{body}</svg>
"##
    )
}
