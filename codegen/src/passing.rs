//! An argument as the bridge lifted it → as the function takes it: a closure of the host's becomes one in the bridge that
//! calls it, in the holder in which the function takes one; of a trait's object that is lent, what is in its box is passed on.

use plugwright_analyzer::{Holder, Passing};
use plugwright_interface::{Access, Callback, Order, Type};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::stand_in;
use crate::types::{Lifetime, collection, tokens, trait_path};

/// How long what a function gets lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lasting {
    /// Until the function returns.
    Call,
    /// Until what it returned is dropped: it is in the arena.
    Result,
}

/// The type that an argument is lifted to, where the callee does not say.
pub(crate) fn wanted(passing: Passing, ty: &Type) -> Option<TokenStream> {
    let spelled = || tokens(ty, Lifetime::Inferred);
    match (passing, ty) {
        (Passing::StandIn, ty) => Some(stand_in::spelled(ty)),
        // What is passed on is made of what was lifted, from which that does not follow.
        _ if is_turned(ty) => Some(lifted(ty)),
        (Passing::Inferred | Passing::Closure(_), _) => None,
        // What is shared is of the same contract as what is given.
        (_, Type::Handle(Access::Shared, _)) => Some(spelled()).map(|object| quote!(&#object)),
        (Passing::Typed | Passing::Copied | Passing::Placed | Passing::Lent | Passing::Iterator(_), _) => {
            Some(spelled())
        }
    }
}

/// Passes a lifted argument on.
pub(crate) fn pass(ty: &Type, passing: Passing, argument: TokenStream, lasting: Lasting) -> TokenStream {
    match (ty, passing) {
        (_, Passing::Placed) => quote!(&mut #argument),
        (_, Passing::Copied) => quote!(*#argument),
        (_, Passing::StandIn) => argument,
        // What was lent stays what it is, whatever the function puts in the place of what borrows it.
        (_, Passing::Lent) => passed(Holder::RefMut, &quote!(Object(&mut **#argument)), lasting),
        // An iterator is used up, so that a borrow of one is mutable.
        (_, Passing::Iterator(holder)) => {
            let holder = if holder == Holder::Ref { Holder::RefMut } else { holder };
            let list = turned(ty, Holder::Nothing, &argument);
            passed(holder, &quote!(::std::iter::IntoIterator::into_iter(#list)), lasting)
        }
        (Type::Callback(callback), passing) => passed(holder(passing), &closure(callback, &argument), lasting),
        (ty, passing) if is_turned(ty) => turned(ty, holder(passing), &argument),
        _ => argument,
    }
}

/// Passes a value on in what holds it. What the call alone needs lives as long as the statement that calls.
fn passed(holder: Holder, value: &TokenStream, lasting: Lasting) -> TokenStream {
    match (holder, lasting) {
        (Holder::Ref, Lasting::Call) => quote!(&#value),
        (Holder::RefMut, Lasting::Call) => quote!(&mut #value),
        _ => held(holder, value),
    }
}

/// Whether passing an argument on takes the arena by its name.
pub(crate) fn needs_arena(ty: &Type, passing: Passing, lasting: Lasting) -> bool {
    let is_borrowed = matches!(holder(passing), Holder::Ref | Holder::RefMut);
    match (ty, passing) {
        (Type::Callback(_), _) => is_borrowed && lasting == Lasting::Result,
        (_, Passing::Lent) => lasting == Lasting::Result,
        (ty, Passing::Iterator(_)) => is_borrowed && lasting == Lasting::Result || holds(ty, &is_turned_list),
        (ty, _) => is_borrowed && holds(ty, &|ty| matches!(ty, Type::Callback(_))) || holds(ty, &is_turned_list),
    }
}

fn holder(passing: Passing) -> Holder {
    match passing {
        Passing::Closure(holder) | Passing::Iterator(holder) => holder,
        _ => Holder::Nothing,
    }
}

fn holds(ty: &Type, is_it: &dyn Fn(&Type) -> bool) -> bool {
    is_it(ty) || ty.parts().into_iter().any(|part| holds(part, is_it))
}

fn is_turned_list(ty: &Type) -> bool {
    matches!(ty, Type::Vec(_) | Type::Slice(_) | Type::Array(..) | Type::Map(..)) && is_turned(ty)
}

/// Whether a function takes a type as something else than what is lifted.
fn is_turned(ty: &Type) -> bool {
    match ty {
        Type::Callback(_) => true,
        Type::Handle(Access::Shared | Access::Exclusive, path) => trait_path(path).is_some(),
        ty => ty.parts().into_iter().any(is_turned),
    }
}

/// Spells what is lifted for a type that the function takes as something else.
fn lifted(ty: &Type) -> TokenStream {
    match ty {
        Type::Option(some) => {
            let some = lifted(some);
            quote!(Option<#some>)
        }
        Type::Vec(item) => {
            let item = lifted(item);
            quote!(Vec<#item>)
        }
        Type::Slice(item) => {
            let item = lifted(item);
            quote!(&[#item])
        }
        Type::Array(item, len) => {
            let (item, len) = (lifted(item), proc_macro2::Literal::usize_unsuffixed(*len));
            quote!([#item; #len])
        }
        Type::Tuple(items) => {
            let items = items.iter().map(lifted);
            quote!((#(#items,)*))
        }
        Type::Map(order, key, value) => {
            let (map, key, value) = (collection(*order, "Map"), tokens(key, Lifetime::Inferred), lifted(value));
            quote!(::std::collections::#map<#key, #value>)
        }
        Type::Result(ok, err) => {
            let (ok, err) = (lifted(ok), lifted(err));
            quote!(Result<#ok, #err>)
        }
        Type::Handle(Access::Shared, _) => {
            let object = tokens(ty, Lifetime::Inferred);
            quote!(&#object)
        }
        ty => tokens(ty, Lifetime::Inferred),
    }
}

/// Turns a value inside an argument. Each is in a place where the compiler knows the type that is wanted, so that a boxed
/// closure becomes a boxed `dyn Fn`.
fn turned(ty: &Type, holder: Holder, value: &TokenStream) -> TokenStream {
    let item = quote!(item);
    match ty {
        Type::Callback(callback) => held(holder, &closure(callback, value)),
        Type::Handle(Access::Exclusive, _) if is_turned(ty) => quote!(&mut **#value),
        Type::Handle(..) if is_turned(ty) => quote!(&**#value),
        Type::Option(some) if is_turned(some) => {
            let some = turned(some, holder, &item);
            quote!(match #value { Some(item) => Some(#some), None => None })
        }
        Type::Vec(each) if is_turned(each) => {
            let each = turned(each, holder, &item);
            quote!(abi::turn_each(#value, arena, |item, arena| #each))
        }
        Type::Array(each, _) if is_turned(each) => {
            let each = turned(each, holder, &item);
            quote!(abi::turn_array(#value, arena, |item, arena| #each))
        }
        Type::Map(order, _, each) if is_turned(each) => {
            let each = turned(each, holder, &item);
            let turn = match order {
                Order::Hashed => quote!(turn_hashed),
                Order::Sorted => quote!(turn_sorted),
            };
            quote!(abi::#turn(#value, arena, |item, arena| #each))
        }
        Type::Result(ok, err) if is_turned(ty) => {
            let (ok, err) = (turned(ok, holder, &item), turned(err, holder, &item));
            quote!(match #value { Ok(item) => Ok(#ok), Err(item) => Err(#err) })
        }
        // What is lent is copied, so a list of it is as well.
        Type::Slice(each) if is_turned(each) => {
            let each = turned(each, holder, &item);
            quote!(arena.keep(abi::turn_each(#value.to_vec(), arena, |item, arena| #each)).as_slice())
        }
        Type::Tuple(items) if is_turned(ty) => {
            let names: Vec<_> = (0..items.len()).map(|index| format_ident!("item{index}")).collect();
            let items = items.iter().zip(&names).map(|(ty, name)| turned(ty, holder, &quote!(#name)));
            quote!({ let (#(#names,)*) = #value; (#(#items,)*) })
        }
        _ => value.clone(),
    }
}

/// Puts a closure or an iterator into what holds it.
fn held(holder: Holder, value: &TokenStream) -> TokenStream {
    match holder {
        Holder::Nothing => value.clone(),
        Holder::Ref => quote!(arena.keep(#value)),
        Holder::RefMut => quote!(arena.keep_mut(#value)),
        Holder::Box => quote!(Box::new(#value)),
        Holder::Rc => quote!(::std::rc::Rc::new(#value)),
        Holder::Arc => quote!(::std::sync::Arc::new(#value)),
    }
}

/// Writes the closure that calls the host's.
fn closure(callback: &Callback, value: &TokenStream) -> TokenStream {
    let args: Vec<_> = (0..callback.params.len()).map(|index| format_ident!("given{index}")).collect();
    let call = call(callback, &quote!(callback), &args);
    quote!({
        let callback = #value;
        move |#(#args),*| #call
    })
}

/// Writes the call of a host's closure.
pub(crate) fn call(callback: &Callback, closure: &TokenStream, args: &[Ident]) -> TokenStream {
    let call = format_ident!("call{}", args.len());
    let contracts = callback.params.iter().map(|ty| tokens(ty, Lifetime::Static));
    let result = tokens(&callback.result, Lifetime::Static);
    let inferred = args.iter().map(|_| quote!(_));
    quote!(unsafe { #closure.#call::<Bridge, #(#contracts,)* #result, #(#inferred),*>(#(#args),*) })
}
