//! The length of an array, where it is a literal, a constant of the crate or plain arithmetic of those.

use crate::krate::Crate;
use crate::resolve::{Meaning, Path, Query};
use crate::scope::Namespace;

use super::{Bound, Env};

const MAX_DEPTH: usize = 64;
const MAX_STEPS: usize = 1_000;

/// Works the length out, or returns nothing.
pub(super) fn evaluate(krate: &Crate<'_>, expr: &syn::Expr, env: &Env<'_>) -> Option<usize> {
    let mut evaluation = Evaluation { krate, depth: 0, steps: 0 };
    usize::try_from(evaluation.value(expr, env)?).ok()
}

struct Evaluation<'k, 's> {
    krate: &'k Crate<'s>,
    depth: usize,
    steps: usize,
}

impl Evaluation<'_, '_> {
    fn value(&mut self, expr: &syn::Expr, env: &Env<'_>) -> Option<u128> {
        self.steps += 1;
        if self.depth == MAX_DEPTH || self.steps > MAX_STEPS {
            return None;
        }
        self.depth += 1;
        let value = self.kind(expr, env);
        self.depth -= 1;
        value
    }

    fn kind(&mut self, expr: &syn::Expr, env: &Env<'_>) -> Option<u128> {
        match expr {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(int), .. }) => int.base10_parse().ok(),
            syn::Expr::Paren(paren) => self.value(&paren.expr, env),
            syn::Expr::Group(group) => self.value(&group.expr, env),
            syn::Expr::Cast(cast) if is_usize(&cast.ty) => self.value(&cast.expr, env),
            syn::Expr::Block(syn::ExprBlock { block, .. }) => match block.stmts.as_slice() {
                [syn::Stmt::Expr(expr, None)] => self.value(expr, env),
                _ => None,
            },
            syn::Expr::Binary(binary) => {
                let left = self.value(&binary.left, env)?;
                let right = self.value(&binary.right, env)?;
                match binary.op {
                    syn::BinOp::Add(_) => left.checked_add(right),
                    syn::BinOp::Sub(_) => left.checked_sub(right),
                    syn::BinOp::Mul(_) => left.checked_mul(right),
                    syn::BinOp::Div(_) => left.checked_div(right),
                    syn::BinOp::Rem(_) => left.checked_rem(right),
                    syn::BinOp::Shl(_) if right < 64 => left.checked_mul(1 << right),
                    syn::BinOp::Shr(_) if right < 128 => Some(left >> right),
                    _ => None,
                }
            }
            syn::Expr::Path(path) if path.qself.is_none() => self.path(&path.path, env),
            _ => None,
        }
    }

    fn path(&mut self, path: &syn::Path, env: &Env<'_>) -> Option<u128> {
        match env.bound(path) {
            Some(Bound::Const(expr, env)) => return self.value(expr, env),
            Some(Bound::Value(value)) => return value.parse().ok(),
            Some(Bound::Type(syn::Type::Path(path), env)) => return self.path(&path.path, env),
            Some(_) => return None,
            None => {}
        }
        let query = Query { namespace: Namespace::Value, ..Query::types(env.module) };
        let Meaning::Item(item) = self.krate.resolve(query, &Path::of(path)).meaning else { return None };
        let syn::Item::Const(constant) = self.krate.item(item) else { return None };
        // A narrower type could wrap; the compiler would refuse it, but only after us.
        is_usize(&constant.ty).then(|| self.value(&constant.expr, &Env::new(item.module)))?
    }
}

fn is_usize(ty: &syn::Type) -> bool {
    matches!(ty, syn::Type::Path(path) if path.qself.is_none() && path.path.is_ident("usize"))
}
