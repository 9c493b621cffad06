//! [`Builder`]: what a host can say about a build besides the folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use plugwright_analyzer::{Diagnostic, Features};
use plugwright_codegen::{Built, Cache, Cancel, Kept, Limits, Profile, Tools};
use plugwright_sandbox::{Capability, CapabilityUse, Policy, PolicyFile, System};

use crate::pipeline::{self, Inspection};
use crate::{Error, Plugin, Stage, Watch};

/// A build that was not started yet.
///
/// ```no_run
/// use plugwright::{Builder, Capability};
///
/// let plugin = Builder::new("plugins/report").grant(Capability::Fs).build()?;
/// # Ok::<(), plugwright::Error>(())
/// ```
pub struct Builder<'b> {
    pub(crate) dir: PathBuf,
    pub(crate) policy: Policy,
    pub(crate) policy_file: Option<Arc<PolicyFile>>,
    pub(crate) known_plugins: Option<Vec<String>>,
    pub(crate) features: Features,
    pub(crate) tools: Tools,
    pub(crate) profile: Profile,
    pub(crate) cache: Cache,
    pub(crate) cancel: Cancel,
    pub(crate) kept: Option<Kept>,
    time_limit: Option<Duration>,
    system: System,
    pub(crate) on_stage: Box<dyn Fn(Stage) + 'b>,
}

impl<'b> Builder<'b> {
    /// Prepares a build of the plugin in the folder `dir`, which is granted nothing.
    pub fn new(dir: impl AsRef<Path>) -> Self {
        Self {
            dir: dir.as_ref().to_owned(),
            policy: Policy::default(),
            policy_file: None,
            known_plugins: None,
            features: Features::default(),
            tools: Tools::default(),
            profile: Profile::default(),
            cache: Cache::of_user(),
            cancel: Cancel::default(),
            kept: None,
            time_limit: None,
            system: System::default(),
            on_stage: Box::new(|_| ()),
        }
    }

    /// Grants one capability more.
    #[must_use]
    pub fn grant(self, capability: Capability) -> Self {
        Self { policy: self.policy.grant(capability), ..self }
    }

    /// Lets a policy file say what the plugin may do. What [`Builder::grant`] and [`Builder::policy`] grant is granted
    /// besides.
    ///
    /// ```no_run
    /// use plugwright::{Builder, PolicyFile};
    ///
    /// let policies = PolicyFile::read("plugwright.toml".as_ref())?;
    /// let plugin = Builder::new("plugins/report").policy_file(policies).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn policy_file(self, file: impl Into<Arc<PolicyFile>>) -> Self {
        Self { policy_file: Some(file.into()), ..self }
    }

    /// Names the other plugins that the host has. With that, [`Builder::warnings`] tells of a policy file that names none of
    /// them.
    #[must_use]
    pub fn known_plugins(self, names: impl IntoIterator<Item = String>) -> Self {
        Self { known_plugins: Some(names.into_iter().collect()), ..self }
    }

    /// Replaces all grants by those of a policy.
    #[must_use]
    pub fn policy(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    /// Selects features of the plugin; the default ones where nothing is said. Instances that were asked for before stay.
    #[must_use]
    pub fn features(mut self, features: Features) -> Self {
        let before = std::mem::replace(&mut self.features, features).exports;
        self.features.exports.splice(0..0, before);
        self
    }

    /// Asks for an instance of a generic function, such as `gcd::<u64>`, besides those that the plugin's manifest asks
    /// for.
    #[must_use]
    pub fn export(mut self, instance: impl Into<String>) -> Self {
        self.features.exports.push(instance.into());
        self
    }

    /// Builds for machines of another kind, named by a target of the compiler's (`x86_64-pc-windows-gnu`). The library
    /// cannot be opened here.
    #[must_use]
    pub fn target(mut self, target: impl Into<String>) -> Self {
        self.tools.target = Some(target.into());
        self
    }

    /// Compiles with another toolchain than the environment's: by its name among rustup's (`nightly`, `1.91.0`), or by the
    /// path of its folder or compiler.
    #[must_use]
    pub fn toolchain(mut self, toolchain: impl Into<String>) -> Self {
        self.tools.toolchain = Some(toolchain.into());
        self
    }

    /// Links with another program than the environment's C compiler: by the name or path of one (`clang`), or by the name
    /// of a linker that it shall use (`mold`, `lld`, `gold`, `bfd`).
    #[must_use]
    pub fn linker(mut self, linker: impl Into<String>) -> Self {
        self.tools.linker = Some(linker.into());
        self
    }

    /// Compiles in another profile than [`Profile::Release`].
    #[must_use]
    pub fn profile(self, profile: Profile) -> Self {
        Self { profile, ..self }
    }

    /// Keeps built libraries in another cache than the user's.
    #[must_use]
    pub fn cache(self, cache: Cache) -> Self {
        Self { cache, ..self }
    }

    /// Lets another thread stop the build.
    #[must_use]
    pub fn cancel(self, cancel: Cancel) -> Self {
        Self { cancel, ..self }
    }

    /// Stops the build when the programs that it runs have taken this long together, whatever the policy says. What
    /// expands a plugin's own macros is timed apart from what compiles.
    #[must_use]
    pub fn time_limit(self, time_limit: Duration) -> Self {
        Self { time_limit: Some(time_limit), ..self }
    }

    /// Builds as on a system that lacks some of the mechanisms that confine a build, to see what the policy makes of it.
    #[must_use]
    pub fn system(self, system: System) -> Self {
        Self { system, ..self }
    }

    /// Starts the clock of what may be stopped.
    pub(crate) fn limits(&self, policy: &Policy) -> Limits {
        let mut confinement = policy.confinement().clone();
        confinement.limits.wall = self.time_limit.unwrap_or(confinement.limits.wall);
        Limits::new(self.cancel.clone(), confinement).on(self.system.clone())
    }

    /// Tells the host of each stage as it begins, on the thread that builds.
    #[must_use]
    pub fn on_stage(self, on_stage: impl Fn(Stage) + 'b) -> Self {
        Self { on_stage: Box::new(on_stage), ..self }
    }

    /// Builds the plugin, opens it, and builds it again whenever its files change. Stages are not told.
    ///
    /// # Errors
    /// As for [`Builder::build`], for the first version, and [`Error::Watch`].
    pub fn watch(&self) -> Result<Watch, Error> {
        Watch::start(self.recipe())
    }

    /// Everything but the listener, which another thread cannot have.
    pub(crate) fn recipe(&self) -> Recipe {
        Recipe {
            dir: self.dir.clone(),
            policy: self.policy.clone(),
            policy_file: self.policy_file.clone(),
            features: self.features.clone(),
            tools: self.tools.clone(),
            profile: self.profile,
            cache: self.cache.clone(),
            cancel: self.cancel.clone(),
            kept: self.kept.clone().unwrap_or_default(),
            time_limit: self.time_limit,
            system: self.system.clone(),
        }
    }

    /// Builds the plugin and opens it.
    ///
    /// # Errors
    /// [`Error::Faulty`] and [`Error::Refused`] where the plugin is to blame, with all findings;
    /// [`Error::NothingToCall`] where it offers nothing; the others where the host's side is.
    pub fn build(&self) -> Result<Plugin, Error> {
        pipeline::build(self)
    }

    /// Builds and audits the plugin without loading it.
    ///
    /// # Errors
    /// As for [`Builder::build`].
    pub fn compile(&self) -> Result<Built, Error> {
        pipeline::compile(self)
    }

    /// Returns the findings that do not stop the plugin, from the sources alone: nothing is compiled.
    ///
    /// # Errors
    /// [`Error::Load`], [`Error::Faulty`] and [`Error::Refused`].
    pub fn warnings(&self) -> Result<Vec<Diagnostic>, Error> {
        pipeline::warnings(self)
    }

    /// Returns the policy that the plugin is held against: what the policy file says of it, and what is granted besides.
    ///
    /// # Errors
    /// [`Error::Load`].
    pub fn effective_policy(&self) -> Result<Policy, Error> {
        pipeline::effective_policy(self)
    }

    /// Lists what the plugin uses of what can be granted, place by place, without judging it: the answer is the same
    /// under every policy. Works on the sources alone.
    ///
    /// # Errors
    /// [`Error::Load`] and [`Error::Faulty`].
    pub fn capabilities(&self) -> Result<Vec<CapabilityUse>, Error> {
        pipeline::capabilities(self)
    }

    /// Finds out what can be called, from the sources alone: nothing is compiled, and no policy is applied.
    ///
    /// # Errors
    /// [`Error::Load`] and [`Error::Faulty`].
    pub fn inspect(&self) -> Result<Inspection, Error> {
        pipeline::inspect(self)
    }
}

/// What a build is made from, again and again.
#[derive(Clone)]
pub(crate) struct Recipe {
    pub(crate) dir: PathBuf,
    policy: Policy,
    policy_file: Option<Arc<PolicyFile>>,
    features: Features,
    tools: Tools,
    profile: Profile,
    cache: Cache,
    cancel: Cancel,
    kept: Kept,
    time_limit: Option<Duration>,
    system: System,
}

impl Recipe {
    /// Prepares one more build.
    pub(crate) fn builder(self) -> Builder<'static> {
        let Self { dir, policy, policy_file, features, tools, profile, cache, .. } = self;
        let Self { cancel, kept, time_limit, system, .. } = self;
        let (kept, on_stage) = (Some(kept), Box::new(|_| ()));
        Builder {
            dir,
            policy,
            policy_file,
            known_plugins: None,
            features,
            tools,
            profile,
            cache,
            cancel,
            kept,
            time_limit,
            system,
            on_stage,
        }
    }
}
