//! The state that moves over from one version to the next. A plugin takes part by two functions at its root: `save()`,
//! which returns the state, and `restore(state)`, which takes it; and by `migrate(old) -> state` where the one no longer
//! fits the other. A type whose values stay in the plugin takes part by methods of the same names.

use std::sync::Arc;

use plugwright_interface::{Access, Function as Signature, Handle, Type, Value};

use super::carry::{Misfit, Typed, carry};
use super::fit::check;
use crate::handles::Handles;
use crate::library::Opened;
use crate::{CallError, Change, Object, Threads};

/// Names of the functions. Their types may change from version to version.
const NAMES: [&str; 3] = ["save", "restore", "migrate"];

/// State could not be taken over by a new version: that of the library, or of a value that the host holds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// The type takes no part: one version or the other lacks the functions.
    #[error(
        "`{class}` has no `fn save(&self) -> S` in the old version or no `fn restore(S) -> Self` in the new one, so its \
         values stay in the version that made them"
    )]
    Stays {
        /// The type's path.
        class: String,
    },
    /// The value is not of an older version: its library never served where the new one does.
    #[error("a value of `{class}` is of another library, not of an older version of this one")]
    Foreign {
        /// The type's path.
        class: String,
    },
    /// The old version could not give it.
    #[error("the old version does not give its state")]
    Save(#[source] CallError),
    /// It does not fit the new version's type, and that has no `migrate` which it fits.
    #[error("the state does not fit the new version; it may have a function `{migrate}` that takes the old form")]
    Misfit {
        /// What the function would be called.
        migrate: String,
        /// What does not fit.
        #[source]
        misfit: Misfit,
    },
    /// The new version could not bring it into its own form.
    #[error("the new version does not migrate the state")]
    Migrate(#[source] CallError),
    /// The new version could not take it.
    #[error("the new version does not take the state")]
    Restore(#[source] CallError),
    /// One of the functions returned an error.
    #[error("`{function}` returned an error: {error}")]
    Refused {
        /// The function's path.
        function: String,
        /// The error: its text, or as `Debug` writes the value.
        error: String,
    },
}

/// Whose state it is: that of the whole plugin, or of one value.
#[derive(Clone, Copy)]
enum Owner<'o> {
    Plugin,
    Value(&'o str),
}

impl Owner<'_> {
    fn path(self, name: &str) -> String {
        match self {
            Self::Plugin => name.to_owned(),
            Self::Value(class) => format!("{class}::{name}"),
        }
    }

    /// Whether a function without other parameters gives the state: one of nothing, or of the value.
    fn is_given_by(self, func: &Signature) -> bool {
        match (self, func.params.as_slice()) {
            (Self::Plugin, []) => true,
            (Self::Value(class), [this]) => is_object(&this.ty, class, Access::Shared),
            _ => false,
        }
    }

    /// Whether a function that takes the state does with it what it shall: nothing is made of the whole plugin's.
    fn is_made_by(self, func: &Signature) -> bool {
        match self {
            Self::Plugin => true,
            Self::Value(class) => is_object(sound(&func.result), class, Access::Owned),
        }
    }
}

/// Takes the state of `old` over to `new`, where both take part.
pub(super) fn carry_over(old: &Arc<Opened>, new: &Arc<Opened>) -> Result<(), StateError> {
    transfer(Owner::Plugin, &[], old, new).map(drop)
}

/// Makes in `new` what a handle of `old` leads to, a value of the type `class`.
pub(crate) fn renew(handle: &Handle, class: &str, old: &Arc<Opened>, new: &Arc<Opened>) -> Result<Handle, StateError> {
    match transfer(Owner::Value(class), &[Value::Handle(handle.clone())], old, new)? {
        Some(Value::Handle(handle)) => Ok(handle),
        _ => Err(StateError::Stays { class: class.to_owned() }),
    }
}

/// Puts into the place of an object what it becomes in `new`; on an error it stays what it is.
pub(super) fn renew_object<T: ?Sized + Threads>(object: &mut Object<T>, new: &Arc<Opened>) -> Result<(), CallError> {
    if Arc::ptr_eq(object.opened(), new) {
        return Ok(());
    }
    let renewed = match object.opened().lineage.is_before(&new.lineage) {
        true => object.lend(|handle| renew(handle, object.path(), object.opened(), new)),
        false => Err(StateError::Foreign { class: object.path().to_owned() }),
    };
    let handle = renewed.map_err(|source| CallError::State { source: Box::new(source) })?;
    *object = Handles(new).take(&handle)?;
    Ok(())
}

/// Holds the types of the states of values against each other, so that no version serves into which they cannot come.
/// What only a value shows, such as a variant that is gone, is found when that value moves.
pub(super) fn check_objects(old: &Opened, new: &Opened) -> Result<(), StateError> {
    let owners = old.interface.functions.iter().filter_map(|func| func.path.strip_suffix("::save")).map(Owner::Value);
    owners.into_iter().try_for_each(|owner| {
        let (Some((_, from)), Some((_, to))) = (giver(old, owner), taker(new, owner)) else { return Ok(()) };
        let [from, to] = [Typed { ty: from, interface: &old.interface }, Typed { ty: to, interface: &new.interface }];
        let migrated = || migrator(new, owner).is_some_and(|(_, to)| check(from, to, "state").is_ok());
        match check(from, to, "state") {
            Err(misfit) if !migrated() => Err(StateError::Misfit { migrate: owner.path("migrate"), misfit }),
            _ => Ok(()),
        }
    })
}

/// Whether what changed is one of the functions that move state: then its types are nobody else's concern.
pub(super) fn may_change(change: &Change, old: &Opened, new: &Opened) -> bool {
    match change.function.rsplit_once("::") {
        None => NAMES.contains(&change.function.as_str()),
        Some((class, name)) => {
            let owner = Owner::Value(class);
            let moves = || giver(old, owner).is_some() && taker(new, owner).is_some();
            NAMES.contains(&name) && moves()
        }
    }
}

/// Takes state over. None where the versions do not both take part.
fn transfer(
    owner: Owner<'_>,
    this: &[Value],
    old: &Arc<Opened>,
    new: &Arc<Opened>,
) -> Result<Option<Value>, StateError> {
    let (Some((save, from)), Some((restore, to))) = (giver(old, owner), taker(new, owner)) else { return Ok(None) };
    let state = ask(old, save, this, StateError::Save)?;
    let [from, to] = [Typed { ty: from, interface: &old.interface }, Typed { ty: to, interface: &new.interface }];
    let state = match carry(state.clone(), from, to, "state") {
        Ok(state) => state,
        Err(misfit) => migrate(new, owner, state, from)
            .unwrap_or_else(|| Err(StateError::Misfit { migrate: owner.path("migrate"), misfit }))?,
    };
    ask(new, restore, &[state], StateError::Restore).map(Some)
}

/// Has the plugin itself bring the state into its new form. None where it cannot, or wants another old form.
fn migrate(new: &Arc<Opened>, owner: Owner<'_>, state: Value, from: Typed<'_>) -> Option<Result<Value, StateError>> {
    let (migrate, to) = migrator(new, owner)?;
    let state = carry(state, from, to, "state").ok()?;
    Some(ask(new, migrate, &[state], StateError::Migrate))
}

/// Calls one of the functions. An error that it returns is one here.
fn ask(
    opened: &Arc<Opened>,
    index: usize,
    args: &[Value],
    failed: fn(CallError) -> StateError,
) -> Result<Value, StateError> {
    match (&opened.signature(index).result, crate::function::call(opened, index, args).map_err(failed)?) {
        (Type::Result(..), Value::Result(Ok(value))) => Ok(*value),
        (Type::Result(..), Value::Result(Err(error))) => {
            let error = if let Value::Text(text) = *error { text } else { format!("{error:?}") };
            Err(StateError::Refused { function: opened.signature(index).path.clone(), error })
        }
        (_, value) => Ok(value),
    }
}

/// Finds `save() -> S`, and `S`.
fn giver<'o>(opened: &'o Opened, owner: Owner<'_>) -> Option<(usize, &'o Type)> {
    let (index, func) = own(opened, owner, "save")?;
    let state = sound(&func.result);
    (owner.is_given_by(func) && *state != Type::Unit).then_some((index, state))
}

/// Finds `restore(S)`, and `S`.
fn taker<'o>(opened: &'o Opened, owner: Owner<'_>) -> Option<(usize, &'o Type)> {
    let (index, func) = own(opened, owner, "restore")?;
    Some((index, only_param(func)?)).filter(|_| owner.is_made_by(func))
}

/// Finds `migrate(old) -> S`, and the type of what it takes.
fn migrator<'o>(opened: &'o Opened, owner: Owner<'_>) -> Option<(usize, Typed<'o>)> {
    let (index, func) = own(opened, owner, "migrate")?;
    Some((index, Typed { ty: only_param(func)?, interface: &opened.interface }))
}

fn only_param(func: &Signature) -> Option<&Type> {
    match func.params.as_slice() {
        [param] => Some(&param.ty),
        _ => None,
    }
}

fn own<'o>(opened: &'o Opened, owner: Owner<'_>, name: &str) -> Option<(usize, &'o Signature)> {
    let path = owner.path(name);
    let index = opened.index(&path)?;
    Some((index, opened.signature(index))).filter(|(_, func)| func.path == path)
}

/// What a function returns when nothing is wrong.
fn sound(result: &Type) -> &Type {
    match result {
        Type::Result(sound, _) => sound,
        other => other,
    }
}

fn is_object(ty: &Type, class: &str, access: Access) -> bool {
    matches!(ty, Type::Handle(found, path) if *found == access && path == class)
}
