//! Stops the store at every single step, in two ways: the process is killed, or the disk is full. Whatever the step, the
//! plugin is afterwards as it was before or as it should be, nothing is left over, and the same change then succeeds.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};

use super::{name, plugin, state};
use crate::disk::Disk;
use crate::store::{AddOptions, Store};
use crate::{StoreError, store::LOCK_FILE};

/// Says to a child process which change to make in which folder, and at which step to die.
const ORDER: &str = "PLUGWRIGHT_TEST_DIE";

/// Held for writing while a child starts, which has the locks of all other tests until it runs its program: a store that is
/// opened meanwhile would take what it must repair for somebody's work.
static STARTING: RwLock<()> = RwLock::new(());

/// The changes that are stopped: what it is called, what it needs, and what it does.
const CHANGES: [(&str, Preparation, Change); 6] = [
    ("first installation", |_| (), |store| install(store, "1.0.0")),
    ("upgrade", |store| install(store, "1.0.0").unwrap(), |store| install(store, "1.1.0")),
    ("upgrade that sweeps", two_versions, |store| install(store, "1.2.0")),
    ("rollback", two_versions, |store| store.rollback(&name("greet")).map(drop)),
    ("removal", two_versions, |store| store.remove(&name("greet"))),
    ("pin", two_versions, |store| store.pin(&name("greet")).map(drop)),
];

type Preparation = fn(&Store);
type Change = fn(&Store) -> Result<(), StoreError>;

fn install(store: &Store, version: &str) -> Result<(), StoreError> {
    store.install(&plugin("greet", version, version), AddOptions::default()).map(drop)
}

fn two_versions(store: &Store) {
    install(store, "1.0.0").unwrap();
    install(store, "1.1.0").unwrap();
}

fn open(base: &Path, disk: Disk) -> Result<Store, StoreError> {
    Store::open_on(disk, base).map(|store| store.keep(1))
}

/// A disk that does something before its steps, which it counts.
fn disk(before: impl Fn(usize) -> io::Result<()> + Send + Sync + 'static) -> Disk {
    let steps = AtomicUsize::new(0);
    Disk { before: Some(Arc::new(move |_, _| before(steps.fetch_add(1, Ordering::Relaxed)))) }
}

/// The states of the store before and after a change, and how many steps that takes.
fn outcome(prepare: Preparation, change: Change) -> (String, String, usize) {
    let base = tempfile::tempdir().unwrap();
    prepare(&open(base.path(), Disk::default()).unwrap());
    let before = state(&open(base.path(), Disk::default()).unwrap());
    let steps = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&steps);
    let counted = disk(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        Ok(())
    });
    let store = open(base.path(), counted).unwrap();
    change(&store).unwrap();
    (before, state(&store), steps.load(Ordering::Relaxed))
}

/// Every file of a base folder that is not part of an installed version, without the locks.
fn leftovers(base: &Path) -> BTreeSet<String> {
    fn walk(folder: &Path, base: &Path, found: &mut BTreeSet<String>) {
        for entry in folder.read_dir().unwrap().map(|entry| entry.unwrap().path()) {
            let path = entry.strip_prefix(base).unwrap().display().to_string();
            let kept = path.starts_with(".store/.locks/") || path == LOCK_FILE || path.contains("/versions/");
            match entry.is_dir() {
                true if kept => {}
                true => walk(&entry, base, found),
                false if kept || path.ends_with("current.json") || path.contains("/receipts/1.") => {}
                false => {
                    found.insert(path);
                }
            }
        }
    }
    let mut found = BTreeSet::new();
    walk(base, base, &mut found);
    found
}

/// Checks what is left after a change was stopped at a step, then that nothing stands in the way of doing it again.
#[track_caller]
fn check(base: &Path, (before, after): (&str, &str), change: Change, step: &str) {
    let store = open(base, Disk::default()).unwrap_or_else(|error| panic!("{step}: {error}"));
    let found = state(&store);
    // A version that came into the store but not in use is there for the next try.
    let current = |state: &str| state.split_whitespace().find(|word| word.contains('*')).map(ToOwned::to_owned);
    assert!([before, after].map(current).contains(&current(&found)), "{step}: {found}");
    let halves: Vec<_> = leftovers(base).into_iter().collect();
    assert!(halves.is_empty(), "{step}: {halves:?}");
    if found != after {
        change(&store).unwrap_or_else(|error| panic!("{step}: {error}"));
        assert_eq!(state(&store), after, "{step}");
    }
    let locked = crate::LockFile::load(base).unwrap().plugins.remove(&name("greet"));
    let locked = locked.map(|locked| format!("{}*", locked.version));
    assert_eq!(locked, current(&state(&store)).map(|word| word.replace('!', "")), "{step}: the lock file");
}

#[test]
fn a_full_disk_at_any_step_leaves_the_store_whole() {
    for (title, prepare, change) in CHANGES {
        let (before, after, steps) = outcome(prepare, change);
        assert!(steps > 5, "{title}: {steps} steps");
        for step in 0..steps {
            let _quiet = STARTING.read().unwrap();
            let base = tempfile::tempdir().unwrap();
            prepare(&open(base.path(), Disk::default()).unwrap());
            let full = disk(move |at| match at == step {
                true => Err(io::ErrorKind::StorageFull.into()),
                false => Ok(()),
            });
            if let Err(error) = open(base.path(), full).and_then(|store| change(&store)) {
                assert!(matches!(error, StoreError::Disk { .. }), "{title}, step {step}: {error}");
            }
            check(base.path(), (&before, &after), change, &format!("{title}, step {step}"));
        }
    }
}

#[test]
fn a_disk_that_stays_full_leaves_a_store_that_the_next_start_repairs() {
    for (title, prepare, change) in CHANGES {
        let (before, after, steps) = outcome(prepare, change);
        for step in 0..steps {
            let _quiet = STARTING.read().unwrap();
            let base = tempfile::tempdir().unwrap();
            prepare(&open(base.path(), Disk::default()).unwrap());
            let full = disk(move |at| match at >= step {
                true => Err(io::ErrorKind::StorageFull.into()),
                false => Ok(()),
            });
            let failed = open(base.path(), full).and_then(|store| change(&store));
            assert!(failed.is_err(), "{title}, step {step}");
            check(base.path(), (&before, &after), change, &format!("{title}, step {step}"));
        }
    }
}

/// What a child process does that this test binary starts for [`a_kill_at_any_step_leaves_a_store_that_is_repaired`]. Does
/// nothing where nobody ordered anything.
#[test]
fn child_that_dies() {
    let Ok(order) = std::env::var(ORDER) else { return };
    let (change, rest) = order.split_once(' ').unwrap();
    let (step, base) = rest.split_once(' ').unwrap();
    let (step, (.., change)) = (step.parse::<usize>().unwrap(), CHANGES[change.parse::<usize>().unwrap()]);
    let deadly = disk(move |at| {
        if at == step {
            kill_self();
        }
        Ok(())
    });
    change(&open(Path::new(base), deadly).unwrap()).unwrap();
}

#[cfg(unix)]
fn kill_self() {
    let own = rustix::process::getpid();
    rustix::process::kill_process(own, rustix::process::Signal::KILL).unwrap();
}

#[cfg(not(unix))]
fn kill_self() {
    std::process::abort();
}

#[test]
fn a_kill_at_any_step_leaves_a_store_that_is_repaired() {
    for (index, (title, prepare, change)) in CHANGES.into_iter().enumerate() {
        let (before, after, steps) = outcome(prepare, change);
        for step in 0..steps {
            let base = tempfile::tempdir().unwrap();
            prepare(&open(base.path(), Disk::default()).unwrap());
            let order = format!("{index} {step} {}", base.path().display());
            let mut child = Command::new(std::env::current_exe().unwrap());
            child.args(["--exact", "store::tests::crash::child_that_dies"]).env(ORDER, order);
            child.stdout(Stdio::null()).stderr(Stdio::null());
            let starting = STARTING.write().unwrap();
            let mut child = child.spawn().unwrap();
            drop(starting);
            let status = child.wait().unwrap();
            assert!(!status.success(), "{title}: step {step} was not reached");
            check(base.path(), (&before, &after), change, &format!("{title}, killed at step {step}"));
        }
    }
}
