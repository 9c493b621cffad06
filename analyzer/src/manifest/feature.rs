//! Which features and optional dependencies a selection turns on, by cargo's rules.

use std::collections::BTreeSet;

use crate::cfg::Features;

use super::{Dependency, Manifest};

/// What a selection of features turns on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Activation {
    /// Features of the plugin, as `cfg(feature = "…")` sees them.
    pub features: BTreeSet<String>,
    /// Optional dependencies, by key.
    pub dependencies: BTreeSet<String>,
    /// Features of dependencies: key and feature.
    pub dependency_features: BTreeSet<(String, String)>,
    /// Features that were asked for and do not exist.
    pub unknown: Vec<String>,
}

impl Manifest {
    /// Works out what `features` turns on.
    #[must_use]
    pub fn activate(&self, features: &Features) -> Activation {
        let mut active = Activation::default();
        for name in &features.names {
            if !self.turn_on(name, &mut active) {
                active.unknown.push(name.clone());
            }
        }
        if features.all {
            for name in self.features.keys().chain(self.implied_features()) {
                self.turn_on(name, &mut active);
            }
        }
        if features.default {
            self.turn_on("default", &mut active);
        }
        self.drop_weak(&mut active);
        active
    }

    /// Follows one feature and everything that it turns on. Returns whether the first name exists.
    fn turn_on(&self, name: &str, active: &mut Activation) -> bool {
        let mut found = false;
        let mut waiting = vec![name.to_owned()];
        while let Some(name) = waiting.pop() {
            if let Some(dependency) = name.strip_prefix("dep:") {
                active.dependencies.insert(dependency.to_owned());
            } else if let Some((dependency, feature)) = name.split_once('/') {
                let (dependency, weak) = dependency.strip_suffix('?').map_or((dependency, false), |name| (name, true));
                active.dependency_features.insert((dependency.to_owned(), feature.to_owned()));
                if !weak && self.optional(dependency) {
                    active.dependencies.insert(dependency.to_owned());
                    if self.features.contains_key(dependency) || self.is_implied(dependency) {
                        waiting.push(dependency.to_owned());
                    }
                }
            } else if let Some(entries) = self.features.get(&name) {
                found = true;
                if active.features.insert(name) {
                    waiting.extend(entries.iter().cloned());
                }
            } else if self.is_implied(&name) {
                found = true;
                active.dependencies.insert(name.clone());
                active.features.insert(name);
            }
        }
        found
    }

    /// Forgets features of dependencies that nothing turned on (`serde?/std` without `serde`).
    fn drop_weak(&self, active: &mut Activation) {
        let Activation { dependencies, dependency_features, .. } = active;
        dependency_features.retain(|(name, _)| !self.optional(name) || dependencies.contains(name));
    }

    fn optional(&self, name: &str) -> bool {
        self.dependencies.iter().any(|dependency| dependency.optional && dependency.name == name)
    }

    fn is_implied(&self, name: &str) -> bool {
        self.implied_features().any(|implied| implied == name)
    }

    /// Names of optional dependencies that are features themselves: those that no feature mentions as `dep:name`.
    fn implied_features(&self) -> impl Iterator<Item = &String> {
        let mentioned = |name: &str| {
            let entry = |entry: &String| entry.strip_prefix("dep:") == Some(name);
            self.features.values().flatten().any(entry)
        };
        let implied = move |dependency: &&Dependency| {
            dependency.optional && !self.features.contains_key(&dependency.name) && !mentioned(&dependency.name)
        };
        self.dependencies.iter().filter(implied).map(|dependency| &dependency.name)
    }
}
