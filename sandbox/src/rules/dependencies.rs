//! The dependencies that a build of the plugin compiles.

use plugwright_analyzer::{Dependency, DependencyKind};

use super::Subject;

/// All but those for tests, and optional ones that are not turned on.
pub(crate) fn built<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = &'s Dependency> {
    let active = subject.krate.manifest.activate(subject.krate.features());
    let is_built = move |dependency: &&Dependency| {
        dependency.kind != DependencyKind::Dev
            && (!dependency.optional || active.dependencies.contains(&dependency.name))
    };
    subject.krate.manifest.dependencies.iter().filter(is_built)
}

/// Those of them that are not the crate that plugwright brings along.
pub(crate) fn foreign<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = &'s Dependency> {
    built(subject).filter(|dependency| !dependency.is_sdk())
}
