//! Doc comments as text.

/// The doc comment among `attrs`, lines joined, without the space that most lines start with.
pub(crate) fn docs(attrs: &[syn::Attribute]) -> String {
    let mut lines = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("doc")) {
        let syn::Meta::NameValue(pair) = &attr.meta else { continue };
        let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value else { continue };
        let text = text.value();
        // `lines` finds none in the empty line of a paragraph.
        let parts = if text.is_empty() { vec![""] } else { text.lines().collect() };
        lines.extend(parts.into_iter().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()));
    }
    lines.join("\n").trim_matches('\n').to_owned()
}
