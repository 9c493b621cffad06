//! Attributes: those that a plugin may carry. The compiler acts on attributes before any function runs, so that there
//! is a list of the harmless ones.

use proc_macro2::Delimiter;

use super::s::s011_symbol_attribute::{self, PLACEMENTS, SYMBOLS};
use super::s::s013_link_attribute::{self, LINKS};
use super::s::s016_attribute_not_allowed::{self, DENIALS, DERIVES, HARMLESS, TOOLS};
use super::s::s044_macro_attribute_argument;
use super::{Findings, Rule, Subject};
use crate::Capability;
use crate::scan::Attribute;
use crate::scan::names::{Anchor, Written};
use crate::scan::token::{Token, split_commas};

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for attribute in &subject.scan.attributes {
        if let Some(refusal) = judge(subject, attribute) {
            let span = subject.scan.span(&attribute.place);
            findings.report_unless(refusal.rule, refusal.lifted_by, span, refusal.message);
        }
    }
    // `#[$meta]` takes the name from the macro's arguments, where it is a loose word.
    for (place, word) in &subject.scan.loose {
        let (rule, lifted_by) = match word.as_str() {
            "no_mangle" | "export_name" => (&s011_symbol_attribute::RULE, s011_symbol_attribute::RULE.lifted_by),
            "link_section" | "naked" => (&s011_symbol_attribute::RULE, UNSAFE),
            "link_name" => (&s013_link_attribute::RULE, s013_link_attribute::RULE.lifted_by),
            "global_allocator" | "panic_handler" | "debugger_visualizer" => {
                (&s016_attribute_not_allowed::RULE, NOTHING)
            }
            _ => continue,
        };
        let message = format!("hands the attribute `{word}` to a macro");
        findings.report_unless(rule, lifted_by, subject.scan.span(place), message.clone());
        findings.report_unless(&s044_macro_attribute_argument::RULE, lifted_by, subject.scan.span(place), message);
    }
}

/// Why an attribute is refused.
struct Refusal {
    rule: &'static Rule,
    lifted_by: &'static [Capability],
    message: String,
}

const UNSAFE: &[Capability] = &[Capability::Unsafe];
const NOTHING: &[Capability] = &[];

fn judge(subject: &Subject<'_>, attribute: &Attribute) -> Option<Refusal> {
    let shown = attribute.names.join("::");
    let (name, sub) = (attribute.names.first()?.as_str(), attribute.names.len() > 1);
    let refuse = |rule: &'static Rule, lifted_by: &'static [Capability]| {
        Some(Refusal { rule, lifted_by, message: format!("carries the attribute `{shown}`") })
    };
    if sub {
        let written = Written {
            segments: attribute.names.clone(),
            anchor: Anchor::Local,
            module: attribute.place.module.clone(),
        };
        let standard = !subject.scan.names.meanings(&written).is_empty();
        return match attribute.names.last().map(String::as_str) {
            _ if TOOLS.contains(&name) => None,
            Some("derive") if standard => derive(subject, attribute),
            Some("test" | "cfg_eval" | "automatically_derived") if standard => None,
            _ => refuse(&s016_attribute_not_allowed::RULE, s016_attribute_not_allowed::RULE.lifted_by),
        };
    }
    match name {
        "derive" => derive(subject, attribute),
        "crate_type" if is_plain_library(attribute) => None,
        "recursion_limit" if !too_deep(attribute) => None,
        _ if HARMLESS.contains(&name) => None,
        _ if SYMBOLS.contains(&name) => refuse(&s011_symbol_attribute::RULE, s011_symbol_attribute::RULE.lifted_by),
        _ if PLACEMENTS.contains(&name) => refuse(&s011_symbol_attribute::RULE, UNSAFE),
        _ if LINKS.contains(&name) => refuse(&s013_link_attribute::RULE, s013_link_attribute::RULE.lifted_by),
        _ if DENIALS.contains(&name) || name.starts_with("rustc_") => {
            refuse(&s016_attribute_not_allowed::RULE, NOTHING)
        }
        // A macro reads attributes as it likes; what it gives to the compiler stands in one of the lists above or comes
        // from another crate.
        _ if attribute.place.in_macro => None,
        _ => refuse(&s016_attribute_not_allowed::RULE, s016_attribute_not_allowed::RULE.lifted_by),
    }
}

fn is_plain_library(attribute: &Attribute) -> bool {
    attribute.tokens.get(2).and_then(Token::string).is_some_and(|kind| kind == "lib" || kind == "rlib")
}

fn derive(subject: &Subject<'_>, attribute: &Attribute) -> Option<Refusal> {
    let arguments = attribute.tokens.last()?.group(Delimiter::Parenthesis)?;
    let unknown = split_commas(arguments).find_map(|part| {
        let segments: Vec<String> = part.iter().filter_map(Token::ident).map(str::to_string).collect();
        let last = segments.last()?;
        let alone = segments.len() == 1 && DERIVES.contains(&last.as_str());
        let written =
            Written { segments: segments.clone(), anchor: Anchor::Local, module: attribute.place.module.clone() };
        let known = alone || !subject.scan.names.meanings(&written).is_empty() || part[0].is_punct('$');
        (!known).then(|| segments.join("::"))
    })?;
    let message = format!("derives `{unknown}`, which is not of the standard library");
    Some(Refusal {
        rule: &s016_attribute_not_allowed::RULE,
        lifted_by: s016_attribute_not_allowed::RULE.lifted_by,
        message,
    })
}

fn too_deep(attribute: &Attribute) -> bool {
    let limit = attribute.tokens.iter().find_map(Token::string);
    limit.and_then(|limit| limit.parse::<u32>().ok()).is_none_or(|limit| limit > 512)
}
