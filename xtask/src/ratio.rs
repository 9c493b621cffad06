//! Criterion's estimates → what a row of the table says.

use std::fs;
use std::path::Path;

use crate::row::{Row, Target};

/// A row as it was measured: times in nanoseconds, each the median over the rounds.
pub(crate) struct Measured {
    pub(crate) candidate: f64,
    pub(crate) baseline: f64,
    /// Median over the rounds of the quotient in each, since a machine is faster in one round than in another.
    pub(crate) ratio: f64,
}

impl Measured {
    /// Reads the estimates of all rounds.
    pub(crate) fn read(row: &Row, criterion: &Path, rounds: usize) -> Result<Self, String> {
        let all = |name| (0..rounds).map(|round| estimate(criterion, name, round)).collect::<Result<Vec<_>, _>>();
        let (candidates, baselines) = (all(row.candidate)?, all(row.baseline.1)?);
        let ratios = candidates.iter().zip(&baselines).map(|(candidate, baseline)| candidate / baseline).collect();
        Ok(Self { candidate: median(candidates), baseline: median(baselines), ratio: median(ratios) })
    }

    /// What the row's target is about, and whether it is met.
    pub(crate) fn judge(&self, target: Target) -> (String, String, bool) {
        match target {
            Target::Times(most) => (times(self.ratio), format!("≤ {}", times(most)), self.ratio <= most),
            Target::Speed(least) => {
                let speed = 1.0 / self.ratio;
                (format!("{} of its speed", times(speed)), format!("≥ {}", times(least)), speed >= least)
            }
            Target::Share(most) => (percent(self.ratio), format!("≤ {}", percent(most)), self.ratio <= most),
            Target::More(most) => {
                let more = self.candidate - self.baseline;
                (format!("{more:+.1} ns"), format!("≤ {most:+.1} ns"), more <= most)
            }
            Target::Millis(most) => {
                (time(self.candidate), format!("≤ {}", time(most * 1e6)), self.candidate <= most * 1e6)
            }
        }
    }
}

/// The name that Criterion keeps a round's estimates under.
pub(crate) fn round_name(round: usize) -> String {
    format!("round{round}")
}

fn estimate(criterion: &Path, name: &str, round: usize) -> Result<f64, String> {
    let path = criterion.join(name).join(round_name(round)).join("estimates.json");
    let text = fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let json: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| format!("{} is no JSON: {error}", path.display()))?;
    json["median"]["point_estimate"].as_f64().ok_or_else(|| format!("{} has no median", path.display()))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    match values.len() % 2 {
        0 => f64::midpoint(values[half - 1], values[half]),
        _ => values[half],
    }
}

fn times(ratio: f64) -> String {
    format!("{ratio:.2} x")
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// Spells nanoseconds in the unit that a person would choose.
pub(crate) fn time(nanos: f64) -> String {
    match nanos {
        ..1e3 => format!("{nanos:.2} ns"),
        ..1e6 => format!("{:.2} µs", nanos / 1e3),
        _ => format!("{:.2} ms", nanos / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::{Measured, median, time};
    use crate::row::Target;

    #[test]
    fn takes_the_middle_of_rounds() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0]), 2.5);
    }

    #[test]
    fn spells_times() {
        assert_eq!([time(1.0), time(2500.0), time(3e8)], ["1.00 ns", "2.50 µs", "300.00 ms"]);
    }

    #[test]
    fn judges_by_the_kind_of_target() {
        let measured = Measured { candidate: 2e6, baseline: 1e6, ratio: 2.0 };
        let check = |target, (measured_, target_, met)| {
            assert_eq!(measured.judge(target), (String::from(measured_), String::from(target_), met));
        };
        check(Target::Times(1.5), ("2.00 x", "≤ 1.50 x", false));
        check(Target::Speed(0.5), ("0.50 x of its speed", "≥ 0.50 x", true));
        check(Target::Share(0.15), ("200.0 %", "≤ 15.0 %", false));
        check(Target::Millis(5.0), ("2.00 ms", "≤ 5.00 ms", true));
        check(Target::More(60.0), ("+1000000.0 ns", "≤ +60.0 ns", false));
    }
}
