//! A [`Bridge`] → a library on disk: private folder, compiler, audit, cache. What is compiled and audited is exactly
//! what the bridge holds in memory.

mod link;
mod objects;
mod ran;

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use plugwright_analyzer::{Diagnostic, Features, Severity, Sources, Target, parse};
use plugwright_interface::Artifact;
use plugwright_interface::abi::ENTRY_SYMBOL;
use plugwright_sandbox::{
    Capability, Missing, Object, Origin, Places, audit, audit_library, audit_with_places, check_inputs, check_seal,
    places,
};
use tempfile::TempDir;

use crate::ahead::Ahead;
use crate::bridge::Bridge;
use crate::cache::{Cache, Entry};
use crate::kept::{Frame, Kept, Left, is_of_place};
use crate::key::{Key, digest};
use crate::message::Message;
use crate::process::CHECK;
use crate::rustc::{self, Linked, Lints};
use crate::skip::Skip;
use crate::stop::Limits;
use crate::toolchain::Toolchain;
use crate::workspace::Workspace;
use crate::{Error, cargo, process, reach};
use link::{Linkage, start_linker};
use objects::{Compiled, Objects, Part, facts};
use ran::{Ran, rejected};

/// What a build is told besides the plugin.
pub struct BuildOptions<'b> {
    /// Where built libraries are kept.
    pub cache: &'b Cache,
    /// Name of this build in the cache.
    pub key: &'b Key,
    /// What ends the build early, and the walls around it.
    pub limits: Limits,
    /// What the build before left of the same folder, and where this one leaves it for the next.
    pub kept: Option<&'b Kept>,
    /// Called at the start of each stage.
    pub on_stage: &'b dyn Fn(Stage),
}

/// What a build is busy with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Another thread or process builds the same plugin.
    Wait,
    /// The plugin's own sources are compiled, and its dependencies.
    Compile,
    /// The bridge is compiled and linked.
    Link,
    /// The compiled objects are held against the policy.
    Audit,
}

/// A library that can be opened.
#[derive(Clone, Debug)]
pub struct Built {
    /// The library.
    pub artifact: Artifact,
    /// The public functions that it does not offer.
    pub skipped: Vec<Skip>,
    /// Whether the library was there already.
    pub origin: BuiltFrom,
    /// Why the library is not in the cache, where that could not be written. It is deleted with the last clone of this.
    pub uncached: Option<Uncached>,
    /// Walls that the policy prefers around the build and this system does not have. None where nothing was built.
    pub missing: Vec<Missing>,
}

/// How a library came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuiltFrom {
    /// Found in the cache.
    Cache,
    /// Compiled now.
    Sources,
    /// Compiled by somebody whom the host trusts.
    Elsewhere,
}

/// A library outside the cache.
#[derive(Clone, Debug)]
pub struct Uncached {
    /// Why it is not in the cache.
    pub reason: String,
    _folder: Arc<TempDir>,
}

impl Built {
    /// A library that somebody else built, of which nothing but itself is known.
    #[must_use]
    pub const fn elsewhere(artifact: Artifact) -> Self {
        Self { artifact, skipped: Vec::new(), origin: BuiltFrom::Elsewhere, uncached: None, missing: Vec::new() }
    }
}

impl From<Entry> for Built {
    fn from(entry: Entry) -> Self {
        Self {
            artifact: entry.artifact,
            skipped: entry.skipped,
            origin: BuiltFrom::Cache,
            uncached: None,
            missing: Vec::new(),
        }
    }
}

/// Compiles, audits and stores a bridge. Where the cache has the library by now, nothing is compiled; where the cache
/// cannot be used, the library is built all the same.
///
/// # Errors
/// [`Error::Compile`] where the plugin's sources do not compile, [`Error::Refused`] where the compiler or the audit found
/// what the policy forbids, [`Error::NothingToCall`] where no function is left, [`Error::Cancelled`],
/// [`Error::TimedOut`] and [`Error::LimitReached`]; the others where a tool or the disk does not do its part.
pub fn build(bridge: &Bridge, toolchain: &Toolchain, options: &BuildOptions<'_>) -> Result<Built, Error> {
    toolchain.check_target()?;
    let lock = lock(options)?;
    if let Some(entry) = options.cache.lookup(options.key) {
        return Ok(entry.into());
    }
    let job = Job { toolchain, options, limits: &options.limits };
    let left = match (options.kept.and_then(Kept::take), &lock) {
        (Some(left), _) => Ok(left),
        (None, Ok(_)) => Workspace::create(options.cache.root()).map(Left::new),
        (None, Err(_)) => Workspace::create_elsewhere().map(Left::new),
    };
    match left.and_then(|left| job.build_and_keep(bridge, left)) {
        // The disk of the cache may be full, or the cache lie below a configuration of cargo's (that of the project whose
        // build script builds the plugin, say). Neither is a reason not to build.
        Err(error) if is_of_place(&error) && lock.is_ok() => {
            job.build_and_keep(bridge, Left::new(Workspace::create_elsewhere()?))
        }
        done => done,
    }
}

/// Locks the key in the cache, waiting for whoever has it. The inner error is that of a cache that cannot be used.
fn lock(options: &BuildOptions<'_>) -> Result<io::Result<File>, Error> {
    let mut waiting = false;
    loop {
        match options.cache.try_lock(options.key) {
            Ok(Some(lock)) => return Ok(Ok(lock)),
            Err(error) => return Ok(Err(error)),
            Ok(None) if options.limits.cancel.is_cancelled() => return Err(Error::Cancelled),
            Ok(None) if !waiting => (options.on_stage)(Stage::Wait),
            // The system could wait for the lock, but not for a cancellation too.
            Ok(None) => thread::sleep(CHECK),
        }
        waiting = true;
    }
}

/// One build.
struct Job<'b> {
    toolchain: &'b Toolchain,
    options: &'b BuildOptions<'b>,
    limits: &'b Limits,
}

impl Job<'_> {
    fn build_and_keep(&self, bridge: &Bridge, mut left: Left) -> Result<Built, Error> {
        let done = self.build(bridge, &mut left);
        // A place that was of no use is not kept.
        if let Some(kept) = self.options.kept.filter(|_| !done.as_ref().is_err_and(is_of_place)) {
            kept.put(left);
        }
        done
    }

    fn build(&self, bridge: &Bridge, left: &mut Left) -> Result<Built, Error> {
        self.stage(Stage::Compile);
        let identity = self.options.kept.and_then(|_| Frame::identity(bridge, self.toolchain));
        let is_same = |frame: &&Frame| identity.as_ref().is_some_and(|identity| frame.is(identity));
        let (frame, workspace) = (left.frame.as_ref().filter(is_same), &left.workspace);
        let (toolchain, limits) = (self.toolchain, self.limits);
        let (linker, compiled) = thread::scope(|scope| {
            let linker = frame.map(|frame| scope.spawn(|| start_linker(frame, workspace, toolchain, limits)));
            let compiled = self.compile(bridge, workspace);
            (linker.and_then(|linker| linker.join().ok().flatten()), compiled)
        });
        let compiled = compiled?;
        let objects = Objects::read(workspace, &compiled)?;
        self.stage(Stage::Link);
        let again = match frame.filter(|frame| frame.has(&compiled.linked.facts)) {
            Some(frame) => self.link_again(bridge, workspace, (frame, linker), &objects)?,
            None => {
                // It would be in the way of the one that writes the same file.
                drop(linker);
                None
            }
        };
        let linkage = match again {
            Some(linkage) => linkage,
            None => self.link(bridge, left, &compiled, identity)?,
        };
        self.stage(Stage::Audit);
        self.audit(&linkage, &left.workspace, &objects)?;
        self.store(linkage)
    }

    fn stage(&self, stage: Stage) {
        (self.options.on_stage)(stage);
    }

    fn compile(&self, bridge: &Bridge, workspace: &Workspace) -> Result<Compiled, Error> {
        let provide = |ahead: Ahead| ahead.provide(self.toolchain, self.options.cache, workspace, self.limits);
        let runtime = provide(Ahead::Runtime)?;
        let profile = bridge.plugin.profile;
        if !bridge.plugin.needs_cargo {
            let sdk = match bridge.plugin.sdk.is_empty() {
                true => None,
                false => Some(provide(Ahead::Sdk)?),
            };
            let plugin = self.compile_alone(bridge, workspace)?;
            let facts = facts(bridge, workspace, [&plugin])?;
            let linked = Linked { plugin, runtime, sdk, named: Vec::new(), search: Vec::new(), facts, profile };
            return Ok(Compiled { linked, dependencies: Vec::new() });
        }
        let built = cargo::build(self.toolchain, workspace, bridge, self.limits)?;
        for dep_info in &built.dep_infos {
            all_checked(&workspace.read(dep_info)?, "plugin/", bridge)?;
        }
        let refused = !bridge.policy.allows(Capability::Unsafe) && built.messages.iter().any(Message::is_refusal);
        let Some(plugin) = built.plugin.clone().filter(|_| !refused) else {
            // Cargo runs the compiler in the workspace, one level above the plugin's folder.
            return Err(rejected(&built.messages, |file| bridge.owns(file.strip_prefix("plugin/").unwrap_or(file))));
        };
        let dependencies: Vec<_> =
            built.dependencies.iter().map(|rlib| (rlib.name.clone(), rlib.path.clone())).collect();
        let facts = facts(bridge, workspace, [&plugin].into_iter().chain(dependencies.iter().map(|(_, path)| path)))?;
        let cargo::Built { sdk, named, search, .. } = built;
        let linked = Linked { plugin, runtime, sdk, named, search, facts, profile };
        Ok(Compiled { linked, dependencies })
    }

    /// Compiles a plugin that consists of its own sources only. That needs no cargo, which would take longer to find
    /// that out than the compiler takes for a small plugin.
    fn compile_alone(&self, bridge: &Bridge, workspace: &Workspace) -> Result<PathBuf, Error> {
        workspace.fill("plugin", &bridge.plugin_files())?;
        let strict = match bridge.policy.allows(Capability::Unsafe) {
            true => Lints::Off,
            false => Lints::Forbid,
        };
        let mut ran = self.run_plugin(bridge, workspace, strict)?;
        if strict == Lints::Forbid && ran.failed && ran.errors().all(Message::is_foreign_lint) {
            ran = self.run_plugin(bridge, workspace, Lints::Report)?;
        }
        let refused = ran.messages.iter().any(|message| strict != Lints::Off && message.is_refusal());
        let dep_info = workspace.read(&rustc::dep_info(workspace));
        if let Ok(dep_info) = &dep_info {
            all_checked(dep_info, "", bridge)?;
        }
        if ran.failed || refused {
            return Err(ran.error(self.toolchain, |file| bridge.owns(file)));
        }
        dep_info.map(|_| rustc::plugin_rlib(workspace))
    }

    fn run_plugin(&self, bridge: &Bridge, workspace: &Workspace, lints: Lints) -> Result<Ran, Error> {
        let command = rustc::plugin(self.toolchain, workspace, &bridge.plugin, lints);
        Ok(Ran::new(process::run(command, &reach::compiling(self.toolchain, workspace), self.limits)?))
    }

    /// Holds everything that went into the library against the policy.
    fn audit_objects(
        &self,
        bridge: &Bridge,
        workspace: &Workspace,
        objects: &Objects,
    ) -> Result<Vec<Diagnostic>, Error> {
        let own = workspace.read(&rustc::object(workspace))?;
        let mut all = vec![Object { name: "bridge", origin: Origin::Bridge, bytes: &own }];
        all.extend(objects.files.iter().map(|file| {
            let (name, origin) = match &file.part {
                Part::Plugin => (bridge.interface.krate.as_str(), Origin::Plugin),
                Part::Ahead(name) => (*name, Origin::Runtime),
                Part::Dependency(name) => (name.as_str(), Origin::Dependency(name)),
            };
            Object { name, origin, bytes: &file.bytes }
        }));
        let found = audit(&all, &bridge.policy);
        Ok(match found.is_empty() {
            true => found,
            false => audit_with_places(&all, &bridge.policy, &self.places(bridge)),
        })
    }

    /// Holds everything that went into the library against the policy, and the library itself.
    fn audit(&self, linkage: &Linkage, workspace: &Workspace, objects: &Objects) -> Result<(), Error> {
        let Linkage { library, bridge, found } = linkage;
        let mut found = match found {
            Some(found) => found.clone(),
            None => self.audit_objects(bridge, workspace, objects)?,
        };
        for file in &objects.files {
            found.extend(check_seal(&file.path.display().to_string(), &file.bytes, &workspace.read(&file.path)?));
        }
        found.extend(audit_library(library, &[ENTRY_SYMBOL], &bridge.policy));
        match found.iter().any(|finding| finding.severity == Severity::Error) {
            true => Err(Error::Refused(found)),
            false => Ok(()),
        }
    }

    /// Where the plugin's functions stand. Only who is refused wants to know.
    fn places(&self, bridge: &Bridge) -> Places {
        let files = bridge.plugin.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
        let features = Features { all: true, ..Features::default() };
        let target = Target::parse(&self.toolchain.cfg).with_features(features);
        parse(&Sources::from_files(files), &target, |krate, _| places(krate)).unwrap_or_default()
    }

    fn store(&self, linkage: Linkage) -> Result<Built, Error> {
        let Linkage { library, bridge, .. } = linkage;
        let file = self.toolchain.library_name(&bridge.interface.krate);
        let (path, digest) = (PathBuf::from(&file), digest(&library));
        let artifact = Artifact { library: path, digest, interface: bridge.interface, stamp: None };
        let mut entry = Entry { artifact, skipped: bridge.skipped };
        let uncached = match self.options.cache.insert(self.options.key, &file, &library, &entry) {
            Ok(stored) => {
                entry.artifact = stored;
                None
            }
            Err(error) => {
                let reason = format!("{}: {error}", self.options.cache.root().display());
                let (path, uncached) = keep_outside(&file, &library, reason)?;
                entry.artifact.library = path;
                Some(uncached)
            }
        };
        Ok(Built { origin: BuiltFrom::Sources, uncached, missing: self.limits.missing(), ..entry.into() })
    }
}

/// Refuses what the compiler read and nobody checked. That comes before what the compiler has to say, since a message may
/// hold what stands in such a file. It ran in the plugin's folder, or in one above, and then `folder` is the way there.
///
/// The other way round there is nothing to refuse: what was checked and not compiled made the check only stricter, and a
/// function that was found there and is none is left out when the bridge is compiled. That the walk over the modules finds
/// exactly what the compiler does, `analyzer/tests/oracle.rs` proves.
fn all_checked(dep_info: &[u8], folder: &str, bridge: &Bridge) -> Result<(), Error> {
    let owns = |file: &str| file.strip_prefix(folder).is_some_and(|file| bridge.owns(file));
    let unchecked = check_inputs(&String::from_utf8_lossy(dep_info), owns, &bridge.policy);
    if unchecked.is_empty() { Ok(()) } else { Err(Error::Refused(unchecked)) }
}

/// Puts a library that the cache cannot take into a folder of its own.
fn keep_outside(file: &str, library: &[u8], reason: String) -> Result<(PathBuf, Uncached), Error> {
    let folder = tempfile::Builder::new().prefix("plugwright-").tempdir();
    let folder = folder.map_err(|source| Error::Workspace { path: std::env::temp_dir(), source })?;
    let path = folder.path().join(file);
    fs::write(&path, library).map_err(|source| Error::Workspace { path: path.clone(), source })?;
    Ok((path, Uncached { reason, _folder: Arc::new(folder) }))
}

#[cfg(test)]
mod tests;
