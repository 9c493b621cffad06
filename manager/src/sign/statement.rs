//! [`Statement`]: what the maker of a signature says of the package, inside what is signed. Without it, an old package of
//! the same maker, or one of another name, could be put in a package's place.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use semver::Version;

use crate::{Content, Digest, Manifest, Name, SignatureError};

/// First words of each statement: what it is, and the version of its form.
const BEGINNING: &str = "plugwright 1";

/// What the maker of a signature says of the package, as the signature's trusted comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Name of the plugin.
    pub name: Name,
    /// Its version.
    pub version: Version,
    /// The targets that there is a library for.
    pub targets: BTreeSet<String>,
    /// The package's own digest.
    pub digest: Digest,
}

impl Statement {
    /// What is to be said of a package.
    #[must_use]
    pub fn of(manifest: &Manifest, content: &Content, package: &[u8]) -> Self {
        Self {
            name: manifest.name.clone(),
            version: manifest.version.clone(),
            targets: content.targets().map(ToOwned::to_owned).collect(),
            digest: Digest::of(package),
        }
    }

    /// Compares what was said with what there is.
    ///
    /// # Errors
    /// [`SignatureError::Other`] for the first thing that differs.
    pub fn check(&self, found: &Self) -> Result<(), SignatureError> {
        let targets = |statement: &Self| Vec::from_iter(statement.targets.iter().cloned()).join(",");
        let pairs = [
            ("name", self.name.to_string(), found.name.to_string()),
            ("version", self.version.to_string(), found.version.to_string()),
            ("list of targets", targets(self), targets(found)),
            ("digest", self.digest.to_string(), found.digest.to_string()),
        ];
        match pairs.into_iter().find(|(_, signed, found)| signed != found) {
            Some((what, signed, found)) => Err(SignatureError::Other { what, signed, found }),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let targets: Vec<_> = self.targets.iter().map(String::as_str).collect();
        let Self { name, version, digest, .. } = self;
        write!(f, "{BEGINNING} name={name} version={version} targets={} sha256={digest}", targets.join(","))
    }
}

impl FromStr for Statement {
    type Err = SignatureError;

    /// Reads what [`Statement`] writes, to the letter.
    fn from_str(text: &str) -> Result<Self, SignatureError> {
        let parse = || {
            let mut fields = text.strip_prefix(BEGINNING)?.strip_prefix(' ')?.split(' ');
            let mut field = |name: &str| fields.next()?.strip_prefix(name)?.strip_prefix('=');
            let statement = Self {
                name: field("name")?.parse().ok()?,
                version: field("version")?.parse().ok()?,
                targets: field("targets")?.split(',').filter(|target| !target.is_empty()).map(Into::into).collect(),
                digest: field("sha256")?.parse().ok()?,
            };
            Some(statement).filter(|statement| statement.to_string() == text)
        };
        parse().ok_or_else(|| SignatureError::NoStatement { said: text.to_owned() })
    }
}
