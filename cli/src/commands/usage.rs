//! [`Usage`]: what a run used, and how much of that it may; `run --limits` shows it.

use std::time::Duration;

use indicatif::HumanBytes;
use serde::Serialize;

use crate::table::Table;

/// What a run used.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Usage {
    /// Time of the call.
    pub(super) time: Duration,
    /// Most time that it may take; none where nothing was said.
    pub(super) time_limit: Option<Duration>,
    /// Most bytes of memory that it held at once, to within 16 KiB for each thread. Within one process there is no limit of a
    /// plugin's own.
    pub(super) memory_peak: usize,
    /// Bytes that it holds still.
    pub(super) memory_live: usize,
}

impl Usage {
    /// The same for people.
    pub(super) fn table(&self) -> Table {
        let limit = self.time_limit.map_or_else(|| "no limit".to_owned(), |limit| format!("of {limit:?}"));
        let bytes = |bytes: usize| HumanBytes(bytes as u64).to_string();
        let mut table = Table::default();
        table.row(["time".to_owned(), format!("{:.1?}", self.time), limit]);
        table.row([
            "memory, at most".to_owned(),
            bytes(self.memory_peak),
            "to within 16 KiB a thread; no limit in this process".to_owned(),
        ]);
        table.row(["memory, still held".to_owned(), bytes(self.memory_live), String::new()]);
        table
    }
}
