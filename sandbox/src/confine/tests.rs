//! What becomes of a build on a kernel without Landlock. The kernel is made to answer as one that has none.

use std::collections::BTreeMap;
use std::process::Command;
use std::thread;

use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, apply_filter};

use super::{Confined, Confinement, Demand, Mechanism, Reach, System, spawn};
use crate::Error;

/// `landlock_create_ruleset`, which has one number everywhere.
const CREATE_RULESET: i64 = 444;
/// What a kernel answers that was built without it, and one that has it switched off.
const ENOSYS: u32 = 38;
const EOPNOTSUPP: u32 = 95;

/// Runs `work` on a thread to which the kernel answers `errno` when it is asked for Landlock.
fn without_landlock<R: Send>(errno: u32, work: impl FnOnce() -> R + Send) -> R {
    let arch = std::env::consts::ARCH.try_into().expect("an architecture with filters");
    let rules = BTreeMap::from([(CREATE_RULESET, Vec::new())]);
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, SeccompAction::Errno(errno), arch);
    let program: BpfProgram = filter.and_then(TryInto::try_into).expect("a filter");
    let filtered = || {
        apply_filter(&program).expect("the filter is taken");
        work()
    };
    thread::scope(|scope| scope.spawn(filtered).join().expect("the thread ends"))
}

/// Starts a program that writes a file, and returns what came of it with whether the file is there.
fn start(demand: Demand) -> (Result<Confined, Error>, bool) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = Command::new("/bin/sh");
    command.args(["-c", "echo > started"]).current_dir(folder.path());
    let confinement = Confinement::default().with(Mechanism::Landlock, demand);
    let reach = Reach { write: vec![folder.path().to_owned()], ..Reach::default() };
    let mut result = spawn(&mut command, &confinement, &reach, &System::default(), None);
    if let Ok(confined) = &mut result {
        assert!(confined.child.wait().expect("the program ends").success());
    }
    (result, folder.path().join("started").exists())
}

#[track_caller]
fn check(errno: u32, reason: &str) {
    without_landlock(errno, || {
        let probed = System::default().probe();
        let landlock = probed.into_iter().find(|probed| probed.mechanism == Mechanism::Landlock);
        assert_eq!(landlock.map(|probed| probed.found), Some(Err(reason.to_owned())));

        let (required, started) = start(Demand::Require);
        let Err(Error::MechanismMissing { mechanism, reason: why }) = required else { panic!("{required:?}") };
        assert_eq!((mechanism, why.as_str(), started), (Mechanism::Landlock, reason, false));

        let (preferred, started) = start(Demand::Prefer);
        let missing = preferred.expect("it is started").missing;
        let landlock = missing.iter().find(|missing| missing.mechanism == Mechanism::Landlock);
        assert_eq!((landlock.map(|missing| missing.reason.as_str()), started), (Some(reason), true));
    });
}

#[test]
fn a_kernel_without_landlock_is_refused_where_it_is_required_and_told_of_where_it_is_preferred() {
    check(ENOSYS, "the kernel has none");
    check(EOPNOTSUPP, "the kernel has it switched off");
}
