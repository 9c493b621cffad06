//! The state that moves over from one version to the next. A plugin takes part by two functions at its root: `save()`,
//! which returns the state, and `restore(state)`, which takes it; and by `migrate(old) -> state` where the one no longer
//! fits the other.

use std::sync::Arc;

use plugwright_interface::{Function as Signature, Type, Value};

use super::carry::{Misfit, Typed, carry};
use crate::CallError;
use crate::library::Opened;

/// Names of the functions. Their types may change from version to version.
pub(super) const NAMES: [&str; 3] = ["save", "restore", "migrate"];

/// The state of a library could not be taken over by its new version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// The old version could not give it.
    #[error("the old version does not give its state")]
    Save(#[source] CallError),
    /// It does not fit the new version's type, and that has no `migrate` which it fits.
    #[error("the state does not fit the new version; it may have a function `migrate` that takes the old form")]
    Misfit(#[source] Misfit),
    /// The new version could not bring it into its own form.
    #[error("the new version does not migrate the state")]
    Migrate(#[source] CallError),
    /// The new version could not take it.
    #[error("the new version does not take the state")]
    Restore(#[source] CallError),
}

/// Takes the state of `old` over to `new`, where both take part.
pub(super) fn carry_over(old: &Arc<Opened>, new: &Arc<Opened>) -> Result<(), StateError> {
    let (Some((save, from)), Some((restore, to))) = (giver(old), taker(new, "restore")) else { return Ok(()) };
    let state = crate::function::call(old, save, &[]).map_err(StateError::Save)?;
    let from = Typed { ty: from, interface: &old.interface };
    let to = Typed { ty: to, interface: &new.interface };
    let state = match carry(state.clone(), from, to, "state") {
        Ok(state) => state,
        Err(misfit) => migrate(new, state, from).unwrap_or(Err(StateError::Misfit(misfit)))?,
    };
    crate::function::call(new, restore, &[state]).map(drop).map_err(StateError::Restore)
}

/// Has the plugin itself bring the state into its new form. None where it cannot, or wants another old form.
fn migrate(new: &Arc<Opened>, state: Value, from: Typed<'_>) -> Option<Result<Value, StateError>> {
    let (migrate, ty) = taker(new, "migrate")?;
    let state = carry(state, from, Typed { ty, interface: &new.interface }, "state").ok()?;
    Some(match crate::function::call(new, migrate, &[state]) {
        Ok(Value::Result(Ok(state))) => Ok(*state),
        other => other.map_err(StateError::Migrate),
    })
}

/// Finds `save() -> S`, and `S`.
fn giver(opened: &Opened) -> Option<(usize, &Type)> {
    let (index, func) = at_root(opened, "save")?;
    (func.params.is_empty() && func.result != Type::Unit).then_some((index, &func.result))
}

/// Finds a function of one parameter, and the parameter's type.
fn taker<'o>(opened: &'o Opened, name: &str) -> Option<(usize, &'o Type)> {
    let (index, func) = at_root(opened, name)?;
    match func.params.as_slice() {
        [param] => Some((index, &param.ty)),
        _ => None,
    }
}

fn at_root<'o>(opened: &'o Opened, name: &str) -> Option<(usize, &'o Signature)> {
    let index = opened.index(name)?;
    Some((index, opened.signature(index))).filter(|(_, func)| func.path == name)
}
