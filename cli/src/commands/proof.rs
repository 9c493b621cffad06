//! `upgrade --prove`: takes a new version in use under load, and shows which version served what.

use plugwright_manager::{Acquired, Action, Manager, Options, ProveOptions, Record, Store, UpgradeOptions, prove};

use super::installation::{log, record};
use crate::args::Upgrade;
use crate::argument;
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::spinner::Spinner;

/// How many threads call.
const THREADS: usize = 4;
/// How many calls there are before the upgrade and after it.
const CALLS: u64 = 10_000;

/// Proves the upgrade of a plugin that is not in use yet in its new version, then takes that in use.
pub(super) fn run(
    (args, function): (&Upgrade, &str),
    store: &Store,
    acquired: &Acquired,
    (form, spinner): (Form, Spinner),
) -> Result<(), Failure> {
    let name = args.name.as_str();
    let added = store.add(acquired, args.trust.add_options())?;
    let policy = args.policy.policy();
    let granted = policy.grants().collect();
    let manager = Manager::with_options(store.base(), Options::default().grants(move |_| policy.clone()));
    spinner.say(format!("calling {name} while it is replaced"));
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
    let upgrade = UpgradeOptions { folder: Some(added.folder.clone()), grant: granted, ..UpgradeOptions::default() };
    let proof = prove(&manager, name, &upgrade, &options);
    drop(spinner);
    let proof = proof.map_err(Failure::from);
    let (version, digest) = (Some(added.receipt.version.clone()), Some(added.receipt.tree));
    let done = record(Action::Upgrade, Some(&args.name), proof.as_ref().map(drop));
    log(store, Record { version, digest, ..done })?;
    if proof.is_err() {
        store.discard(&args.name, &added.receipt.version)?;
    }
    let proof = proof?;
    store.activate(&args.name, &added.receipt.version)?;
    match form {
        Form::Json => output::print_json(&proof),
        Form::People => output::print(&proof.to_string()),
    }
}
