//! [`Selection`]: what of a plugin is built, and for which machine.

use clap::Args as ClapArgs;
use plugwright::{Features, Profile};

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
    /// Look at the plugin as on another kind of machine, by its triple; such a library can be built, but not called here.
    #[arg(long, value_name = "TRIPLE")]
    pub(crate) target: Option<String>,
    /// `release` for code that is fast, `dev` for a library that is soon there.
    #[arg(long, value_name = "PROFILE", default_value = "release", value_parser = profile)]
    pub(crate) profile: Profile,
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
