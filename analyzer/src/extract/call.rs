//! [`MacroCall`]: a macro in item position whose items cannot be seen. To tell what each call made, the text that is
//! expanded has a marker before and behind each call, which comes out of the expansion as it went in.

use std::borrow::Cow;

use crate::diagnostic::{Position, Span};
use crate::krate::Crate;

/// A call of a macro that may make functions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MacroCall {
    /// The name of the macro.
    pub name: Span,
    /// The whole item, from its attributes to its last character.
    pub item: Span,
}

/// What a marker's name begins with; its number follows.
const BEGIN: &str = "__plugwright_call_";
const END: &str = "__plugwright_done_";

/// Puts a marker before and behind each call in a file.
pub(super) fn marked<'t>(calls: &[MacroCall], file: &str, text: &'t str) -> Cow<'t, str> {
    let mut marks: Vec<(usize, String)> = Vec::new();
    for (number, call) in calls.iter().enumerate().filter(|(_, call)| call.item.file == file) {
        let (Some(start), Some(end)) = (offset(text, call.item.start), offset(text, call.item.end)) else { continue };
        marks.push((start, format!("const {BEGIN}{number}: () = (); ")));
        marks.push((end, format!(" const {END}{number}: () = ();")));
    }
    if marks.is_empty() {
        return Cow::Borrowed(text);
    }
    // From behind, so that places stay true.
    marks.sort_by(|(a, _), (b, _)| b.cmp(a));
    let mut text = text.to_owned();
    marks.into_iter().for_each(|(at, mark)| text.insert_str(at, &mark));
    Cow::Owned(text)
}

fn offset(text: &str, Position { line, column }: Position) -> Option<usize> {
    // A byte order mark is no character of the source.
    let mark = if text.starts_with('\u{feff}') && line == 1 { 1 } else { 0 };
    let start = match line {
        1 => 0,
        line => text.match_indices('\n').nth(line - 2)?.0 + 1,
    };
    let rest = &text[start..];
    let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    ends.map(|at| start + at).nth(column - 1 + mark)
}

/// Where the items of each call are in an expanded crate: number of the call, and the text between its markers.
pub(super) fn regions(krate: &Crate<'_>) -> Vec<(usize, Span)> {
    let mut found = Vec::new();
    let mut open: Vec<(usize, Span)> = Vec::new();
    let mut see = |ident: &syn::Ident, span: Span| {
        let name = ident.to_string();
        let number = |prefix: &str| name.strip_prefix(prefix)?.parse::<usize>().ok();
        if let Some(number) = number(BEGIN) {
            open.push((number, span));
        } else if let Some(number) = number(END) {
            let begin = open.iter().rposition(|(own, _)| *own == number).map(|index| open.remove(index));
            found.extend(begin.map(|(number, begin)| (number, Span { end: span.start, ..begin })));
        }
    };
    for id in krate.module_ids() {
        for (item, index) in krate.module(id).items.iter().zip(0..) {
            let item_id = crate::krate::ItemId { module: id, index };
            match item {
                syn::Item::Const(item) => see(&item.ident, krate.span(item_id, &item.ident)),
                syn::Item::Impl(block) => block.items.iter().for_each(|member| {
                    if let syn::ImplItem::Const(member) = member {
                        see(&member.ident, krate.span(item_id, &member.ident));
                    }
                }),
                _ => {}
            }
        }
    }
    found
}
