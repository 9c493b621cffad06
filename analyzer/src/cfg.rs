//! Conditional compilation: what a `#[cfg]` comes to for a [`Target`]. Three answers are possible, and *unknown* is
//! never turned into a guess.

mod predicate;

use std::collections::{BTreeMap, BTreeSet};

use crate::manifest::Manifest;

pub use predicate::Predicate;

/// What the plugin is built for: the target's cfgs and the features that are on.
#[derive(Clone, Debug, Default)]
pub struct Target {
    flags: BTreeSet<String>,
    pairs: BTreeMap<String, BTreeSet<String>>,
    features: Features,
}

/// What is selected of a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Features {
    /// Whether `default` is on.
    pub default: bool,
    /// Whether all are on.
    pub all: bool,
    /// Those that are on by name.
    pub names: Vec<String>,
    /// Instances of generic functions that are asked for, such as `gcd::<u64>`.
    pub exports: Vec<String>,
}

/// Whether something is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It is.
    Active,
    /// It is not.
    Inactive,
    /// That cannot be decided before the build.
    Unknown,
}

impl Default for Features {
    fn default() -> Self {
        Self { default: true, all: false, names: Vec::new(), exports: Vec::new() }
    }
}

impl Features {
    /// Reads a list as cargo's `--features` takes it: names with commas or spaces between them.
    #[must_use]
    pub fn with_names<'n>(mut self, lists: impl IntoIterator<Item = &'n str>) -> Self {
        let names = lists.into_iter().flat_map(|list| list.split([',', ' '])).filter(|name| !name.is_empty());
        self.names.extend(names.map(str::to_owned));
        self
    }
}

impl Target {
    /// Reads what `rustc --print cfg` prints. Lines that are no cfg are passed over.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut target = Self::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match line.split_once('=') {
                Some((key, value)) => {
                    let value = value.trim_matches('"').to_owned();
                    target.pairs.entry(key.to_owned()).or_default().insert(value);
                }
                None => {
                    target.flags.insert(line.to_owned());
                }
            }
        }
        target
    }

    /// Selects features other than the default ones.
    #[must_use]
    pub fn with_features(self, features: Features) -> Self {
        Self { features, ..self }
    }

    /// Whether a `[target.….dependencies]` table of that key applies. One that names a target triple is undecided,
    /// since cfgs do not tell the triple.
    #[must_use]
    pub fn applies(&self, key: &str) -> State {
        let inner = key.trim().strip_prefix("cfg(").and_then(|rest| rest.strip_suffix(')'));
        let Some(predicate) = inner.and_then(|inner| Predicate::parse(inner).ok()) else { return State::Unknown };
        Cfg { target: self.clone(), ..Cfg::default() }.evaluate(&predicate)
    }

    /// The features that are selected.
    #[must_use]
    pub fn features(&self) -> &Features {
        &self.features
    }
}

/// Everything that decides a predicate.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cfg {
    target: Target,
    features: BTreeSet<String>,
    /// A build script may set any cfg that the compiler does not know.
    has_build_script: bool,
}

/// Names that are off in a plugin's build, whatever the target.
const OFF: [&str; 8] = ["test", "doc", "doctest", "miri", "clippy", "rustfmt", "rust_analyzer", "debug_assertions"];
/// Keys whose values the target's text lists completely.
const TARGET_KEYS: [&str; 3] = ["panic", "relocation_model", "sanitize"];

impl Cfg {
    pub(crate) fn new(target: &Target, manifest: &Manifest) -> Self {
        let features = manifest.activate(&target.features).features;
        Self { target: target.clone(), features, has_build_script: !manifest.build.is_empty() }
    }

    fn flag(&self, name: &str) -> State {
        if OFF.contains(&name) {
            State::Inactive
        } else if self.target.flags.contains(name) {
            State::Active
        } else if self.has_build_script && !matches!(name, "unix" | "windows" | "proc_macro") {
            State::Unknown
        } else {
            State::Inactive
        }
    }

    fn pair(&self, key: &str, value: &str) -> State {
        let is_set = match key {
            "feature" => self.features.contains(value),
            key => self.target.pairs.get(key).is_some_and(|values| values.contains(value)),
        };
        let is_known = key == "feature" || key.starts_with("target_") || TARGET_KEYS.contains(&key);
        match is_set {
            true => State::Active,
            false if self.has_build_script && !is_known => State::Unknown,
            false => State::Inactive,
        }
    }

    /// The state of something that carries `attrs`.
    pub(crate) fn state(&self, attrs: &[syn::Attribute]) -> State {
        attrs.iter().filter(|attr| may_be_cfg(attr)).fold(State::Active, |state, attr| state.and(self.attribute(attr)))
    }

    fn attribute(&self, attr: &syn::Attribute) -> State {
        let syn::Meta::List(list) = &attr.meta else { return State::Active };
        if attr.path().is_ident("cfg") {
            return Predicate::of_list(list).map_or(State::Unknown, |predicate| self.evaluate(&predicate));
        }
        // `cfg_attr(a, cfg(b))` comes to `cfg(any(not(a), b))`.
        let Some((condition, metas)) = predicate::cfg_attr(list) else { return State::Active };
        let inner = metas.iter().filter(|meta| meta.path().is_ident("cfg")).fold(State::Active, |state, meta| {
            let predicate = meta.require_list().ok().and_then(Predicate::of_list);
            state.and(predicate.map_or(State::Unknown, |predicate| self.evaluate(&predicate)))
        });
        self.evaluate(&condition).not().or(inner)
    }

    /// The attributes of the kind `name` that hold, with those inside `cfg_attr` unpacked.
    pub(crate) fn metas(&self, attrs: &[syn::Attribute], name: &str) -> Vec<(syn::Meta, State)> {
        let mut found = Vec::new();
        for attr in attrs {
            if attr.path().is_ident(name) {
                found.push((attr.meta.clone(), State::Active));
            } else if attr.path().is_ident("cfg_attr") {
                let unpacked = attr.meta.require_list().ok().and_then(predicate::cfg_attr);
                let Some((condition, metas)) = unpacked else { continue };
                let state = self.evaluate(&condition);
                let named = metas.into_iter().filter(|meta| meta.path().is_ident(name));
                found.extend(named.map(|meta| (meta, state)));
            }
        }
        found
    }

    /// Whether an attribute that is a bare word is there, also inside a `cfg_attr` that holds.
    pub(crate) fn holds(&self, attrs: &[syn::Attribute], name: &str) -> bool {
        self.metas(attrs, name).iter().any(|(_, state)| *state == State::Active)
    }

    /// The parts of the predicates on `attrs` that cannot be decided, for people.
    pub(crate) fn undecided(&self, attrs: &[syn::Attribute]) -> String {
        let mut names = BTreeSet::new();
        for attr in attrs.iter().filter(|attr| may_be_cfg(attr)) {
            let Ok(list) = attr.meta.require_list() else { continue };
            let predicate =
                Predicate::of_list(list).or_else(|| predicate::cfg_attr(list).map(|(condition, _)| condition));
            let Some(predicate) = predicate else { continue };
            let leaves = predicate.leaves();
            let unknown = leaves.iter().filter(|leaf| self.evaluate(leaf) == State::Unknown);
            names.extend(unknown.map(ToString::to_string));
        }
        if names.is_empty() { "cfg".to_owned() } else { names.into_iter().collect::<Vec<_>>().join(", ") }
    }

    pub(crate) fn evaluate(&self, predicate: &Predicate) -> State {
        match predicate {
            Predicate::Flag(name) => self.flag(name),
            Predicate::Pair(key, value) => self.pair(key, value),
            Predicate::Literal(value) => State::of(*value),
            Predicate::Not(inner) => self.evaluate(inner).not(),
            Predicate::All(all) => all.iter().fold(State::Active, |state, part| state.and(self.evaluate(part))),
            Predicate::Any(any) => any.iter().fold(State::Inactive, |state, part| state.or(self.evaluate(part))),
            Predicate::Other(_) => State::Unknown,
        }
    }
}

fn may_be_cfg(attr: &syn::Attribute) -> bool {
    attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr")
}

impl State {
    /// Active if both are; inactive if one is.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Inactive, _) | (_, Self::Inactive) => Self::Inactive,
            (Self::Active, Self::Active) => Self::Active,
            _ => Self::Unknown,
        }
    }

    /// Active if one is; inactive if both are.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    const fn of(value: bool) -> Self {
        if value { Self::Active } else { Self::Inactive }
    }

    /// The opposite; unknown stays unknown.
    #[must_use]
    #[allow(clippy::should_implement_trait, reason = "an operator would hide that this logic has three values")]
    pub fn not(self) -> Self {
        match self {
            Self::Active => Self::Inactive,
            Self::Inactive => Self::Active,
            Self::Unknown => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests;
