//! S060: findings under a condition.

use plugwright_analyzer::Severity;

use crate::rules::{Findings, Subject, rule};

rule! {
    "S060" "cfg-hidden" Note [] "a finding counts although it stands under a condition"
    explain "A condition that holds for another target, or for a build without debug assertions, hides code from whoever tries \
             the plugin out. Every branch is read, but for what is certainly never compiled."
}

/// Marks the conditions around errors that were found so far.
pub(in crate::rules) fn mark(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for conditional in &subject.scan.conditional {
        let item = subject.scan.item_span(conditional);
        let is_inside = findings
            .spans(Severity::Error)
            .any(|span| span.file == item.file && span.start >= item.start && span.start < item.end);
        if is_inside {
            let message = "what is found below counts, whatever the condition".to_string();
            findings.report(&RULE, subject.scan.span(&conditional.place), message);
        }
    }
}
