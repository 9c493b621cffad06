//! [`order`]: in which order plugins start, and which cannot, because of what they depend on.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use semver::{Version, VersionReq};

use crate::Name;

/// What a plugin is to the others.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) version: Version,
    pub(crate) depends: BTreeMap<Name, VersionReq>,
}

/// Why a plugin cannot start, as far as others are the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unmet {
    /// What it needs is not there.
    Missing {
        /// The plugin that is not there.
        needs: Name,
        /// The versions that would do.
        range: VersionReq,
        /// A name that is there and similar.
        nearest: Option<String>,
    },
    /// What it needs is there in another version.
    Version {
        /// The plugin that is there.
        needs: Name,
        /// The versions that would do.
        range: VersionReq,
        /// The version that is there.
        found: Version,
    },
    /// It needs itself in the end.
    Cycle {
        /// The way around, with the same plugin at both ends.
        path: Vec<Name>,
    },
    /// What it needs does not run.
    Down {
        /// The plugin that does not run.
        needs: Name,
        /// Why not.
        reason: String,
    },
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { needs, range, nearest } => {
                write!(f, "it needs `{needs}` {range}, which is not there")?;
                match nearest {
                    Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
                    None => Ok(()),
                }
            }
            Self::Version { needs, range, found } => write!(f, "it needs `{needs}` {range}, and {found} is there"),
            Self::Cycle { path } => {
                f.write_str("it needs itself: ")?;
                let path: Vec<_> = path.iter().map(|name| format!("`{name}`")).collect();
                f.write_str(&path.join(" needs "))
            }
            Self::Down { needs, reason } => write!(f, "it needs `{needs}`, which does not run: {reason}"),
        }
    }
}

/// In which order plugins start.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Order {
    /// The plugins of one level need only those of levels before; in each, by name.
    pub(crate) levels: Vec<Vec<Name>>,
    /// Those that cannot start, whatever the others do.
    pub(crate) unmet: BTreeMap<Name, Unmet>,
}

/// Sorts plugins by what they need.
pub(crate) fn order(nodes: &BTreeMap<Name, Node>) -> Order {
    let mut order = Order::default();
    for (name, node) in nodes {
        if let Some(unmet) = unmet(nodes, &node.depends) {
            order.unmet.insert(name.clone(), unmet);
        }
    }
    let mut left: BTreeSet<&Name> = nodes.keys().collect();
    loop {
        let is_free = |name: &Name| nodes[name].depends.keys().all(|needs| !left.contains(needs));
        let level: Vec<Name> = left.iter().filter(|name| is_free(name)).map(|name| (*name).clone()).collect();
        if level.is_empty() {
            break;
        }
        left.retain(|name| !level.contains(name));
        order.levels.push(level);
    }
    // What is left is in a cycle, or needs what is.
    for name in left {
        if let Some(path) = cycle(nodes, name) {
            order.unmet.entry(name.clone()).or_insert(Unmet::Cycle { path });
        }
        order.levels.push(vec![name.clone()]);
    }
    order
}

/// The first of the plugins that are needed which is not there, or not in a version that would do.
pub(crate) fn unmet(nodes: &BTreeMap<Name, Node>, depends: &BTreeMap<Name, VersionReq>) -> Option<Unmet> {
    depends.iter().find_map(|(needs, range)| lacking(nodes, needs, range))
}

fn lacking(nodes: &BTreeMap<Name, Node>, needs: &Name, range: &VersionReq) -> Option<Unmet> {
    let (needs, range) = (needs.clone(), range.clone());
    match nodes.get(&needs) {
        None => {
            let nearest = nodes.keys().filter(|name| is_near(name.as_str(), needs.as_str()));
            let nearest = nearest.map(ToString::to_string).next();
            Some(Unmet::Missing { needs, range, nearest })
        }
        Some(node) if range.matches(&node.version) => None,
        Some(node) => Some(Unmet::Version { found: node.version.clone(), needs, range }),
    }
}

fn is_near(name: &str, wanted: &str) -> bool {
    plugwright_interface::nearest(wanted, [name]).is_some()
}

/// Finds the way from a plugin back to itself.
fn cycle(nodes: &BTreeMap<Name, Node>, start: &Name) -> Option<Vec<Name>> {
    let mut paths = vec![vec![start.clone()]];
    let mut seen = BTreeSet::new();
    while let Some(path) = paths.pop() {
        let Some(node) = path.last().and_then(|last| nodes.get(last)) else { continue };
        for needs in node.depends.keys() {
            let longer: Vec<_> = path.iter().chain([needs]).cloned().collect();
            if needs == start {
                return Some(longer);
            }
            if seen.insert(needs.clone()) {
                paths.push(longer);
            }
        }
    }
    None
}

/// Returns the plugins that need `name`, directly or not, those first that nobody needs.
pub(crate) fn dependents(nodes: &BTreeMap<Name, Node>, name: &Name) -> Vec<Name> {
    let mut found = BTreeSet::from([name.clone()]);
    loop {
        let more: Vec<Name> = nodes
            .iter()
            .filter(|(other, node)| !found.contains(*other) && node.depends.keys().any(|needs| found.contains(needs)))
            .map(|(other, _)| other.clone())
            .collect();
        if more.is_empty() {
            break;
        }
        found.extend(more);
    }
    found.remove(name);
    let levels = order(nodes).levels.into_iter().rev().flatten();
    levels.filter(|other| found.contains(other)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use expect_test::{Expect, expect};

    use super::{Node, dependents, order};
    use crate::Name;

    /// Reads lines such as `a 1.0.0: b ^1, c *`.
    fn nodes(text: &str) -> BTreeMap<Name, Node> {
        let name = |text: &str| text.trim().parse::<Name>().unwrap();
        let node = |line: &str| {
            let (head, needs) = line.split_once(':').unwrap();
            let (own, version) = head.trim().split_once(' ').unwrap();
            let needs = needs.split(',').filter(|need| !need.trim().is_empty());
            let depends = needs.map(|need| {
                let (other, range) = need.trim().split_once(' ').unwrap();
                (name(other), range.parse().unwrap())
            });
            (name(own), Node { version: version.parse().unwrap(), depends: depends.collect() })
        };
        text.lines().filter(|line| !line.trim().is_empty()).map(node).collect()
    }

    #[track_caller]
    fn check(text: &str, expect: Expect) {
        let order = order(&nodes(text));
        let levels = order.levels.iter().map(|level| {
            let names: Vec<_> = level.iter().map(ToString::to_string).collect();
            format!("{}\n", names.join(" "))
        });
        let unmet = order.unmet.iter().map(|(name, unmet)| format!("{name}: {unmet}\n"));
        expect.assert_eq(&levels.chain(unmet).collect::<String>());
    }

    #[test]
    fn what_is_needed_starts_first() {
        check(
            "
            web 1.0.0: auth ^1, store *
            auth 1.2.0: store ^2
            store 2.0.1:
            alone 0.1.0:
            ",
            expect![[r#"
                alone store
                auth
                web
            "#]],
        );
    }

    #[test]
    fn what_is_not_there_is_named() {
        check(
            "
            a 1.0.0: stor ^1
            b 1.0.0: store ^2
            c 1.0.0: other *
            store 1.4.0:
            ",
            expect![[r#"
                a c store
                b
                a: it needs `stor` ^1, which is not there; did you mean `store`?
                b: it needs `store` ^2, and 1.4.0 is there
                c: it needs `other` *, which is not there
            "#]],
        );
    }

    #[test]
    fn a_cycle_is_named_and_stops_nobody_else() {
        check(
            "
            a 1.0.0: b *
            b 1.0.0: c *
            c 1.0.0: a *
            d 1.0.0: d *
            e 1.0.0: a *
            f 1.0.0:
            ",
            expect![[r#"
                f
                a
                b
                c
                d
                e
                a: it needs itself: `a` needs `b` needs `c` needs `a`
                b: it needs itself: `b` needs `c` needs `a` needs `b`
                c: it needs itself: `c` needs `a` needs `b` needs `c`
                d: it needs itself: `d` needs `d`
            "#]],
        );
    }

    #[test]
    fn who_depends_stops_first() {
        let nodes = nodes("web 1.0.0: auth *\nauth 1.0.0: store *\nstore 1.0.0:\nother 1.0.0:");
        let found: Vec<_> = dependents(&nodes, &"store".parse().unwrap()).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["web", "auth"]);
    }
}
