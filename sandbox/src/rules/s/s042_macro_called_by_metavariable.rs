//! S042: `$name!()`.

use std::collections::{BTreeMap, BTreeSet};

use crate::rules::{Findings, Subject, rule};
use crate::scan::token::Token;
use crate::scan::{MacroCall, Role};

rule! {
    "S042" "macro-called-by-metavariable" Error [] "a macro calls a macro that it was given"
    explain "`$m!(…)` can become any macro, such as `include_bytes!`, and so can a name and a `!` that a macro puts together. \
             Handing the name of a macro that is judged by what it is called with to a macro that does so is refused, and so \
             is a call whose name is put together."
    by check
}

/// Macros that are judged by what they are called with.
const JUDGED: &[&str] =
    &["asm", "env", "global_asm", "include", "include_bytes", "include_str", "llvm_asm", "naked_asm", "option_env"];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for keyword in subject.scan.keywords.iter().filter(|keyword| keyword.what == Role::CallsMetavariable) {
        findings.report(&RULE, subject.scan.span(&keyword.place), "a macro calls its argument as a macro".to_string());
    }
    // Where a macro says what an import is called, any name may be that of a judged macro.
    let is_open = subject.scan.names.renames_openly && subject.scan.has_word(JUDGED);
    for call in subject.scan.calls.iter().filter(|call| is_open && call.is_given()) {
        findings.report(&RULE, subject.scan.span(&call.place), "a macro calls its argument as a macro".to_string());
    }
    let judged = subject.scan.names.also_called(JUDGED);
    let mut handlings = BTreeMap::new();
    for call in &subject.scan.calls {
        let last = call.written.segments.last().map(String::as_str).unwrap_or_default();
        let handling = &*handlings.entry(last).or_insert_with(|| subject.scan.handling(last));
        let Some(name) = parted(call, &call.arguments, &judged, handling.splits) else { continue };
        let is_put_together = handling.goes_on && (has_bang(&call.arguments) || !call.declared.is_empty());
        if handling.calls || is_put_together {
            let message = format!("hands the name of `{name}!` to the macro `{}!`", call.written.segments.join("::"));
            findings.report(&RULE, subject.scan.span(&call.place), message);
        }
    }
}

/// The name of a judged macro that stands apart from what it is called with, or can be taken from it.
fn parted<'c>(call: &MacroCall, tokens: &'c [Token], judged: &BTreeSet<&str>, splits: bool) -> Option<&'c str> {
    (0..tokens.len()).find_map(|at| match tokens[at].any_group() {
        Some(inner) => parted(call, inner, judged, splits),
        None => tokens[at].ident().filter(|name| {
            let follower = |distance: usize| tokens.get(at + distance);
            let is_call = follower(1).is_some_and(|bang| bang.is_punct('!'))
                && follower(2).is_some_and(|arguments| arguments.any_group().is_some());
            let before = at.checked_sub(1).map(|before| &tokens[before]);
            let is_argument = before.is_some_and(|sign| sign.is_punct('$')) && call.declared.contains(*name);
            judged.contains(name) && (splits || !is_call) && !is_argument
        }),
    })
}

fn has_bang(tokens: &[Token]) -> bool {
    tokens.iter().any(|token| token.is_punct('!') || token.any_group().is_some_and(has_bang))
}
