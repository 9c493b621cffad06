//! [`LinkedPackage`]: the packages that a plugin's library is made of besides the plugin, each under the one name that generated
//! code has for its crate.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use plugwright_analyzer::PackageId;

use super::metadata::{Metadata, Node, Package};
use crate::ahead::{RUNTIME, SDK};

/// A package that becomes part of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LinkedPackage {
    /// The plugin's own name for its crate; of packages that the plugin does not depend on itself, the crate's, with a
    /// number behind it where that is another's name too.
    pub name: String,
    pub id: PackageId,
    /// What cargo calls it in this build.
    pub cargo_id: String,
    /// Where its manifest is.
    pub folder: PathBuf,
    /// The features that are on; empty until they are known.
    pub features: Vec<String>,
    /// The names of others, by its own names for their crates.
    pub dependencies: BTreeMap<String, String>,
}

/// Names that mean something else in a bridge. What a plugin calls so is not looked into.
const TAKEN: [&str; 23] = [
    "plugin", RUNTIME, SDK, "std", "core", "alloc", "bool", "char", "str", "f32", "f64", "i8", "i16", "i32", "i64",
    "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize",
];

/// Whether a bridge has that name for something else: the prelude's begin in upper case.
fn is_taken(name: &str) -> bool {
    TAKEN.contains(&name) || name.starts_with(char::is_uppercase)
}

impl Metadata {
    /// Lists the packages that become part of the library, from the plugin's own dependencies on.
    pub(super) fn graph(&self, plugin: &Path) -> Vec<LinkedPackage> {
        let names = self.names(plugin);
        let found = names.iter().filter_map(|(id, name)| {
            let (package, node) = (self.package(id)?, self.node(id)?);
            let dependencies =
                node.linked().filter_map(|edge| Some((edge.name.clone(), names.get(&edge.pkg)?.clone())));
            Some(LinkedPackage {
                name: name.clone(),
                id: package.named(plugin),
                cargo_id: id.clone(),
                folder: package.manifest_path.parent()?.to_owned(),
                features: Vec::new(),
                dependencies: dependencies.collect(),
            })
        });
        found.collect()
    }

    /// The names for the crates of all packages but the plugin, by cargo's ids.
    fn names(&self, plugin: &Path) -> BTreeMap<String, String> {
        let own = self.packages().iter().find(|package| package.manifest_path.parent() == Some(plugin));
        let direct: Vec<_> = own.and_then(|own| self.node(own.id())).into_iter().flat_map(Node::linked).collect();
        let mut taken: BTreeSet<String> = direct.iter().map(|edge| edge.name.clone()).collect();
        let mut names = BTreeMap::new();
        let direct = direct.into_iter().filter(|edge| !is_taken(&edge.name));
        let mut queue: VecDeque<_> = direct.map(|edge| (edge.pkg.clone(), Some(edge.name.clone()))).collect();
        while let Some((id, name)) = queue.pop_front() {
            let Some(library) = self.package(&id).and_then(Package::library).filter(|_| !names.contains_key(&id))
            else {
                continue;
            };
            let name = name.unwrap_or_else(|| free(library, &taken));
            taken.insert(name.clone());
            names.insert(id.clone(), name);
            let further = self.node(&id).into_iter().flat_map(Node::linked);
            queue.extend(further.map(|edge| (edge.pkg.clone(), None)));
        }
        names
    }
}

/// How `cargo tree` is to print a package: its name and version, and the features that are on.
pub(super) const FORMAT: &str = "{p}|{f}|";

/// Adds the features to packages, as `cargo tree` printed them in that format. A package that it does not list is none of the
/// library's.
pub(super) fn with_features(packages: &[LinkedPackage], printed: &str) -> Vec<LinkedPackage> {
    let lines = printed.lines().filter_map(|line| {
        let (package, features) = line.split_once('|')?;
        let mut words = package.split(' ');
        let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
        let features = features.split('|').next()?.split(',').filter(|feature| !feature.is_empty());
        Some(((name, version), features.map(str::to_owned).collect()))
    });
    let features: BTreeMap<_, Vec<String>> = lines.collect();
    let known = packages.iter().filter_map(|package| {
        let features = features.get(&(package.id.package.as_str(), package.id.version.as_str()))?;
        Some(LinkedPackage { features: features.clone(), ..package.clone() })
    });
    known.collect()
}

/// The name, or the first with a number behind it that is not taken.
fn free(name: &str, taken: &BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    let mut all = std::iter::once(name.to_owned()).chain(numbered);
    all.find(|name| !taken.contains(name) && !is_taken(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use expect_test::{Expect, expect};

    use super::{Metadata, with_features};

    /// Lists the packages that become part of a library. `graph` has lines of `package -> name=package, …`; a package ends
    /// in its version, a procedural macro in `!`, and one below the plugin begins with `./`.
    #[track_caller]
    fn check(graph: &str, expect: &Expect) {
        let lines: Vec<_> = graph.lines().filter_map(|line| line.trim().split_once(" ->")).collect();
        let packages = lines.iter().map(|(id, _)| {
            let (name, version) = id.trim_start_matches("./").trim_end_matches('!').rsplit_once('-').unwrap();
            let folder = match (*id, id.strip_prefix("./")) {
                ("plugin-1", _) => "/w/plugin".to_owned(),
                (_, Some(below)) => format!("/w/plugin/vendor/{below}"),
                (id, None) => format!("/registry/{id}"),
            };
            let kind = if id.ends_with('!') { "proc-macro" } else { "lib" };
            serde_json::json!({
                "id": id, "name": name, "version": version, "manifest_path": format!("{folder}/Cargo.toml"),
                "targets": [{ "name": name.replace('-', "_"), "kind": [kind] }],
            })
        });
        let nodes = lines.iter().map(|(id, edges)| {
            let edges = edges.split(',').filter_map(|edge| edge.trim().split_once('='));
            let edges = edges.map(|(name, pkg)| {
                let kind = name.strip_prefix("build:").map(|_| "build");
                serde_json::json!({ "name": name.trim_start_matches("build:"), "pkg": pkg, "dep_kinds": [{ "kind": kind }] })
            });
            serde_json::json!({ "id": id, "deps": edges.collect::<Vec<_>>() })
        });
        let (packages, nodes): (Vec<_>, Vec<_>) = (packages.collect(), nodes.collect());
        let metadata = serde_json::json!({ "packages": packages, "resolve": { "nodes": nodes } });
        let metadata: Metadata = serde_json::from_value(metadata).unwrap();
        let found = metadata.graph(Path::new("/w/plugin"));
        let printed: Vec<_> = found
            .iter()
            .map(|found| format!("{} v{} (/x y)|on,off| (*)\n", found.id.package, found.id.version))
            .collect();
        let found = with_features(&found, &printed[1..].concat());
        let found = found.iter().map(|found| {
            let edges = found.dependencies.iter().map(|(name, other)| format!(" {name}={other}"));
            let place = found.id.vendored.as_deref().unwrap_or("-");
            let (name, folder) = (&found.name, found.folder.display());
            format!(
                "{name}: {} {} {place} {folder} {:?}{}\n",
                found.id.package,
                found.id.version,
                found.features,
                edges.collect::<String>()
            )
        });
        expect.assert_eq(&found.collect::<String>());
    }

    #[test]
    fn direct_dependencies_have_the_plugins_names() {
        check(
            "plugin-1 -> paint=./colors-2, semver=semver-1, build:cc=cc-1, derive=derive-1!
             ./colors-2 -> base=base-1
             semver-1 ->
             base-1 ->
             cc-1 ->
             derive-1! -> syn=syn-2
             syn-2 ->
             other-1 -> semver=semver-1",
            &expect![[r#"
                base: base 1 - /registry/base-1 ["on", "off"]
                semver: semver 1 - /registry/semver-1 ["on", "off"]
            "#]],
        );
    }

    #[test]
    fn others_have_their_own_unless_that_is_taken() {
        check(
            "plugin-1 -> rand=rand-9, core_9=rand-core-9, std=std-1
             rand-9 -> rand_core=rand-core-9, old=rand-core-6
             rand-core-9 -> rand=rand-5
             rand-core-6 -> chacha=rand-core-3
             rand-core-3 ->
             std-1 ->
             rand-5 -> plugin=plugin-7
             plugin-7 ->",
            &expect![[r#"
                rand_2: rand 5 - /registry/rand-5 ["on", "off"] plugin=plugin_2
                rand: rand 9 - /registry/rand-9 ["on", "off"] old=rand_core rand_core=core_9
                rand_core_2: rand-core 3 - /registry/rand-core-3 ["on", "off"]
                rand_core: rand-core 6 - /registry/rand-core-6 ["on", "off"] chacha=rand_core_2
                core_9: rand-core 9 - /registry/rand-core-9 ["on", "off"] rand=rand_2
            "#]],
        );
    }
}
