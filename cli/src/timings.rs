//! [`Timings`]: how long each stage of a build took, drawn as bars on one line of time.

use std::cell::RefCell;
use std::fmt;
use std::time::{Duration, Instant};

use plugwright::Stage;

/// Characters of the longest bar.
const WIDTH: u32 = 40;

/// The stages of one build, with the moment that each began.
#[derive(Debug)]
pub(crate) struct Timings {
    start: Instant,
    begun: RefCell<Vec<(Stage, Duration)>>,
}

impl Timings {
    /// Starts the clock.
    pub(crate) fn start() -> Self {
        Self { start: Instant::now(), begun: RefCell::default() }
    }

    /// Notes that a stage begins.
    pub(crate) fn begin(&self, stage: Stage) {
        self.begun.borrow_mut().push((stage, self.start.elapsed()));
    }

    /// Stops the clock.
    pub(crate) fn finish(self) -> Chart {
        let total = self.start.elapsed();
        let begun = self.begun.into_inner();
        let ends = begun.iter().skip(1).map(|(_, begin)| *begin).chain([total]);
        let stages = begun.iter().zip(ends).map(|(&(stage, begin), end)| (stage, begin, end)).collect();
        Chart { stages, total }
    }
}

/// The finished picture.
#[derive(Debug)]
pub(crate) struct Chart {
    stages: Vec<(Stage, Duration, Duration)>,
    total: Duration,
}

impl fmt::Display for Chart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.stages.iter().map(|(stage, ..)| stage.to_string()).chain(["total".to_owned()]);
        let width = names.map(|name| name.chars().count()).max().unwrap_or_default();
        for (stage, begin, end) in &self.stages {
            let (left, right) = (self.column(*begin), self.column(*end).max(self.column(*begin) + 1));
            let bar = format!("{}{}", " ".repeat(left), "█".repeat(right - left));
            writeln!(f, "{:width$} {:>10} {bar}", stage.to_string(), spelled(*end - *begin))?;
        }
        write!(f, "{:width$} {:>10}", "total", spelled(self.total))
    }
}

impl Chart {
    fn column(&self, at: Duration) -> usize {
        let part = at.as_secs_f64() / self.total.as_secs_f64().max(f64::MIN_POSITIVE);
        // Between 0 and the width, which is small.
        (part * f64::from(WIDTH)).round() as usize
    }
}

fn spelled(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use expect_test::expect;
    use plugwright::Stage;

    use super::Chart;

    #[test]
    fn draws_each_stage_where_it_was() {
        let ms = Duration::from_millis;
        let stages = vec![
            (Stage::Load, ms(0), ms(1)),
            (Stage::Check, ms(1), ms(10)),
            (Stage::Compile, ms(10), ms(60)),
            (Stage::Link, ms(60), ms(100)),
        ];
        expect![[r#"
            reading the folder       1.0 ms █
            checking the sources     9.0 ms ████
            compiling the plugin    50.0 ms     ████████████████████
            compiling the bridge    40.0 ms                         ████████████████
            total                  100.0 ms"#]]
        .assert_eq(&Chart { stages, total: ms(100) }.to_string());
    }
}
