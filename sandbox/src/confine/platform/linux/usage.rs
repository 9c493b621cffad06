//! What a process group has in use, from `/proc`.

use std::fs;

use crate::confine::platform::Usage;

/// Adds up the processes of a group. Nothing where `/proc` cannot be read.
pub(in crate::confine) fn usage(group: u32) -> Option<Usage> {
    let page = rustix::param::page_size() as u64;
    let mut usage = Usage::default();
    for entry in fs::read_dir("/proc").ok()?.flatten() {
        if !entry.file_name().as_encoded_bytes().first().is_some_and(u8::is_ascii_digit) {
            continue;
        }
        // A process that ended meanwhile uses nothing.
        let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else { continue };
        let Some(process) = parse(&stat).filter(|process| process.group == group) else { continue };
        usage.processes += 1;
        usage.memory += process.pages * page;
    }
    Some(usage)
}

struct Process {
    group: u32,
    pages: u64,
}

/// Reads one line of `/proc/PID/stat`. The name, in parentheses, may hold spaces and parentheses itself.
fn parse(stat: &str) -> Option<Process> {
    let fields: Vec<_> = stat.rsplit_once(')')?.1.split_ascii_whitespace().collect();
    // Counted from the state, the third field of the line.
    Some(Process { group: fields.get(2)?.parse().ok()?, pages: fields.get(21)?.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::{parse, usage};

    #[test]
    fn reads_past_any_name() {
        let stat = "7 (a) R (b c) S 1 42 42 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 99 1000 250 18446744073709551615 1";
        let process = parse(stat).unwrap();
        assert_eq!((process.group, process.pages), (42, 250));
    }

    #[test]
    fn counts_this_process() {
        let group = rustix::process::getpgrp().as_raw_nonzero().get().unsigned_abs();
        let usage = usage(group).unwrap();
        assert!(usage.processes >= 1 && usage.memory > 0, "{usage:?}");
    }
}
