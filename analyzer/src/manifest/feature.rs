//! Which features and optional dependencies a selection turns on, by cargo's rules.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::cfg::Features;

use super::Manifest;

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

/// The features of a manifest, ready to be followed.
struct Graph<'m> {
    features: &'m BTreeMap<String, Vec<String>>,
    optional: HashSet<&'m str>,
    /// Optional dependencies that are features themselves: those that no feature mentions as `dep:name`.
    implied: BTreeSet<&'m str>,
}

impl Manifest {
    /// Works out what `features` turns on.
    #[must_use]
    pub fn activate(&self, features: &Features) -> Activation {
        let graph = Graph::of(self);
        let mut active = Activation::default();
        for name in &features.names {
            if !graph.turn_on(name, &mut active) {
                active.unknown.push(name.clone());
            }
        }
        if features.all {
            for name in self.features.keys().map(String::as_str).chain(graph.implied.iter().copied()) {
                graph.turn_on(name, &mut active);
            }
        }
        if features.default {
            graph.turn_on("default", &mut active);
        }
        graph.drop_weak(&mut active);
        active
    }
}

impl<'m> Graph<'m> {
    fn of(manifest: &'m Manifest) -> Self {
        let features = &manifest.features;
        let mentioned: HashSet<_> =
            features.values().flatten().filter_map(|entry| entry.strip_prefix("dep:")).collect();
        let optional = manifest.dependencies.iter().filter(|dependency| dependency.optional);
        let optional: HashSet<_> = optional.map(|dependency| dependency.name.as_str()).collect();
        let is_implied = |name: &&str| !features.contains_key(*name) && !mentioned.contains(name);
        let implied = optional.iter().copied().filter(is_implied).collect();
        Self { features, optional, implied }
    }

    /// Follows one feature and everything that it turns on. Returns whether the first name exists.
    fn turn_on(&self, name: &str, active: &mut Activation) -> bool {
        let mut waiting = vec![name];
        while let Some(name) = waiting.pop() {
            if let Some(dependency) = name.strip_prefix("dep:") {
                active.dependencies.insert(dependency.to_owned());
            } else if let Some((dependency, feature)) = name.split_once('/') {
                let (dependency, weak) = dependency.strip_suffix('?').map_or((dependency, false), |name| (name, true));
                active.dependency_features.insert((dependency.to_owned(), feature.to_owned()));
                if !weak && self.optional.contains(dependency) {
                    active.dependencies.insert(dependency.to_owned());
                    waiting.push(dependency);
                }
            } else if let Some(entries) = self.features.get(name) {
                if active.features.insert(name.to_owned()) {
                    waiting.extend(entries.iter().map(String::as_str));
                }
            } else if self.implied.contains(name) {
                active.dependencies.insert(name.to_owned());
                active.features.insert(name.to_owned());
            }
        }
        self.features.contains_key(name) || self.implied.contains(name)
    }

    /// Forgets features of dependencies that nothing turned on (`serde?/std` without `serde`).
    fn drop_weak(&self, active: &mut Activation) {
        let Activation { dependencies, dependency_features, .. } = active;
        dependency_features.retain(|(name, _)| !self.optional.contains(name.as_str()) || dependencies.contains(name));
    }
}
