//! The policy of one plugin, out of the file for all.

use std::collections::BTreeSet;
use std::time::Duration;

use plugwright_analyzer::{Diagnostic, Severity, Sources, Span};

use super::document::{Edition, Level as Written, Limits, Plugin, Wall};
use super::{PolicyFile, code};
use crate::{AllowedDependency, Capability, CapabilityUse, Confinement, Demand, Exception, Level, Mechanism, Policy};

/// What a policy is chosen by.
#[derive(Clone, Debug, Default)]
pub struct PluginFacts {
    /// Name of the package.
    pub name: String,
    /// Digest of the folder.
    pub digest: String,
    /// What its manifest asks for, in `[package.metadata.plugwright] capabilities = […]`.
    pub requested: Vec<String>,
}

/// The policy that the file gives to one plugin, and what there is to say about that.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The policy.
    pub policy: Policy,
    /// Grants that do not hold, requests that are not granted.
    pub warnings: Vec<Diagnostic>,
}

impl PluginFacts {
    /// Reads what the sources say of themselves. What cannot be read is left out: other stages say so.
    #[must_use]
    pub fn of(sources: &Sources) -> Self {
        let file = sources.find("Cargo.toml").map(|id| sources.file(id));
        let text = file.and_then(|file| std::str::from_utf8(&file.bytes).ok());
        let table = text.and_then(|text| text.parse::<toml::Table>().ok()).unwrap_or_default();
        let package = table.get("package");
        let name = package.and_then(|package| package.get("name")?.as_str()).unwrap_or_default();
        let metadata = package.and_then(|package| package.get("metadata")?.get("plugwright")?.get("capabilities"));
        let requested = metadata.and_then(toml::Value::as_array).into_iter().flatten().filter_map(toml::Value::as_str);
        Self { name: name.to_string(), digest: sources.digest(), requested: requested.map(str::to_string).collect() }
    }
}

impl PolicyFile {
    /// The policy for a plugin. What is denied anywhere is denied, whatever is granted elsewhere; what the plugin asks for
    /// is never granted for that.
    #[must_use]
    pub fn policy_for(&self, plugin: &PluginFacts) -> Applied {
        let mut warnings = Vec::new();
        let own = self.document.plugin.get(&plugin.name);
        let pinned = own.and_then(|own| own.source_sha256.as_ref());
        let holds = pinned.is_none_or(|digest| digest.eq_ignore_ascii_case(&plugin.digest));
        if !holds {
            let message =
                format!("the grants for `{}` are for another content of its folder, and do not hold", plugin.name);
            let note = format!("the folder has the digest {}", plugin.digest);
            warnings.push(self.warning(code::OTHER_SOURCES, &plugin.name, message).note(note));
        }
        let every = self.document.plugin.get("*");
        let granting: Vec<&Plugin> = every.into_iter().chain(own.filter(|_| holds)).collect();
        let denying: Vec<&Plugin> = every.into_iter().chain(own).collect();
        let mut denied: BTreeSet<Capability> = denying.iter().flat_map(|entry| entry.deny.names()).collect();
        let mut limits = denying.iter().map(|entry| &entry.limits).chain([&self.document.defaults.limits]);
        denied.extend(limits.any(Limits::denies_threads).then_some(Capability::Thread));
        let granted = granting.iter().flat_map(|entry| entry.grant.names());
        let mut policy: Policy = granted.filter(|capability| !denied.contains(capability)).collect();
        policy = policy.confine(self.confinement());
        policy.levels = self.document.rules.iter().map(|(rule, level)| (rule.clone(), level.meant())).collect();
        policy.editions = self.document.defaults.editions.as_ref().map(|list| list.iter().map(Edition::name).collect());
        policy.items = self.items(&granting, &denying);
        let allowed = granting.iter().flat_map(|entry| &entry.deps.allow);
        policy.dependencies = allowed
            .map(|one| AllowedDependency {
                name: one.name.clone(),
                version: one.version.trim_start_matches('=').trim().to_string(),
                sha256: one.sha256.as_ref().map(|digest| digest.to_lowercase()),
                unsafe_code: one.r#unsafe,
            })
            .collect();
        policy.vendored = granting.iter().any(|entry| entry.deps.vendored);
        policy.exceptions = self.exceptions(&plugin.name);
        for wanted in &plugin.requested {
            let known = wanted.parse::<Capability>();
            if !known.as_ref().is_ok_and(|capability| policy.allows(*capability)) {
                let message =
                    format!("`{}` asks for `{}`, which it is not granted", plugin.name, wanted.escape_debug());
                warnings.push(Diagnostic::warning(code::REQUESTED, message));
            }
        }
        Applied { policy, warnings }
    }

    /// Names entries for plugins that are not among those that the host knows.
    #[must_use]
    pub fn unknown_plugins(&self, known: &[&str]) -> Vec<Diagnostic> {
        let entries = self.document.plugin.keys().map(String::as_str);
        let exceptions = self.document.exception.iter().map(|one| one.plugin.as_str());
        let names: BTreeSet<&str> = entries.chain(exceptions).filter(|name| *name != "*").collect();
        let unknown = names.into_iter().filter(|name| !known.contains(name));
        unknown.map(|name| self.warning(code::UNKNOWN_PLUGIN, name, format!("there is no plugin `{name}`"))).collect()
    }

    /// Grants of the plugin's own entry that its sources have no use for.
    #[must_use]
    pub fn unused_grants(&self, plugin: &PluginFacts, uses: &[CapabilityUse]) -> Vec<Diagnostic> {
        let severity = match self.document.defaults.unused_grants.unwrap_or(Written::Warning) {
            Written::Allow => return Vec::new(),
            Written::Note => Severity::Note,
            Written::Warning => Severity::Warning,
            Written::Error => Severity::Error,
        };
        let Some(own) = self.document.plugin.get(&plugin.name) else { return Vec::new() };
        let is_used = |capability: Capability| {
            uses.iter().any(|one| one.capability == capability || one.alternatives.contains(&capability))
        };
        // Where clocks are not refused, reading one is no use of a grant.
        let may_be_unused = |capability: &Capability| *capability != Capability::Clock && !is_used(*capability);
        let unused = own.grant.names().filter(may_be_unused);
        unused
            .map(|capability| {
                let message = format!("`{}` is granted `{capability}`, which its sources do not use", plugin.name);
                Diagnostic { severity, ..self.warning(code::UNUSED, &plugin.name, message) }
            })
            .collect()
    }

    /// A warning at the entry of a plugin.
    fn warning(&self, code: plugwright_analyzer::Code, plugin: &str, message: String) -> Diagnostic {
        let header = [format!("[plugin.{plugin}"), format!("[plugin.\"{plugin}\"")];
        let at = header.iter().find_map(|header| self.text.find(header.as_str()).map(|at| at..at + header.len()));
        Diagnostic::warning(code, message).at(at.map(|at| Span::of_bytes(&self.name, &self.text, at)))
    }

    fn confinement(&self) -> Confinement {
        let defaults = &self.document.defaults;
        let demands = [(&defaults.prefer, Demand::Prefer), (&defaults.require, Demand::Require)];
        let mut confinement = Confinement::default();
        for (wall, demand) in
            demands.into_iter().flat_map(|(walls, demand)| walls.iter().map(move |wall| (wall, demand)))
        {
            confinement = confinement.with(wall.mechanism(), demand);
        }
        let mut limits = confinement.limits;
        let build = &defaults.build;
        let mib = |size: u64| size.saturating_mul(1 << 20);
        limits.wall = build.wall_s.map_or(limits.wall, Duration::from_secs);
        limits.cpu = build.cpu_s.map_or(limits.cpu, Duration::from_secs);
        limits.memory = build.memory_mib.map_or(limits.memory, mib);
        limits.file_size = build.file_mib.map_or(limits.file_size, mib);
        limits.processes = build.processes.unwrap_or(limits.processes);
        confinement.with_limits(limits)
    }

    /// Paths of the granted groups, with whether each is meant.
    fn items(&self, granting: &[&Plugin], denying: &[&Plugin]) -> Vec<(String, bool)> {
        let denied: BTreeSet<&String> = denying.iter().flat_map(|entry| &entry.deny.api).collect();
        let named: BTreeSet<&String> = granting.iter().flat_map(|entry| &entry.grant.api).collect();
        let groups = named.difference(&denied).filter_map(|name| self.document.api.get(*name));
        let paths = groups.flat_map(|group| {
            let meant = group.include.iter().map(|path| (path.clone(), true));
            meant.chain(group.exclude.iter().map(|path| (path.clone(), false)))
        });
        paths.collect()
    }

    fn exceptions(&self, plugin: &str) -> Vec<Exception> {
        let own = self.document.exception.iter().filter(|one| one.plugin == plugin);
        own.map(|one| Exception {
            rule: one.rule.clone(),
            path: one.path.clone(),
            file_sha256: one.file_sha256.to_lowercase(),
            reason: one.reason.clone(),
        })
        .collect()
    }
}

impl Written {
    fn meant(self) -> Level {
        match self {
            Self::Allow => Level::Allow,
            Self::Note => Level::Note,
            Self::Warning => Level::Warning,
            Self::Error => Level::Error,
        }
    }
}

impl Edition {
    fn name(&self) -> String {
        let year = match self {
            Self::E2015 => "2015",
            Self::E2018 => "2018",
            Self::E2021 => "2021",
            Self::E2024 => "2024",
        };
        year.to_string()
    }
}

impl Wall {
    fn mechanism(&self) -> Mechanism {
        match self {
            Self::Privileges => Mechanism::Privileges,
            Self::Landlock => Mechanism::Landlock,
            Self::Seccomp => Mechanism::Seccomp,
            Self::NetworkNamespace => Mechanism::NetworkNamespace,
            Self::Limits => Mechanism::Limits,
        }
    }
}
