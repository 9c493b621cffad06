//! [`spawn()`]: starts a process behind its walls. They are put up around a thread that exists for this alone, since what
//! a thread starts inherits them; so the host itself stays free, and nothing has to run between fork and exec.

use std::io;
use std::process::{Child, Command};
use std::thread;

use super::{BuildLimits, Confinement, Demand, Mechanism, Missing, Network, Reach, System, Usage, platform};
use crate::Error;

/// A process that runs behind its walls.
#[derive(Debug)]
pub struct Confined {
    /// The process, which leads or is in the group that it was started in.
    pub child: Child,
    /// Preferred mechanisms that the system does not have.
    pub missing: Vec<Missing>,
    /// The group that the process cannot leave, where it was given one.
    pub group: Option<u32>,
}

impl Confined {
    /// Returns what the process and everything that it started have in use. Nothing where it has no group of its own, or
    /// where the system does not tell.
    #[must_use]
    pub fn usage(&self) -> Option<Usage> {
        platform::usage(self.group?)
    }
}

/// Starts `command` behind the walls that `confinement` asks for. Where `group` is the number of an existing process
/// group, the process joins it and cannot leave it again. Its limits are set when it runs already; so what is started
/// should wait for a word from its caller before it starts anything else.
///
/// # Errors
/// [`Error::MechanismMissing`] where a required mechanism cannot be used: then nothing is started. [`Error::Start`]
/// where the program cannot be started.
pub fn spawn(
    command: &mut Command,
    confinement: &Confinement,
    reach: &Reach,
    system: &System,
    group: Option<u32>,
) -> Result<Confined, Error> {
    let walled = || {
        let missing = wall_in(confinement, reach, system, group)?;
        let child = command.spawn().map_err(Error::Start)?;
        Ok(Confined { child, missing, group })
    };
    let mut confined = thread::scope(|scope| {
        let thread = thread::Builder::new().name("plugwright-confine".to_owned()).spawn_scoped(scope, walled);
        let joined = thread.map_err(Error::Start)?.join();
        joined.unwrap_or_else(|_| Err(Error::Start(io::Error::other("the thread that confines failed"))))
    })?;
    if confinement.demand(Mechanism::Limits) != Demand::Skip {
        bound(&mut confined, confinement, system)?;
    }
    confined.missing.sort();
    Ok(confined)
}

/// Puts up the walls that are inherited, in an order in which none keeps the next from being put up.
fn wall_in(
    confinement: &Confinement,
    reach: &Reach,
    system: &System,
    group: Option<u32>,
) -> Result<Vec<Missing>, Error> {
    let needed: &[Mechanism] = match reach.network {
        Network::Closed => {
            &[Mechanism::NetworkNamespace, Mechanism::Privileges, Mechanism::Landlock, Mechanism::Seccomp]
        }
        Network::Open => &[Mechanism::Privileges],
    };
    let mut missing = Vec::new();
    let mut sockets_refused = false;
    for &mechanism in needed {
        let demand = confinement.demand(mechanism);
        if demand == Demand::Skip {
            continue;
        }
        match (system.put_up(mechanism, reach, group), demand) {
            (Ok(_), _) => sockets_refused |= mechanism == Mechanism::Seccomp,
            (Err(reason), Demand::Require) => return Err(Error::MechanismMissing { mechanism, reason }),
            (Err(reason), _) => missing.push(Missing { mechanism, reason }),
        }
    }
    // A namespace is a second wall where every socket is refused; only root can have it.
    missing.retain(|missing| missing.mechanism != Mechanism::NetworkNamespace || !sockets_refused);
    Ok(missing)
}

/// Puts the limits on a process that was just started, which has to wait for that; what it starts inherits them.
fn bound(confined: &mut Confined, confinement: &Confinement, system: &System) -> Result<(), Error> {
    let BuildLimits { cpu, memory, file_size, .. } = confinement.limits;
    let set = match system.has(Mechanism::Limits) {
        true => platform::bound(&confined.child, cpu, memory, file_size),
        false => Err("left out by the host".to_owned()),
    };
    let Err(reason) = set else { return Ok(()) };
    let mechanism = Mechanism::Limits;
    if confinement.demand(mechanism) == Demand::Require {
        // Neither can fail in a way that leaves the process running: it is our child and not waited for.
        let _ = confined.child.kill();
        let _ = confined.child.wait();
        return Err(Error::MechanismMissing { mechanism, reason });
    }
    confined.missing.push(Missing { mechanism, reason });
    Ok(())
}
