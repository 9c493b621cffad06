//! S090: symbols that belong to the bridge.

use crate::rules::{Findings, Subject, rule};
use crate::scan::token::Token;

rule! {
    "S090" "reserved-export-name" Error [] "gives something a symbol that belongs to the bridge"
    explain "The loader finds a plugin by one symbol, which the bridge exports. A plugin that has a symbol of that name, or one \
             that may become it, would speak for itself in the bridge's place."
    by check
}

/// What the names of our symbols start with.
pub(crate) const PREFIX: &str = "plugwright_";

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut kept = false;
    for attribute in &subject.scan.attributes {
        match attribute.names.first().map(String::as_str) {
            Some("no_mangle") => kept = true,
            Some("export_name" | "link_name") => {
                let name = attribute.tokens.iter().find_map(Token::string).unwrap_or_default();
                if name.starts_with(PREFIX) {
                    let message = format!("gives something the symbol `{}`", name.escape_debug());
                    findings.report(&RULE, subject.scan.span(&attribute.place), message);
                }
            }
            _ => {}
        }
    }
    for (place, name) in subject.scan.functions.iter().filter(|(_, name)| kept && name.starts_with(PREFIX)) {
        let message = format!("has a function `{name}`, and attributes that keep such names");
        findings.report(&RULE, subject.scan.span(place), message);
    }
}
