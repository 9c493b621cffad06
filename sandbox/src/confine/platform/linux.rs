//! Linux: the calling thread gives up what it does not need, and what it starts inherits that.

mod files;
mod system_calls;
mod usage;

use std::process::Child;
use std::time::Duration;

use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};
use rustix::thread::{CapabilitySet, CapabilitySets, UnshareFlags, set_capabilities, set_no_new_privs};

use crate::confine::{Mechanism, Reach};

pub(in crate::confine) use usage::usage;

/// Seconds between the two limits of processor time.
const GRACE: u64 = 2;

/// Puts up one wall around the calling thread.
pub(in crate::confine) fn put_up(mechanism: Mechanism, reach: &Reach, group: Option<u32>) -> Result<String, String> {
    match mechanism {
        Mechanism::Privileges => give_up_privileges(),
        Mechanism::Landlock => files::restrict(reach),
        Mechanism::Seccomp => system_calls::restrict(group),
        Mechanism::NetworkNamespace => leave_network(),
        // Put on the process and not on the thread.
        Mechanism::Limits => Ok("address space, processor time, size of files; processes are counted".to_owned()),
    }
}

/// No new rights by setuid programs, and of root's none but to read: the toolchain and the registry may be another
/// user's, and which files can be read is Landlock's to say.
fn give_up_privileges() -> Result<String, String> {
    set_no_new_privs(true).map_err(reason)?;
    let held = rustix::thread::capabilities(None).map_err(reason)?;
    let kept = held.permitted & CapabilitySet::DAC_READ_SEARCH;
    let sets = CapabilitySets { effective: kept, permitted: kept, inheritable: CapabilitySet::empty() };
    set_capabilities(None, sets).map_err(reason)?;
    Ok(match held.permitted.is_empty() {
        true => "no new privileges".to_owned(),
        false => "no new privileges, capabilities of root dropped".to_owned(),
    })
}

#[allow(deprecated, reason = "unsound only for file descriptors, which stay shared; and the other form is unsafe")]
fn leave_network() -> Result<String, String> {
    match rustix::thread::unshare(UnshareFlags::NEWNET) {
        Ok(()) => Ok("a network of its own".to_owned()),
        Err(rustix::io::Errno::PERM) => Err("only root can make one".to_owned()),
        Err(error) => Err(reason(error)),
    }
}

/// Limits a process that was just started.
pub(in crate::confine) fn bound(child: &Child, cpu: Duration, memory: u64, file_size: u64) -> Result<(), String> {
    let process = Some(Pid::from_child(child));
    // The first limit of processor time is a signal with a name; who blocks that one is killed a little later.
    let (first, last) = (cpu.as_secs(), cpu.as_secs().saturating_add(GRACE));
    let limits = [
        (Resource::Core, 0, 0),
        (Resource::As, memory, memory),
        (Resource::Cpu, first, last),
        (Resource::Fsize, file_size, file_size),
    ];
    for (resource, current, maximum) in limits {
        // Only root could raise a limit that is lower already.
        let allowed = |wanted: u64| Some(getrlimit(resource).maximum.map_or(wanted, |maximum| maximum.min(wanted)));
        match prlimit(process, resource, Rlimit { current: allowed(current), maximum: allowed(maximum) }) {
            // A process that is gone needs no limit.
            Ok(_) | Err(rustix::io::Errno::SRCH) => {}
            Err(error) => return Err(reason(error)),
        }
    }
    Ok(())
}

fn reason(error: rustix::io::Errno) -> String {
    error.to_string()
}
