//! `upgrade --prove`: takes a new version in use under load, and shows which version served what.

use plugwright_manager::{Acquired, Diff, Installed, Manager, Proof, ProveOptions, UpgradeOptions, prove};
use serde::Serialize;

use super::installation::Installation;
use crate::args::Upgrade;
use crate::argument;
use crate::bar::Bar;
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::status::Status;

/// How many threads call.
const THREADS: usize = 4;
/// How many calls there are before the upgrade and after it.
const CALLS: u64 = 10_000;

/// What `--json` prints.
#[derive(Serialize)]
struct Outcome<'o> {
    #[serde(flatten)]
    proof: &'o Proof,
    lost: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<&'o Diff>,
}

/// Proves the upgrade of a plugin that is not in use yet in its new version, then takes that in use.
pub(super) fn run(
    (args, function): (&Upgrade, &str),
    installation: Installation<'_>,
    acquired: &Acquired,
) -> Result<Status, Failure> {
    let form = installation.form;
    let mut proof = None;
    let done = installation.run_with(acquired, |installation, added, _| {
        proof = Some(prove_it((args, function), installation, added)?);
        Ok(())
    })?;
    let Some(proof) = proof else {
        return Err(Failure::NothingToProve { plugin: args.name.clone(), version: done.installed.receipt.version });
    };
    match form {
        Form::Json => output::print_json(&Outcome { lost: proof.lost(), proof: &proof, diff: done.diff.as_ref() })?,
        Form::People => output::print(&proof.to_string())?,
    }
    Ok(Status::Done)
}

fn prove_it(
    (args, function): (&Upgrade, &str),
    installation: &Installation<'_>,
    added: &Installed,
) -> Result<Proof, Failure> {
    let name = args.name.as_str();
    let granted = installation.granted.clone();
    let base = installation.store.base();
    let manager = Manager::with_options(base, granted.options(base, args.trust.signatures())?);
    let bar = Bar::new();
    bar.say(format!("calling {name} while it is replaced"));
    manager.load(name)?;
    let interface = manager.get(name)?.interface();
    let interface = interface.ok_or_else(|| Failure::NotReady { plugin: args.name.clone() })?;
    let signature = interface.functions.iter().find(|signature| signature.path == function);
    let signature =
        signature.ok_or_else(|| Failure::NoFunction { plugin: args.name.clone(), function: function.into() })?;
    let options = ProveOptions {
        threads: THREADS,
        function: function.to_owned(),
        args: argument::values(&interface.types, signature, &args.arg)?,
        calls: CALLS,
    };
    // The user has consented to what it changes.
    let (folder, grant) = (Some(added.folder.clone()), installation.grants());
    let upgrade = UpgradeOptions { folder, grant, accept_breaks: true };
    Ok(prove(&manager, name, &upgrade, &options)?)
}
