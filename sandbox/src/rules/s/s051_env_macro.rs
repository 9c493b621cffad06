//! S051: `env!`.

use crate::rules::{Findings, Subject, macros, rule};
use crate::scan::token::Token;

rule! {
    "S051" "env-macro" Error [Env, BuildScript] "embeds an environment variable of the build"
    explain "Only `CARGO_PKG_…` is free, whose values come from the plugin's manifest."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for (call, name) in macros::builtin_calls(subject) {
        let named = call.arguments.first().and_then(Token::string);
        let free = named.as_ref().is_some_and(|name| name.starts_with("CARGO_PKG_"));
        if free || !matches!(name.as_str(), "env" | "option_env") {
            continue;
        }
        let what = named.map_or_else(|| "a variable that is no literal".to_string(), |name| format!("`{name}`"));
        let message = format!("`{name}!` reads {what} while the plugin is built");
        findings.report(&RULE, subject.scan.span(&call.place), message);
    }
}
