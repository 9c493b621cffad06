//! S080: what makes a build take more than a plugin is worth.

use std::collections::BTreeMap;

use syn::spanned::Spanned as _;
use syn::visit::Visit;

use plugwright_analyzer::Span;

use crate::rules::{Findings, Subject, rule};

rule! {
    "S080" "build-cost" Warning [] "asks the compiler for more than a plugin is worth"
    explain "A static of 64 GiB is two lines of source, and a few aliases that double each other keep the type checker busy for \
             ever. The limits of the build contain them; this says which line it was."
    by check
}

/// Bytes of an array.
const ARRAY: u128 = 16 << 20;
/// Parts of a type, with all aliases taken in.
const PARTS: u64 = 100_000;

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut aliases = Aliases::default();
    subject.krate.modules.iter().flat_map(|module| &module.items).for_each(|item| aliases.visit_item(item));
    for module in &subject.krate.modules {
        let mut search = Search { aliases: &mut aliases, found: Vec::new() };
        module.items.iter().for_each(|item| search.visit_item(item));
        let file = &subject.krate.sources.file(module.file).path;
        for (span, message) in search.found {
            findings.report(&RULE, Span::new(file, span), message);
        }
    }
}

/// The aliases of the crate by name, as far as their size is known.
#[derive(Default)]
struct Aliases {
    uses: BTreeMap<String, Vec<String>>,
    sizes: BTreeMap<String, u64>,
}

impl<'a> Visit<'a> for Aliases {
    fn visit_item_type(&mut self, item: &'a syn::ItemType) {
        let mut names = Names(Vec::new());
        names.visit_type(&item.ty);
        self.uses.insert(item.ident.to_string(), names.0);
    }
}

/// The last segment of every path in a type.
struct Names(Vec<String>);

impl<'a> Visit<'a> for Names {
    fn visit_path(&mut self, path: &'a syn::Path) {
        self.0.extend(path.segments.last().map(|segment| segment.ident.to_string()));
        syn::visit::visit_path(self, path);
    }
}

impl Aliases {
    /// How many parts a type of these names has. Each alias multiplies what it is given.
    fn parts(&mut self, name: &str, depth: usize) -> u64 {
        if let Some(size) = self.sizes.get(name) {
            return *size;
        }
        let Some(uses) = self.uses.get(name).cloned() else { return 1 };
        if depth > 64 {
            return PARTS;
        }
        // One alias within another multiplies, two beside each other add up; the larger of both is a fair bound.
        let inner: Vec<u64> = uses.iter().map(|used| self.parts(used, depth + 1)).collect();
        let product = inner.iter().fold(1_u64, |product, part| product.saturating_mul(*part));
        let size = product.max(inner.iter().fold(0, |sum, part| sum.saturating_add(*part))).min(u64::MAX / 2);
        self.sizes.insert(name.to_string(), size);
        size
    }
}

/// The places that are expensive.
struct Search<'s> {
    aliases: &'s mut Aliases,
    found: Vec<(proc_macro2::Span, String)>,
}

impl<'a> Visit<'a> for Search<'_> {
    fn visit_item_type(&mut self, item: &'a syn::ItemType) {
        if self.aliases.parts(&item.ident.to_string(), 0) > PARTS {
            self.found
                .push((item.ident.span(), format!("the alias `{}` stands for a type of very many parts", item.ident)));
        }
        syn::visit::visit_item_type(self, item);
    }

    fn visit_type_array(&mut self, array: &'a syn::TypeArray) {
        if let Some(bytes) = size(&syn::Type::Array(array.clone())).filter(|bytes| *bytes > ARRAY) {
            self.found.push((array.span(), format!("an array of {} MiB", bytes >> 20)));
            return;
        }
        syn::visit::visit_type_array(self, array);
    }

    fn visit_expr_repeat(&mut self, repeat: &'a syn::ExprRepeat) {
        if let Some(items) = number(&repeat.len).filter(|items| *items > ARRAY) {
            self.found.push((repeat.span(), format!("an array of {items} items")));
        }
        syn::visit::visit_expr_repeat(self, repeat);
    }
}

/// The least number of bytes that the type takes, where it can be told.
fn size(ty: &syn::Type) -> Option<u128> {
    match ty {
        syn::Type::Array(array) => size(&array.elem)?.checked_mul(number(&array.len)?),
        syn::Type::Path(path) => Some(match path.path.get_ident()?.to_string().as_str() {
            "u16" | "i16" => 2,
            "u32" | "i32" | "f32" | "char" => 4,
            "u64" | "i64" | "f64" | "usize" | "isize" => 8,
            "u128" | "i128" => 16,
            _ => 1,
        }),
        _ => Some(1),
    }
}

/// The value of a constant that is written out.
fn number(expr: &syn::Expr) -> Option<u128> {
    match expr {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(number), .. }) => number.base10_parse().ok(),
        syn::Expr::Paren(inner) => number(&inner.expr),
        syn::Expr::Cast(cast) => number(&cast.expr),
        syn::Expr::Binary(binary) => {
            let (left, right) = (number(&binary.left)?, number(&binary.right)?);
            match binary.op {
                syn::BinOp::Mul(_) => left.checked_mul(right),
                syn::BinOp::Add(_) => left.checked_add(right),
                syn::BinOp::Sub(_) => left.checked_sub(right),
                syn::BinOp::Shl(_) => left.checked_mul(1_u128.checked_shl(u32::try_from(right).ok()?)?),
                _ => None,
            }
        }
        _ => None,
    }
}
