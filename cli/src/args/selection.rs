//! [`Selection`]: what of a plugin is built, and for which machine.

use clap::Args as ClapArgs;
use plugwright::{Builder, Features, Profile, Tools};

#[derive(Debug, ClapArgs)]
pub(crate) struct Selection {
    /// Turn these features of the plugin on, besides its default ones.
    #[arg(long, value_name = "NAME,…")]
    features: Vec<String>,
    /// Leave the plugin's default features off.
    #[arg(long)]
    no_default_features: bool,
    /// Turn all features of the plugin on.
    #[arg(long)]
    all_features: bool,
    /// Also offer this instance of a generic function, such as `gcd::<u64>`; may be given several times.
    #[arg(long = "export", value_name = "INSTANCE")]
    exports: Vec<String>,
    #[command(flatten)]
    pub(crate) tools: Chosen,
    /// `release` for code that is fast, `dev` for a library that is soon there.
    #[arg(long, value_name = "PROFILE", default_value = "release", value_parser = profile)]
    pub(crate) profile: Profile,
}

/// Which of several compilers and linkers is used, and for which machine.
#[derive(Debug, ClapArgs)]
pub(crate) struct Chosen {
    /// Build for another kind of machine, by its triple; such a library cannot be called here.
    #[arg(long, value_name = "TRIPLE")]
    pub(crate) target: Option<String>,
    /// Compile with this toolchain: a name that rustup knows, or the path of a toolchain's folder or compiler.
    #[arg(long, value_name = "NAME|PATH")]
    pub(crate) toolchain: Option<String>,
    /// Link with this C compiler, by name or path, or with a linker that the C compiler knows by name: bfd, gold, lld, mold.
    #[arg(long, value_name = "NAME|PATH")]
    pub(crate) linker: Option<String>,
}

impl Chosen {
    /// The same for the library.
    pub(crate) fn tools(&self) -> Tools {
        Tools { toolchain: self.toolchain.clone(), target: self.target.clone(), linker: self.linker.clone() }
    }

    /// The same as it is written behind a command.
    pub(crate) fn words(&self) -> String {
        let options = [("target", &self.target), ("toolchain", &self.toolchain), ("linker", &self.linker)];
        let given = options.iter().filter_map(|(name, value)| Some(format!(" --{name} {}", value.as_ref()?)));
        given.collect()
    }

    /// Has a build use them.
    pub(crate) fn apply<'b>(&self, builder: Builder<'b>) -> Builder<'b> {
        let builder = self.target.iter().fold(builder, Builder::target);
        let builder = self.toolchain.iter().fold(builder, Builder::toolchain);
        self.linker.iter().fold(builder, Builder::linker)
    }
}

impl Selection {
    /// The features that are selected.
    pub(crate) fn features(&self) -> Features {
        let features = Features {
            default: !self.no_default_features,
            all: self.all_features,
            exports: self.exports.clone(),
            ..Features::default()
        };
        features.with_names(self.features.iter().map(String::as_str))
    }
}

fn profile(name: &str) -> Result<Profile, &'static str> {
    match name {
        "release" => Ok(Profile::Release),
        "dev" => Ok(Profile::Dev),
        _ => Err("the profiles are `release` and `dev`"),
    }
}
