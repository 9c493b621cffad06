//! [`Crate::outline`]: what of a crate shows in others that are compiled against it. Bodies of functions do not, where
//! nothing of them can: that is decided by what the tokens are, and in doubt a body counts.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use sha2::{Digest as _, Sha256};
use syn::spanned::Spanned;

use crate::krate::Crate;

/// Attributes after which a function is still compiled into its own crate and nowhere else.
const HARMLESS: [&str; 9] = ["allow", "cfg", "deny", "deprecated", "doc", "expect", "forbid", "must_use", "warn"];

/// Macros of the standard library that make expressions and nothing else of what they are given.
const PLAIN: [&str; 19] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "format",
    "format_args",
    "matches",
    "panic",
    "print",
    "println",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
];

/// Words that begin an item, which may be about more than the body that it stands in.
const ITEMS: [&str; 12] =
    ["impl", "macro_rules", "macro", "extern", "mod", "static", "const", "fn", "trait", "struct", "enum", "union"];

impl Crate<'_> {
    /// Returns a digest of all that decides what comes out of compiling another crate against this one, where the compiler
    /// takes no code into another crate that need not be there, as it does for incremental compilation: everything but the
    /// bodies of functions whose code is in this crate alone. Crates of equal outlines can take each other's place without
    /// compiling the other again.
    #[must_use]
    pub fn outline(&self) -> String {
        let mut outline = Outline { krate: self, hash: Sha256::new() };
        outline.files();
        for module in &self.modules {
            outline.text(&module.path.join("::"));
            outline.text(&self.sources.file(module.file).path);
            module.attrs.iter().for_each(|attr| outline.tokens(attr));
            module.items.iter().for_each(|item| outline.item(item));
        }
        outline.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

struct Outline<'o> {
    krate: &'o Crate<'o>,
    hash: Sha256,
}

impl Outline<'_> {
    /// Takes in the files that are no module: the compiler may read them as text.
    fn files(&mut self) {
        let modules = &self.krate.modules;
        let parsed: Vec<_> = modules
            .iter()
            .flat_map(|module| module.included.iter().map(|(_, file)| *file).chain([module.file]))
            .map(|file| self.krate.sources.file(file).path.as_str())
            .collect();
        for file in self.krate.sources.files().iter().chain(self.krate.sources.workspace()) {
            self.text(&file.path);
            if !parsed.contains(&file.path.as_str()) {
                self.bytes(&file.bytes);
            }
        }
    }

    fn item(&mut self, item: &syn::Item) {
        match item {
            syn::Item::Fn(item) if self.is_apart(&item.attrs, &item.sig, &item.block) => {
                self.head(&item.attrs, (&item.vis, &item.sig));
            }
            syn::Item::Impl(item) if is_plain(&item.attrs) && is_concrete(&item.generics) => self.impl_block(item),
            item => self.whole(item),
        }
    }

    fn impl_block(&mut self, block: &syn::ItemImpl) {
        self.whole(&syn::ItemImpl { items: Vec::new(), ..block.clone() });
        for item in &block.items {
            match item {
                syn::ImplItem::Fn(item) if self.is_apart(&item.attrs, &item.sig, &item.block) => {
                    self.head(&item.attrs, (&item.vis, &item.sig));
                }
                item => self.whole(item),
            }
        }
    }

    /// A function without its body. Where it stands does not matter: no other crate has a place of it in its code.
    fn head(&mut self, attrs: &[syn::Attribute], (vis, sig): (&syn::Visibility, &syn::Signature)) {
        attrs.iter().for_each(|attr| self.tokens(attr));
        self.tokens(vis);
        self.tokens(sig);
    }

    /// Something whose code, and with it the lines that panics in it name, may be compiled into other crates.
    fn whole<T: ToTokens + Spanned>(&mut self, node: &T) {
        self.text(&node.span().start().line.to_string());
        self.tokens(node);
    }

    /// Whether a function's code is in this crate alone, and its body says nothing about the rest of it.
    fn is_apart(&self, attrs: &[syn::Attribute], sig: &syn::Signature, block: &syn::Block) -> bool {
        let opaque = || sig.to_token_stream().into_iter().any(|token| says(&token, "impl"));
        sig.constness.is_none()
            && sig.asyncness.is_none()
            && is_concrete(&sig.generics)
            && is_plain(attrs)
            && !opaque()
            && self.is_plain_code(block.to_token_stream())
    }

    /// Whether code holds no items, and no macros that might make some.
    fn is_plain_code(&self, tokens: TokenStream) -> bool {
        let mut tokens = tokens.into_iter().peekable();
        let mut before = None;
        while let Some(token) = tokens.next() {
            let plain = match &token {
                TokenTree::Group(group) => self.is_plain_code(group.stream()),
                TokenTree::Ident(ident) => !ITEMS.iter().any(|word| ident == word),
                TokenTree::Punct(punct) if punct.as_char() == '!' && punct.spacing() == Spacing::Alone => {
                    let is_call = matches!(tokens.peek(), Some(TokenTree::Group(_)));
                    !is_call || before.as_ref().is_none_or(|name| self.is_plain_macro(name))
                }
                _ => true,
            };
            if !plain {
                return false;
            }
            before = match token {
                TokenTree::Ident(ident) => Some(ident),
                _ => None,
            };
        }
        true
    }

    /// Whether a name before `!` is a macro of the standard library, or a word such as `return`, before which `!` negates.
    fn is_plain_macro(&self, name: &proc_macro2::Ident) -> bool {
        let name = name.to_string();
        PLAIN.contains(&name.as_str()) && self.krate.macro_named(&name).is_none()
    }

    fn tokens(&mut self, node: &impl ToTokens) {
        self.text(&node.to_token_stream().to_string());
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.hash.update((bytes.len() as u64).to_le_bytes());
        self.hash.update(bytes);
    }
}

/// Whether there is but one instance of what has these parameters.
fn is_concrete(generics: &syn::Generics) -> bool {
    generics.params.iter().all(|param| matches!(param, syn::GenericParam::Lifetime(_)))
}

fn is_plain(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().all(|attr| HARMLESS.iter().any(|name| attr.path().is_ident(name)))
}

/// Whether a word stands in a token or inside it.
fn says(token: &TokenTree, word: &str) -> bool {
    match token {
        TokenTree::Group(group) => group.stream().into_iter().any(|token| says(&token, word)),
        TokenTree::Ident(ident) => ident == word,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Sources, Target, parse};

    fn outline(text: &str) -> String {
        let files = [("Cargo.toml", "[package]\nname = \"sample\"\nversion = \"0.1.0\"\nedition = \"2024\"\n")];
        let sources = Sources::from_files(files.into_iter().chain([("src/lib.rs", text), ("src/note.txt", "note")]));
        parse(&sources, &Target::default(), |krate, _| krate.outline()).unwrap()
    }

    #[track_caller]
    fn check(before: &str, after: &str, equal: bool) {
        assert_eq!(outline(before) == outline(after), equal, "{before}\n{after}");
    }

    #[test]
    fn bodies_do_not_show() {
        check(
            "pub fn f(a: i64) -> i64 { a + 1 }",
            "pub fn f(a: i64) -> i64 {\n if !a.is_positive() { a } else { 2 }\n }",
            true,
        );
        check(
            "/// A.\n#[must_use] fn f() -> String { format!(\"{}\", 1) }",
            "/// A.\n#[must_use] fn f() -> String { String::new() }",
            true,
        );
        check("struct S; impl S { fn f(&self) { } }", "struct S; impl S { fn f(&self) { drop(vec![1]); } }", true);
        check(
            "struct S<'a>(&'a u8); impl<'a> S<'a> { fn f(&self) -> u8 { *self.0 } }",
            "struct S<'a>(&'a u8); impl<'a> S<'a> { fn f(&self) -> u8 { 2 } }",
            true,
        );
        check(
            "struct S; impl Drop for S { fn drop(&mut self) { } }",
            "struct S; impl Drop for S { fn drop(&mut self) { print!(\"x\") } }",
            true,
        );
    }

    #[test]
    fn what_is_compiled_elsewhere_too_shows() {
        check("fn f<T>() { }", "fn f<T>() { drop(1) }", false);
        check("fn f(a: impl Fn()) { }", "fn f(a: impl Fn()) { a() }", false);
        check(
            "fn f() -> Box<[impl Copy; 1]> { Box::new([1_u8]) }",
            "fn f() -> Box<[impl Copy; 1]> { Box::new([1_u64]) }",
            false,
        );
        check("const fn f() -> usize { 1 }", "const fn f() -> usize { 2 }", false);
        check("async fn f() { }", "async fn f() { drop(1) }", false);
        check("#[inline] fn f() { }", "#[inline] fn f() { drop(1) }", false);
        check(
            "struct S<T>(T); impl<T> S<T> { fn f() { } }",
            "struct S<T>(T); impl<T> S<T> { fn f() { drop(1) } }",
            false,
        );
        check("trait T { fn f() { } }", "trait T { fn f() { drop(1) } }", false);
        check("const C: u8 = 1;", "const C: u8 = 2;", false);
    }

    #[test]
    fn bodies_that_say_something_about_the_rest_show() {
        check("struct S; fn f() { }", "struct S; fn f() { impl Drop for S { fn drop(&mut self) { } } }", false);
        check("macro_rules! m { () => { } } fn f() { }", "macro_rules! m { () => { } } fn f() { m!(); }", false);
        check("macro_rules! vec { () => { } } fn f() { }", "macro_rules! vec { () => { } } fn f() { vec!(); }", false);
        check("struct S; fn f() { }", "struct S; fn f() { vec![{ impl Copy for S {} 1 }]; }", false);
        check("fn f() { }", "fn f() { include!(\"note.txt\"); }", false);
    }

    #[test]
    fn lines_count_where_a_panic_may_name_them() {
        check("fn f() { }\nstruct S;", "fn f() {\n }\nstruct S;", false);
        check("fn f() { }\nfn g() { }", "fn f() {\n }\nfn g() { }", true);
    }
}
