//! [`Callback`]: a closure of the host's that a function of the plugin takes.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Describe, Known, Type};

/// A closure of the host's, as a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Callback {
    /// How the host gives it.
    pub mode: Mode,
    /// What the plugin calls it with, in owned forms: the host gets a `String` where the plugin says `&str`.
    pub params: Vec<Type>,
    /// What the host returns.
    pub result: Type,
}

/// How a host gives a closure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// `&dyn Fn`, for the length of the call.
    Shared,
    /// `&mut dyn FnMut`, for the length of the call.
    Exclusive,
    /// `Box<dyn Fn + Send + Sync>`, which the plugin may keep.
    Lasting,
    /// `Box<dyn FnOnce + Send>`, which the plugin may keep.
    Once,
}

impl Callback {
    /// Returns the types of the parameters and of the result.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        self.params.iter().chain([&self.result])
    }
}

impl fmt::Display for Callback {
    /// Writes the type as a host spells it: `&dyn Fn(String) -> bool`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.mode {
            Mode::Shared => "&dyn Fn(",
            Mode::Exclusive => "&mut dyn FnMut(",
            Mode::Lasting => "Box<dyn Fn(",
            Mode::Once => "Box<dyn FnOnce(",
        })?;
        for (index, ty) in self.params.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{ty}")?;
        }
        f.write_str(")")?;
        if self.result != Type::Unit {
            write!(f, " -> {}", self.result)?;
        }
        f.write_str(match self.mode {
            Mode::Shared | Mode::Exclusive => "",
            Mode::Lasting => " + Send + Sync>",
            Mode::Once => " + Send>",
        })
    }
}

macro_rules! describe_closures {
    ($(($($item:ident)*))*) => {$(
        describe_closures! { @one Shared [$($item)*] &(dyn Fn($($item),*) -> R + '_) }
        describe_closures! { @one Exclusive [$($item)*] &mut (dyn FnMut($($item),*) -> R + '_) }
        describe_closures! { @one Lasting [$($item)*] Box<dyn Fn($($item),*) -> R + Send + Sync> }
        describe_closures! { @one Once [$($item)*] Box<dyn FnOnce($($item),*) -> R + Send> }
    )*};
    (@one $mode:ident [$($item:ident)*] $closure:ty) => {
        impl<$($item: Describe,)* R: Describe> Describe for $closure {
            fn describe(known: &mut Known) -> Type {
                let params = vec![$($item::describe(known)),*];
                Type::Callback(Box::new(Callback { mode: Mode::$mode, params, result: R::describe(known) }))
            }
        }
    };
}
describe_closures! {
    ()
    (A)
    (A B)
    (A B C)
    (A B C D)
    (A B C D E)
    (A B C D E F)
}
