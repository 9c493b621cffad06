//! [`Metrics`] as text.

use std::fmt;

use super::{FunctionMetrics, Metrics};

impl fmt::Display for Metrics {
    /// Writes a table of the functions that were called, and what the plugin holds below it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:>12} {:>8} {:>8} {:>10} {:>10} {:>12} {:>12}  function",
            "calls", "errors", "panics", "total", "slowest", "bytes live", "peak"
        )?;
        for func in self.functions.iter().filter(|func| func.calls > 0) {
            let FunctionMetrics { function, calls, errors, panics, total, slowest, live, peak } = func;
            // Rounded text is not padded by itself.
            let [total, slowest] = [total, slowest].map(|time| format!("{time:.1?}"));
            writeln!(
                f,
                "{calls:>12} {errors:>8} {panics:>8} {total:>10} {slowest:>10} {live:>12} {peak:>12}  {function}"
            )?;
        }
        let crate::Memory { live, peak, allocations } = self.memory;
        write!(f, "the plugin holds {live} bytes, {peak} at most, and has allocated {allocations} times")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use expect_test::expect;

    use super::*;

    #[test]
    fn metrics_are_a_table() {
        let add = FunctionMetrics {
            function: "add".to_owned(),
            calls: 1_000,
            errors: 1,
            total: Duration::from_micros(1_234),
            slowest: Duration::from_nanos(17),
            live: -512,
            peak: 4096,
            ..FunctionMetrics::default()
        };
        let idle = FunctionMetrics { function: "idle".to_owned(), ..FunctionMetrics::default() };
        let memory = crate::Memory { live: 12, peak: 4096, allocations: 3 };
        expect![[r#"
                   calls   errors   panics      total    slowest   bytes live         peak  function
                    1000        1        0      1.2ms     17.0ns         -512         4096  add
            the plugin holds 12 bytes, 4096 at most, and has allocated 3 times"#]]
        .assert_eq(&Metrics { functions: vec![add, idle], memory }.to_string());
    }
}
