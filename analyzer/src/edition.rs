//! What only the first editions allow, written as later ones have it, since syn does not know it: `async`, `await`, `dyn` and
//! `try` as names, parameters of trait functions without any, and `&Fn(u8)` without `dyn`.

use std::collections::HashSet;

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};

use crate::manifest::Edition;

/// Tokens that the generic parameters of one function may have, so that no text is gone over again and again.
const MAX_GENERICS: usize = 1_000;

/// Writes a text of that edition for syn. The nesting of the text was checked.
pub(crate) fn modern(tokens: TokenStream, edition: Edition) -> TokenStream {
    match edition {
        Edition::E2015 => with_closures(with_later_words(tokens)),
        Edition::E2018 => with_closures(tokens),
        Edition::E2021 | Edition::E2024 => tokens,
    }
}

/// Puts `dyn` before the types of closures: `&Fn(u8)`, `Box<FnMut()>`.
fn with_closures(tokens: TokenStream) -> TokenStream {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let written = tokens.iter().enumerate().flat_map(|(at, token)| {
        let word = is_bare_closure(&tokens, at).then(|| Ident::new("dyn", token.span()).into());
        word.into_iter().chain([inside(token, with_closures)])
    });
    written.collect()
}

/// Whether the type of a closure stands there, where a type must be behind a pointer or in angle brackets.
fn is_bare_closure(tokens: &[TokenTree], at: usize) -> bool {
    let is_closure = ["Fn", "FnMut", "FnOnce"].iter().any(|word| is_word(&tokens[at], word))
        && matches!(tokens.get(at + 1), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
    if !is_closure {
        return false;
    }
    match &tokens[..at] {
        [.., before] if is_punct(before, '&') || is_punct(before, '<') => true,
        [.., and, mutable] if is_word(mutable, "mut") && is_punct(and, '&') => true,
        [.., and, quote, _] if is_punct(quote, '\'') && is_punct(and, '&') => true,
        [.., and, quote, _, mutable] => is_word(mutable, "mut") && is_punct(quote, '\'') && is_punct(and, '&'),
        _ => false,
    }
}

/// Writes what stands between delimiters.
fn inside(token: &TokenTree, write: impl FnOnce(TokenStream) -> TokenStream) -> TokenTree {
    let TokenTree::Group(group) = token else { return token.clone() };
    let mut written = Group::new(group.delimiter(), write(group.stream()));
    written.set_span(group.span());
    TokenTree::Group(written)
}

/// Writes words that became keywords as names, and gives parameters one.
fn with_later_words(tokens: TokenStream) -> TokenStream {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let params = tokens.iter().enumerate().filter(|(_, token)| is_word(token, "fn"));
    let params: HashSet<_> = params.filter_map(|(at, _)| params_of(&tokens, at)).collect();
    let written = tokens.iter().enumerate().map(|(at, token)| match token {
        TokenTree::Group(_) if params.contains(&at) => inside(token, |params| with_names(with_later_words(params))),
        TokenTree::Group(_) => inside(token, with_later_words),
        TokenTree::Ident(ident) if is_name(&tokens, at, &ident.to_string()) => {
            TokenTree::Ident(Ident::new_raw(&ident.to_string(), ident.span()))
        }
        token => token.clone(),
    });
    written.collect()
}

/// Whether a word is a name although it is a keyword of later editions.
fn is_name(tokens: &[TokenTree], at: usize, word: &str) -> bool {
    let is_lifetime = at.checked_sub(1).is_some_and(|before| is_punct(&tokens[before], '\''));
    let next = tokens.get(at + 1);
    match word {
        _ if is_lifetime => false,
        "async" | "await" => true,
        "try" => !next.is_some_and(|next| is_punct(next, '!')),
        // As the compiler has it: a keyword where a bound follows.
        "dyn" => !next.is_some_and(|next| match next {
            TokenTree::Ident(_) => !["as", "in", "if"].iter().any(|word| is_word(next, word)),
            next => is_punct(next, '\'') || is_punct(next, '?'),
        }),
        _ => false,
    }
}

/// Where the parameters of the function stand whose `fn` is at `at`. A function type has no name, and neither have they.
fn params_of(tokens: &[TokenTree], at: usize) -> Option<usize> {
    let TokenTree::Ident(_) = tokens.get(at + 1)? else { return None };
    let mut angles = Angles::default();
    let mut behind = tokens.iter().enumerate().skip(at + 2).take(MAX_GENERICS);
    let (found, group) = behind.find(|(_, token)| !angles.hold(token))?;
    matches!(group, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis).then_some(found)
}

/// The angle brackets that are open.
#[derive(Default)]
struct Angles {
    open: usize,
    /// The punctuation that the last token was.
    last: Option<char>,
}

impl Angles {
    /// Goes over a token. Whether it stands inside angle brackets, which count themselves.
    fn hold(&mut self, token: &TokenTree) -> bool {
        let before = self.open;
        let punct = if let TokenTree::Punct(punct) = token { Some(punct.as_char()) } else { None };
        match punct {
            Some('<') => self.open += 1,
            Some('>') if self.last != Some('-') => self.open = self.open.saturating_sub(1),
            _ => {}
        }
        self.last = punct;
        before > 0 || self.open > 0
    }
}

/// Puts `_:` before parameters without a name.
fn with_names(params: TokenStream) -> TokenStream {
    let (mut named, mut param, mut angles) = (Vec::new(), Vec::new(), Angles::default());
    for token in params {
        let is_end = !angles.hold(&token) && is_punct(&token, ',');
        param.push(token);
        if is_end {
            named.extend(with_name(std::mem::take(&mut param)));
        }
    }
    named.extend(with_name(param));
    named.into_iter().collect()
}

fn with_name(param: Vec<TokenTree>) -> Vec<TokenTree> {
    let attributes = param.chunks(2).take_while(|pair| is_punct(&pair[0], '#')).count() * 2;
    let is_double = |at: usize| matches!(&param[at], TokenTree::Punct(punct) if punct.spacing() == Spacing::Joint);
    let colon = (0..param.len()).find(|at| is_punct(&param[*at], ':'));
    let has_name = colon.is_some_and(|at| !is_double(at)) || param.iter().any(|token| is_word(token, "self"));
    match param.get(attributes) {
        Some(first) if !has_name && !is_punct(first, '.') => {
            let name = [Ident::new("_", first.span()).into(), Punct::new(':', Spacing::Alone).into()];
            let (attributes, ty) = param.split_at(attributes);
            attributes.iter().cloned().chain(name).chain(ty.iter().cloned()).collect()
        }
        _ => param,
    }
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::manifest::Edition;

    #[track_caller]
    fn check(text: &str, expect: &Expect) {
        let tokens = super::modern(text.parse().unwrap(), Edition::E2015);
        expect.assert_eq(&tokens.to_string());
        syn::parse2::<syn::File>(tokens).unwrap();
    }

    #[test]
    fn later_keywords_are_names() {
        check(
            "fn async(dyn: u8, x: &'async dyn Try) -> Box<dyn for<'a> Fn(&'a u8)> { let try = try!(dyn.await); dyn as u8 + dyn::await(try) }",
            &expect![
                "fn r#async (r#dyn : u8 , x : &'async dyn Try) -> Box < dyn for <'a > Fn (&'a u8) > { let r#try = try ! (r#dyn . r#await) ; r#dyn as u8 + r#dyn :: r#await (r#try) }"
            ],
        );
        check(
            "mod dyn { use dyn as try; } fn f(x: Box<dyn 'static + A>, y: &mut dyn ?Sized) { for dyn in dyn {} }",
            &expect![
                "mod r#dyn { use r#dyn as r#try ; } fn f (x : Box < dyn 'static + A >, y : & mut dyn ? Sized) { for r#dyn in r#dyn { } }"
            ],
        );
    }

    #[test]
    fn parameters_without_names_get_one() {
        check(
            "trait A { fn a(&self, u8, &str, std::vec::Vec<(u8, B<C>)>) -> u8; fn b(self: Box<Self>, x: u8, fn(u8) -> u8, [u8; 2],); fn c(); fn d<F: Fn(u8)>(F) where F: D; fn e(&'a mut self, #[x] u8); }",
            &expect![
                "trait A { fn a (& self , _ : u8 , _ : & str , _ : std :: vec :: Vec < (u8 , B < C >) >) -> u8 ; fn b (self : Box < Self >, x : u8 , _ : fn (u8) -> u8 , _ : [u8 ; 2] ,) ; fn c () ; fn d < F : Fn (u8) > (_ : F) where F : D ; fn e (&'a mut self , # [x] _ : u8) ; }"
            ],
        );
        check(
            "extern { fn a(x: *const u8, ...); } fn b<T>((x, y): (T, T), mut z: u8, _: ::std::string::String) {}",
            &expect![
                "extern { fn a (x : * const u8 , ...) ; } fn b < T > ((x , y) : (T , T) , mut z : u8 , _ : :: std :: string :: String) { }"
            ],
        );
    }

    #[test]
    fn closures_behind_pointers_are_objects() {
        let text = "fn a(x: &Fn(u8) -> u8, y: Box<FnMut()>, z: &'a mut Fn(), w: &'a FnOnce(), v: &mut Vec<Fn(&Fn())>) -> impl Fn() where F: Fn(u8) + FnMut() {}";
        check(
            text,
            &expect![
                "fn a (x : & dyn Fn (u8) -> u8 , y : Box < dyn FnMut () >, z : &'a mut dyn Fn () , w : &'a dyn FnOnce () , v : & mut Vec < dyn Fn (& dyn Fn ()) >) -> impl Fn () where F : Fn (u8) + FnMut () { }"
            ],
        );
        let (later, tokens) = (Edition::E2021, || text.parse().unwrap());
        assert_eq!(super::modern(tokens(), later).to_string(), tokens().to_string());
    }
}
