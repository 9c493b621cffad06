//! What the attributes of an item tell its user: `#[deprecated]` and `#[must_use]`.

use plugwright_interface::Deprecation;

use crate::cfg::{Cfg, State};

/// What `#[deprecated]` says, in each of its forms.
pub(super) fn deprecated(cfg: &Cfg, attrs: &[syn::Attribute]) -> Option<Deprecation> {
    let mut deprecation = Deprecation::default();
    match active(cfg, attrs, "deprecated")? {
        syn::Meta::NameValue(pair) => deprecation.note = text(&pair.value),
        syn::Meta::List(list) => {
            // What is not as the compiler wants it says nothing.
            let _ = list.parse_nested_meta(|key| {
                let value = text(&key.value()?.parse()?);
                if key.path.is_ident("since") {
                    deprecation.since = value;
                } else if key.path.is_ident("note") {
                    deprecation.note = value;
                }
                Ok(())
            });
        }
        _ => {}
    }
    Some(deprecation)
}

/// The reason that `#[must_use]` gives; empty where it gives none.
pub(super) fn must_use(cfg: &Cfg, attrs: &[syn::Attribute]) -> Option<String> {
    match active(cfg, attrs, "must_use")? {
        syn::Meta::NameValue(pair) => Some(text(&pair.value).unwrap_or_default()),
        _ => Some(String::new()),
    }
}

fn active(cfg: &Cfg, attrs: &[syn::Attribute], name: &str) -> Option<syn::Meta> {
    let mut metas = cfg.metas(attrs, name).into_iter();
    metas.find(|(_, state)| *state == State::Active).map(|(meta, _)| meta)
}

fn text(value: &syn::Expr) -> Option<String> {
    match value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}
