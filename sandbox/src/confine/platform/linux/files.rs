//! Landlock: which files can be opened.

use std::path::PathBuf;

use landlock::{
    ABI, Access, AccessFs, AccessNet, LandlockStatus, Ruleset, RulesetAttr, RulesetCreated, RulesetCreatedAttr,
    RulesetError, RulesetStatus, Scope, path_beneath_rules,
};

use crate::confine::Reach;

/// Newest version whose rules are known here. An older kernel enforces those that it has.
const NEWEST: ABI = ABI::V9;

/// Programs, libraries and headers of the system.
const PROGRAMS: [&str; 10] =
    ["/usr", "/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin", "/opt", "/nix/store", "/gnu/store"];

/// What programs read to find their libraries and to learn about the machine. Nothing in here says who works on it.
const FACTS: [&str; 9] = [
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/alternatives",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/sys/devices/system/cpu",
    "/sys/fs/cgroup",
];

const DEVICES: [&str; 5] = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"];

/// Keeps the calling thread, and what it starts, to what `reach` names.
pub(super) fn restrict(reach: &Reach) -> Result<String, String> {
    let status = ruleset(reach).and_then(RulesetCreated::restrict_self).map_err(|error| error.to_string())?;
    match (status.ruleset, status.landlock) {
        (RulesetStatus::NotEnforced, LandlockStatus::NotEnabled) => Err("the kernel has it switched off".to_owned()),
        (RulesetStatus::NotEnforced, _) => Err("the kernel has none".to_owned()),
        (_, LandlockStatus::Available { effective_abi, .. }) => Ok(form(effective_abi)),
        (_, _) => Err("the kernel has none".to_owned()),
    }
}

fn ruleset(reach: &Reach) -> Result<RulesetCreated, RulesetError> {
    let all = AccessFs::from_all(NEWEST);
    let read = AccessFs::from_read(NEWEST);
    let device = read | AccessFs::WriteFile | AccessFs::Truncate;
    Ruleset::default()
        .handle_access(all)?
        .handle_access(AccessNet::BindTcp)?
        .handle_access(AccessNet::ConnectTcp)?
        .scope(Scope::AbstractUnixSocket)?
        .scope(Scope::Signal)?
        .create()?
        .add_rules(path_beneath_rules(PROGRAMS.iter().chain(&FACTS).map(PathBuf::from), read))?
        .add_rules(path_beneath_rules(DEVICES.map(PathBuf::from), device))?
        .add_rules(path_beneath_rules(&reach.read, read))?
        .add_rules(path_beneath_rules(&reach.write, all))
}

/// What the version of the kernel's Landlock can do besides files.
fn form(abi: ABI) -> String {
    let besides = match abi {
        ABI::V4 | ABI::V5 => "files, TCP",
        abi if abi >= ABI::V6 => "files, TCP, signals",
        _ => "files",
    };
    format!("version {}: {besides}", abi as i32)
}
