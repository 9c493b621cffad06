//! S043: macros of nobody knows where.

use std::collections::BTreeSet;

use plugwright_analyzer::Dependency;

use crate::Policy;
use crate::rules::{Findings, Subject, dependencies, macros, rule};
use crate::scan::MacroCall;

rule! {
    "S043" "unknown-macro" Error [Dependencies] "calls a macro that the crate does not define"
    explain "A macro of another crate can expand to anything, and the compiler does not apply its lints to that."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let made = subject.scan.made_macros();
    for call in &subject.scan.calls {
        let own = macros::is_own(subject, call);
        // What a macro is given has a name here, unless another crate's has it.
        let has_name = call.is_given() && dependencies::foreign(subject).next().is_none();
        let is_unknown = !own && !has_name && macros::builtin_names(subject, call, own).is_empty();
        if is_unknown && !is_defined_elsewhere(subject, call, &made) && !is_of_listed(subject, call, findings.policy())
        {
            let message = format!("calls `{}!`, which the crate does not define", call.written.segments.join("::"));
            findings.report(&RULE, subject.scan.span(&call.place), message);
        }
    }
}

/// Whether the crate defines a macro of that name where it is not seen: for tests alone, so that tests alone call it, or by
/// another macro that is given the name.
fn is_defined_elsewhere(subject: &Subject<'_>, call: &MacroCall, made: &BTreeSet<&str>) -> bool {
    let [name] = call.written.segments.as_slice() else { return false };
    subject.scan.is_left_out(name) || made.contains(name.as_str())
}

/// Whether the macro comes from a package that the policy lists. Which version and checksum it comes to is known when cargo
/// has chosen; that is checked before anything is built.
fn is_of_listed(subject: &Subject<'_>, call: &MacroCall, policy: &Policy) -> bool {
    let is_listed = |one: &Dependency| policy.dependencies.iter().any(|allowed| allowed.name == one.package);
    let packages: Vec<&Dependency> = dependencies::foreign(subject).collect();
    match packages.iter().find(|one| one.crate_name() == call.written.segments[0]) {
        Some(package) => is_listed(package),
        // `#[macro_use]` and globs do not say which.
        None => !packages.is_empty() && packages.into_iter().all(is_listed),
    }
}
