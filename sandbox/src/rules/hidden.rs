//! Items inside macros, as far as they can be read as items: what stands in a definition, with the names of the macro's
//! arguments for the arguments, and what is handed to a call.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::visit::Visit;

/// The items in all macros of these items, and in the macros of those.
pub(crate) fn items(of: &[syn::Item]) -> Vec<syn::Item> {
    let mut finder = Finder { found: Vec::new(), depth: 0 };
    of.iter().for_each(|item| finder.visit_item(item));
    finder.found
}

/// Macros in macros that are followed.
const DEPTH: usize = 16;

struct Finder {
    found: Vec<syn::Item>,
    depth: usize,
}

impl<'a> Visit<'a> for Finder {
    fn visit_macro(&mut self, call: &'a syn::Macro) {
        if self.depth == DEPTH {
            return;
        }
        let bodies = if call.path.is_ident("macro_rules") {
            transcribers(call.tokens.clone())
        } else {
            vec![call.tokens.clone()]
        };
        for body in bodies.into_iter().filter_map(|body| syn::parse2::<syn::File>(plain(body)).ok()) {
            self.depth += 1;
            body.items.iter().for_each(|item| self.visit_item(item));
            self.depth -= 1;
            self.found.extend(body.items);
        }
    }
}

/// What the rules of a macro write: the group after each `=>`.
fn transcribers(rules: TokenStream) -> Vec<TokenStream> {
    let mut found = Vec::new();
    let mut arrow = false;
    for token in rules {
        match token {
            TokenTree::Group(body) if arrow => {
                found.push(body.stream());
                arrow = false;
            }
            TokenTree::Punct(sign) if sign.as_char() == '>' => arrow = true,
            _ => {}
        }
    }
    found
}

/// Writes `$name` as `name`, and what `$(…)*` repeats once.
fn plain(tokens: TokenStream) -> TokenStream {
    let mut out = Vec::new();
    let mut left = tokens.into_iter().peekable();
    while let Some(token) = left.next() {
        match token {
            token if is_sign(&token, "$") => {
                if let Some(TokenTree::Group(repeated)) = left.next_if(is_repetition) {
                    out.extend(plain(repeated.stream()));
                    // What separates the repetitions, if anything, and how many there are.
                    let separator = left.next_if(|next| is_sign(next, ",;|&+")).is_some();
                    if left.next_if(|next| is_sign(next, "*+?")).is_none() && !separator {
                        out.push(token);
                    }
                }
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), plain(group.stream()));
                inner.set_span(group.span());
                out.push(TokenTree::Group(inner));
            }
            other => out.push(other),
        }
    }
    out.into_iter().collect()
}

fn is_sign(token: &TokenTree, signs: &str) -> bool {
    matches!(token, TokenTree::Punct(sign) if signs.contains(sign.as_char()))
}

fn is_repetition(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis)
}
