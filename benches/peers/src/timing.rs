//! Times cases in turns, so that all have the machine's good and bad moments alike.

use std::time::{Duration, Instant};

/// What is measured, in the order of the table.
pub(crate) const ROWS: [&str; 10] = [
    "two integers",
    "text of 5 B, in and out",
    "text of 1 KiB, in and out",
    "text of 1 MiB, in and out",
    "1,000,000 `f64`, in and out",
    "1,000 structs of `u64`, `String`, `f64`, in and out",
    "map of 1,000 `String` to `u64`, in and out",
    "method on a handle",
    "a closure of the host, called 1,000 times",
    "an async call of two integers, polled once",
];

pub(crate) const INTS: usize = 0;
pub(crate) const TEXTS: [usize; 3] = [1, 2, 3];
pub(crate) const NUMBERS: usize = 4;
pub(crate) const RECORDS: usize = 5;
pub(crate) const COUNTS: usize = 6;
pub(crate) const METHOD: usize = 7;
pub(crate) const CLOSURE: usize = 8;
pub(crate) const ASYNC: usize = 9;

/// One way to do one row's work.
pub(crate) struct Case {
    pub(crate) row: usize,
    pub(crate) peer: &'static str,
    /// Does the work that many times.
    run: Box<dyn FnMut(u64) -> Duration>,
}

impl Case {
    /// A case whose input stays.
    pub(crate) fn new(row: usize, peer: &'static str, mut work: impl FnMut() + 'static) -> Self {
        let run = move |times: u64| {
            let start = Instant::now();
            (0..times).for_each(|_| work());
            start.elapsed()
        };
        Self { row, peer, run: Box::new(run) }
    }

    /// A case that uses its input up; making it is not measured. It takes so long that looking at the clock for each time
    /// does not count, and its input is as fresh in the caches as that of the others.
    pub(crate) fn with_input<I: 'static>(
        row: usize,
        peer: &'static str,
        make: impl Fn() -> I + 'static,
        mut work: impl FnMut(I) + 'static,
    ) -> Self {
        let run = move |times: u64| -> Duration {
            let once = |_| {
                let input = make();
                let start = Instant::now();
                work(input);
                start.elapsed()
            };
            (0..times).map(once).sum()
        };
        Self { row, peer, run: Box::new(run) }
    }
}

const ROUNDS: usize = 11;
const SAMPLE: Duration = Duration::from_millis(15);

/// Returns nanoseconds for one time of each case: the median over the rounds. `live` says what the plugin holds of the
/// host's memory, which no case may change.
pub(crate) fn measure(cases: &mut [Case], live: impl Fn() -> usize) -> Vec<f64> {
    let times: Vec<u64> = cases.iter_mut().map(calibrate).collect();
    let mut samples = vec![Vec::new(); cases.len()];
    for _ in 0..ROUNDS {
        for (index, case) in cases.iter_mut().enumerate() {
            let before = live();
            let elapsed = (case.run)(times[index]);
            assert_eq!(live(), before, "{}, {}: some of the plugin's memory is left", ROWS[case.row], case.peer);
            samples[index].push(elapsed.as_nanos() as f64 / times[index] as f64);
        }
    }
    samples.into_iter().map(median).collect()
}

/// How often a case is done in one sample.
fn calibrate(case: &mut Case) -> u64 {
    let mut times = 1;
    loop {
        let elapsed = (case.run)(times);
        if elapsed >= SAMPLE {
            return times;
        }
        times *= 2;
    }
}

fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}

/// Spells nanoseconds in the unit that a person would choose.
pub(crate) fn spell(nanos: f64) -> String {
    match nanos {
        ..1e3 => format!("{nanos:.1} ns"),
        ..1e6 => format!("{:.2} µs", nanos / 1e3),
        _ => format!("{:.2} ms", nanos / 1e6),
    }
}
