//! [`Module`]: the items of an interface in the modules that they have in the plugin.

use std::collections::BTreeMap;

use plugwright_interface::{Access, Definition, Function, Interface, Param, Type};

use super::{MAX_PARAMS, Writer};
use crate::types::{host_path, is_closure, segments, trait_path};

/// A module with what is in it, in the order of the interface.
#[derive(Default)]
pub(super) struct Module<'i> {
    pub(super) types: Vec<&'i Definition>,
    pub(super) functions: Vec<Bound<'i>>,
    /// Functions in the `impl` of a type, by the type's path.
    pub(super) methods: BTreeMap<&'i str, Vec<Bound<'i>>>,
    pub(super) children: BTreeMap<&'i str, Self>,
}

/// A function that is bound, with its index among the entries of the interface.
#[derive(Clone, Copy)]
pub(super) struct Bound<'i> {
    pub(super) index: usize,
    pub(super) func: &'i Function,
}

/// A path and why it is not bound.
type LeftOut<'i> = Vec<(&'i str, String)>;

impl<'i> Module<'i> {
    /// Sorts everything into modules, and says what cannot be bound and why. `readers` read the constants.
    pub(super) fn of(interface: &'i Interface, readers: &'i [Function], writer: &Writer<'_>) -> (Self, LeftOut<'i>) {
        let (mut root, mut left_out) = (Self::default(), Vec::new());
        let is_bound = |definition: &&Definition| !holds_objects(definition) && !is_namesake(definition, interface);
        for definition in interface.types.iter().filter(is_bound) {
            let types = &mut root.enter(parent(own_path(definition))).types;
            // Objects of a trait with further bounds are of the same type.
            if !types.iter().any(|known| own_path(known) == own_path(definition)) {
                types.push(definition);
            }
        }
        for (index, func) in interface.functions.iter().chain(readers).enumerate() {
            match obstacle(interface, func, writer) {
                Some(why) => left_out.push((func.path.as_str(), why)),
                None => root.insert(interface, Bound { index, func }),
            }
        }
        (root, left_out)
    }

    fn insert(&mut self, interface: &'i Interface, bound: Bound<'i>) {
        if let Some(closure) = called_closure(bound.func) {
            self.methods.entry(closure).or_default().push(bound);
            return;
        }
        let owner = parent(&bound.func.path);
        let mut types = interface.types.iter().map(own_path);
        match types.find(|path| name(path) == name(owner)) {
            Some(owner) => self.enter(parent(owner)).methods.entry(owner).or_default().push(bound),
            None => self.enter(owner).functions.push(bound),
        }
    }

    fn enter(&mut self, path: &'i str) -> &mut Self {
        let parts = segments(path).into_iter().filter(|part| !part.is_empty());
        parts.fold(self, |module, part| module.children.entry(part).or_default())
    }

    /// All functions, those in modules below included, in the order of the interface.
    pub(super) fn all(&self) -> Vec<Bound<'i>> {
        let own = self.functions.iter().chain(self.methods.values().flatten()).copied();
        let mut all: Vec<_> = own.chain(self.children.values().flat_map(Self::all)).collect();
        all.sort_by_key(|bound| bound.index);
        all
    }
}

/// The closure that came out of the plugin which a function calls.
fn called_closure(func: &Function) -> Option<&str> {
    match func.params.first() {
        Some(Param { name, ty: Type::Handle(_, path), .. }) if name == "self" => {
            trait_path(path).filter(|path| is_closure(path))
        }
        _ => None,
    }
}

/// The path without its last part.
fn parent(path: &str) -> &str {
    let last = segments(path).last().map_or(0, |last| last.len());
    path[..path.len() - last].trim_end_matches("::")
}

/// The path of a type, of a trait's objects the trait's.
fn own_path(definition: &Definition) -> &str {
    host_path(&definition.path)
}

/// The path of a type without lifetimes, as functions of it have it too: `Stack<u32>` for `Stack::<u32>`.
fn name(path: &str) -> String {
    path.replace("::<", "<").replace("<'_>", "").replace("'_, ", "")
}

fn obstacle(interface: &Interface, func: &Function, writer: &Writer<'_>) -> Option<String> {
    if func.params.len() > MAX_PARAMS {
        return Some(format!("it takes more than {MAX_PARAMS} arguments"));
    }
    let is_lent = |ty: &&Type| matches!(ty, Type::Handle(Access::Shared | Access::Exclusive, _));
    let inner = func.params.iter().flat_map(|param| everything(&param.ty).into_iter().skip(1));
    if let Some(lent) = inner.chain(everything(&func.result)).find(is_lent) {
        return Some(format!("`{lent}` is lent inside another type"));
    }
    let named = func.named(&interface.types);
    if let Some(namesake) = named.iter().find(|definition| is_namesake(definition, interface)) {
        return Some(format!("`{}` has the name of one of the plugin's types", namesake.path));
    }
    if let Some(holder) = named.iter().find(|definition| holds_objects(definition)) {
        return Some(format!("`{}` holds a value that stays in the plugin", holder.path));
    }
    let types = func.params.iter().map(|param| &param.ty).chain([&func.result]);
    let inside = named.iter().flat_map(|definition| definition.types());
    let mut all: Vec<&Type> = types.chain(inside).collect();
    while let Some(ty) = all.pop() {
        if let Some(key) = key(ty).filter(|key| !writer.traits.can_be_key(key)) {
            return Some(format!("`{key}` cannot be a key in the host"));
        }
        all.extend(ty.parts());
    }
    None
}

/// The type itself and all types that it is written with.
fn everything(ty: &Type) -> Vec<&Type> {
    let mut found = vec![ty];
    let mut next = 0;
    while let Some(ty) = found.get(next).copied() {
        found.extend(ty.parts());
        next += 1;
    }
    found
}

/// Whether a struct or enum has a field that is a value of the plugin's, which no host can clone.
fn holds_objects(definition: &Definition) -> bool {
    definition.types().into_iter().flat_map(everything).any(|ty| matches!(ty, Type::Handle(..)))
}

/// Whether a type of another crate has the name of one of the plugin's, in a module of that crate's name.
fn is_namesake(definition: &Definition, interface: &Interface) -> bool {
    let inside = definition.path.strip_prefix("::");
    inside.is_some_and(|inside| interface.types.iter().any(|other| host_path(&other.path) == inside))
}

/// The type of the keys of a map, or of the items of a set.
fn key(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Map(_, key, _) | Type::Set(_, key) => Some(key),
        _ => None,
    }
}
