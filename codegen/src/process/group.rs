//! [`Group`]: the process group of one child and of everything that it starts. On Unix a process of our own leads it, so
//! that its number is known before the child starts: then the walls can keep the child in, and its number stays taken
//! until all is over.

use std::process::{Child, Command};

/// A process group, or the child alone where the system has none.
pub(super) struct Group {
    #[cfg(unix)]
    leader: Option<Child>,
}

#[cfg(unix)]
impl Group {
    /// Makes a group that `command` starts in and cannot leave, where there is a leader to be had.
    pub(super) fn join(command: &mut Command) -> Self {
        let Ok(leader) = lead() else { return Self::own(command) };
        std::os::unix::process::CommandExt::process_group(command, leader.id().cast_signed());
        Self { leader: Some(leader) }
    }

    /// Has `command` lead a group itself, which it may leave.
    pub(super) fn own(command: &mut Command) -> Self {
        std::os::unix::process::CommandExt::process_group(command, 0);
        Self { leader: None }
    }

    /// The number of the group that the child shall not leave.
    pub(super) fn kept(&self) -> Option<u32> {
        self.leader.as_ref().map(Child::id)
    }

    /// Kills all processes of the group.
    pub(super) fn kill(&mut self, child: &mut Child) {
        // The group may be gone already, but its number is not given to another while its leader was not waited for.
        let leader = match &self.leader {
            Some(leader) => leader,
            None if matches!(child.try_wait(), Ok(None)) => &*child,
            None => return,
        };
        let group = rustix::process::Pid::from_child(leader);
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        if let Some(mut leader) = self.leader.take() {
            let _ = leader.wait();
        }
    }
}

/// Starts a process that does nothing until its input ends, which is at the latest when this process ends.
#[cfg(unix)]
fn lead() -> std::io::Result<Child> {
    use std::process::Stdio;
    let mut command = Command::new("/bin/cat");
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).env_clear().current_dir("/");
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn()
}

#[cfg(not(unix))]
impl Group {
    pub(super) fn join(_: &mut Command) -> Self {
        Self {}
    }

    pub(super) fn own(_: &mut Command) -> Self {
        Self {}
    }

    pub(super) fn kept(&self) -> Option<u32> {
        None
    }

    pub(super) fn kill(&mut self, child: &mut Child) {
        // The child may be gone already.
        let _ = child.kill();
    }
}
