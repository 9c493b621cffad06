//! The length of an array, where it is a literal, a constant of the crate or of one of its types, what the language says of a
//! number's size, or plain arithmetic of those.

use crate::cfg::State;
use crate::impls::{follow_alias, impls, self_item};
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
            syn::Expr::Path(path) => match &path.qself {
                Some(own) => self.associated(&own.ty, &path.path.segments.last()?.ident, env),
                None => self.path(&path.path, env),
            },
            syn::Expr::Call(call) if call.args.is_empty() => match &*call.func {
                syn::Expr::Path(function) => self.size(&function.path, env),
                _ => None,
            },
            _ => None,
        }
    }

    /// `size_of::<u64>()`.
    fn size(&self, function: &syn::Path, env: &Env<'_>) -> Option<u128> {
        let query = Query { namespace: Namespace::Value, ..Query::types(env.module) };
        let is_own = matches!(self.krate.resolve(query, &Path::of(function)).meaning, Meaning::Item(_));
        let is_it = !is_own && function.segments.last()?.ident == "size_of";
        match super::arguments(function)[..] {
            [syn::Type::Path(ty)] if is_it && ty.qself.is_none() => Some(self.bits(&ty.path, env)? / 8),
            _ => None,
        }
    }

    /// How many bits a number has whose type has as many everywhere.
    fn bits(&self, ty: &syn::Path, env: &Env<'_>) -> Option<u128> {
        let Meaning::Primitive(name) = self.krate.resolve(Query::types(env.module), &Path::of(ty)).meaning else {
            return None;
        };
        let [name] = name.as_slice() else { return None };
        name.strip_prefix(['i', 'u', 'f'])?.parse().ok()
    }

    /// A constant of a type of the crate: `Packet::LEN`, `Self::LEN`, `<Packet as Sized>::LEN`.
    fn associated(&mut self, own: &syn::Type, name: &syn::Ident, env: &Env<'_>) -> Option<u128> {
        let syn::Type::Path(syn::TypePath { qself: None, path, .. }) = own else { return None };
        if path.is_ident("Self")
            && let Some((own, around)) = env.self_type()
        {
            return self.associated(own, name, around);
        }
        if name == "BITS"
            && let Some(bits) = self.bits(path, env)
        {
            return Some(bits);
        }
        let krate = self.krate;
        let wanted = follow_alias(krate, krate.resolve(Query::types(env.module), &Path::of(path)).meaning)?;
        let mut found = None;
        for (item, block) in impls(krate).filter(|(item, block)| self_item(krate, *item, block) == Some(wanted)) {
            let constants = block.items.iter().filter_map(|member| match member {
                syn::ImplItem::Const(constant) if constant.ident == *name => Some(constant),
                _ => None,
            });
            for constant in constants.filter(|constant| krate.cfg.state(&constant.attrs) != State::Inactive) {
                // Two of one name belong to two traits, or to two instances.
                if !is_usize(&constant.ty) || found.replace((item, block, constant)).is_some() {
                    return None;
                }
            }
        }
        let (item, block, constant) = found?;
        let outer = Env::new(item.module);
        self.value(&constant.expr, &Env::new(item.module).with_self(&block.self_ty, &outer))
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
        let Meaning::Item(item) = self.krate.resolve(query, &Path::of(path)).meaning else {
            if path.segments.len() < 2 {
                return None;
            }
            let mut own = path.clone();
            let name = own.segments.pop()?.ident;
            own.segments.pop_punct();
            return self.associated(
                &syn::Type::Path(syn::TypePath { attrs: Vec::new(), qself: None, path: own }),
                &name,
                env,
            );
        };
        let syn::Item::Const(constant) = self.krate.item(item) else { return None };
        // A narrower type could wrap; the compiler would refuse it, but only after us.
        is_usize(&constant.ty).then(|| self.value(&constant.expr, &Env::new(item.module)))?
    }
}

fn is_usize(ty: &syn::Type) -> bool {
    matches!(ty, syn::Type::Path(path) if path.qself.is_none() && path.path.is_ident("usize"))
}
