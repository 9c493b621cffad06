//! Seccomp: which system calls are refused. A list of what is denied, because nobody can tell what the compilers and
//! build tools of this world call; but what is denied cannot be had under another name (older architectures and x32 are
//! closed), and leads out of the other walls or into parts of the kernel that no build needs.

use std::collections::BTreeMap;

use rustix::io::Errno;
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen as Width, SeccompCmpOp as Is, SeccompCondition,
    SeccompFilter, SeccompRule, TargetArch, apply_filter, sock_filter,
};

/// Calls that fail with `EPERM`.
const REFUSED: &[libc::c_long] = &[
    // Sockets, also local ones: agents and daemons listen there. A pair of them leads nowhere and is left.
    libc::SYS_socket,
    libc::SYS_bind,
    libc::SYS_connect,
    libc::SYS_listen,
    libc::SYS_accept,
    libc::SYS_accept4,
    // Reaches files and sockets without calls of their own.
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    // Other processes.
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_process_madvise,
    libc::SYS_pidfd_getfd,
    libc::SYS_kcmp,
    // Memory and messages that other processes of the user see.
    libc::SYS_shmget,
    libc::SYS_shmat,
    libc::SYS_msgget,
    libc::SYS_semget,
    libc::SYS_mq_open,
    // Namespaces and file systems.
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_open_tree,
    libc::SYS_move_mount,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_mount_setattr,
    libc::SYS_name_to_handle_at,
    libc::SYS_open_by_handle_at,
    libc::SYS_quotactl,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_mknodat,
    libc::SYS_fanotify_init,
    // The kernel itself.
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    libc::SYS_kexec_file_load,
    libc::SYS_reboot,
    libc::SYS_syslog,
    libc::SYS_acct,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_clock_adjtime,
    libc::SYS_adjtimex,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    libc::SYS_vhangup,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_mknod,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_iopl,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_ioperm,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_modify_ldt,
];

/// Flags of `clone` that make namespaces.
const NEW_NAMESPACES: [i32; 7] = [
    libc::CLONE_NEWUSER,
    libc::CLONE_NEWNS,
    libc::CLONE_NEWNET,
    libc::CLONE_NEWPID,
    libc::CLONE_NEWIPC,
    libc::CLONE_NEWUTS,
    libc::CLONE_NEWCGROUP,
];

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// Keeps the calling thread, and what it starts, from the calls above, and in the process group `group`.
pub(super) fn restrict(group: Option<u32>) -> Result<String, String> {
    let filters = filters(group).map_err(|error| error.to_string())?;
    for filter in &filters {
        apply_filter(filter).map_err(|error| error.to_string())?;
    }
    Ok(format!("{} calls refused", REFUSED.len()))
}

fn filters(group: Option<u32>) -> Result<Vec<BpfProgram>, BackendError> {
    let architecture = TargetArch::try_from(std::env::consts::ARCH)?;
    let filter = |rules: Rules, answer: SeccompAction| -> Result<BpfProgram, BackendError> {
        SeccompFilter::new(rules, SeccompAction::Allow, answer, architecture)?.try_into()
    };
    let mut refused: Rules = REFUSED.iter().map(|&call| (call, Vec::new())).collect();
    refused.insert(libc::SYS_clone, namespaces()?);
    refused.insert(libc::SYS_ioctl, terminal_input()?);
    // Its flags lie in memory that a filter cannot read. Who is told that there is no such call takes `clone`.
    let unknown: Rules = [(libc::SYS_clone3, Vec::new())].into();
    let mut filters = vec![filter(refused, answer(Errno::PERM))?, without_x32(filter(unknown, answer(Errno::NOSYS))?)];
    if let Some(group) = group {
        filters.push(filter(kept_in(group)?, SeccompAction::Errno(0))?);
    }
    Ok(filters)
}

fn answer(errno: Errno) -> SeccompAction {
    SeccompAction::Errno(errno.raw_os_error().unsigned_abs())
}

fn argument(index: u8, is: Is, value: u32) -> Result<SeccompRule, BackendError> {
    SeccompRule::new(vec![SeccompCondition::new(index, Width::Dword, is, value.into())?])
}

fn namespaces() -> Result<Vec<SeccompRule>, BackendError> {
    // The flags are the first argument on every architecture that is filtered.
    NEW_NAMESPACES
        .map(i32::cast_unsigned)
        .map(|flag| argument(0, Is::MaskedEq(flag.into()), flag))
        .into_iter()
        .collect()
}

/// Typing into the terminal that the host was started from.
fn terminal_input() -> Result<Vec<SeccompRule>, BackendError> {
    // The kernel looks at no more than 32 bits.
    const PUSH: u32 = 0x5412;
    const CONSOLE: u32 = 0x541c;
    [PUSH, CONSOLE].map(|request| argument(1, Is::Eq, request)).into_iter().collect()
}

/// Leaving the group seems to work and does nothing, so that build tools that put their children into groups go on.
/// Joining it, which is how the process comes in, does.
fn kept_in(group: u32) -> Result<Rules, BackendError> {
    let elsewhere = vec![argument(0, Is::Ne, 0)?, argument(1, Is::Ne, group)?];
    Ok([(libc::SYS_setsid, Vec::new()), (libc::SYS_setpgid, elsewhere)].into())
}

/// Also answers that there is no such call to the numbers of the x32 form of x86-64, under which the rules above would
/// not know a call.
fn without_x32(filter: BpfProgram) -> BpfProgram {
    const X32: u32 = 0x4000_0000;
    let load_number = sock_filter { code: 0x20, jt: 0, jf: 0, k: 0 };
    let skip_next_below = sock_filter { code: 0x35, jt: 0, jf: 1, k: X32 };
    let unknown = sock_filter { code: 0x06, jt: 0, jf: 0, k: answer(Errno::NOSYS).into() };
    [load_number, skip_next_below, unknown].into_iter().chain(filter).collect()
}
