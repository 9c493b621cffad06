//! `check --explain`: what a rule is for, with an example.

use plugwright::{Containment, Rule, Severity, find_rule, rules};

use crate::failure::Failure;
use crate::output::{self, Form};
use crate::status::Status;

pub(super) fn run(name: &str, form: Form) -> Result<Status, Failure> {
    let Some(rule) = find_rule(name) else {
        let names = rules().flat_map(|rule| [rule.code.id, rule.code.name]);
        let nearest = plugwright_interface::nearest(name, names).map(str::to_owned);
        return Err(Failure::Rule { name: name.to_owned(), nearest });
    };
    match form {
        Form::Json => output::print_json(&serde_json::json!({
            "code": rule.code,
            "severity": rule.severity,
            "lifted_by": rule.lifted_by,
            "explain": rule.explain,
            "contained": rule.contained,
            "example": { "found": rule.example.found, "passed": rule.example.passed },
        }))?,
        Form::People => output::print(people(rule).trim_end())?,
    }
    Ok(Status::Done)
}

fn people(rule: &Rule) -> String {
    let weight = match rule.severity {
        Severity::Error => "stops the plugin",
        Severity::Warning => "is warned of",
        Severity::Note => "is noted",
    };
    let head = format!("{} {}: {}\n\n{}", rule.code.id, rule.code.name, rule.code.summary, rule.explain);
    let (found, passed) = (indented(rule.example.found), indented(rule.example.passed));
    if let Some(contained) = rule.contained {
        let by = match contained {
            Containment::Call => "the call, which returns an error",
            Containment::Check => "the check, unless it is granted",
            Containment::Process => "only a process of its own, which there is not yet",
        };
        return format!("{head}\n\n  contained by  {by}\n\nhappens in:\n\n{found}\nnot in:\n\n{passed}");
    }
    let lifted = match rule.lifted_by {
        [] => "nothing".to_owned(),
        some => some.iter().map(|capability| format!("--grant {capability}")).collect::<Vec<_>>().join(" or "),
    };
    format!("{head}\n\n  a finding  {weight}\n  lifted by  {lifted}\n\nfound:\n\n{found}\npassed:\n\n{passed}",)
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {}\n", output::harmless(line)).trim_end().to_owned() + "\n").collect()
}
