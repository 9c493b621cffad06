//! [`GitUrl`] and [`Revision`]: texts that are handed to the program `git`, so they can be nothing that it takes for an
//! option, a helper program or a password.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// Address of a git repository: a URL, or `user@host:path` as ssh writes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct GitUrl {
    text: String,
    transport: Transport,
}

/// How a repository is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Transport {
    /// Encrypted, and the server proves who it is.
    Https,
    /// Encrypted, and the server proves who it is.
    Ssh,
    /// Plain: whoever is on the way can change what comes.
    Http,
    /// Plain: whoever is on the way can change what comes.
    Git,
    /// A folder of this machine.
    File,
}

/// A commit, tag or branch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct Revision(String);

/// Why a text is no address or revision.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadAddress {
    /// It is reached in no way that we know.
    #[error("`{}` is no address of a git repository, which begins with https://, ssh://, http://, git:// or file://", .0.escape_debug())]
    Transport(
        /// The address.
        String,
    ),
    /// It holds a password or token, which would be kept in logs.
    #[error("the address of a repository cannot hold a password")]
    Password,
    /// It has no host or no path.
    #[error("`{}` names no repository on a host", .0.escape_debug())]
    Incomplete(
        /// The address.
        String,
    ),
    /// It has a character that no address needs.
    #[error("the address of a repository cannot hold `{}`", .0.escape_debug())]
    Character(
        /// The first such character.
        char,
    ),
    /// Git would not take it for the name of a commit, tag or branch.
    #[error("`{}` is no name of a commit, tag or branch", .0.escape_debug())]
    Revision(
        /// The text.
        String,
    ),
}

impl Transport {
    /// Every transport.
    pub const ALL: [Self; 5] = [Self::Https, Self::Ssh, Self::Http, Self::Git, Self::File];

    /// The name that git gives it, which is also the scheme of its URLs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::Ssh => "ssh",
            Self::Http => "http",
            Self::Git => "git",
            Self::File => "file",
        }
    }
}

impl GitUrl {
    /// How the repository is reached.
    #[must_use]
    pub const fn transport(&self) -> Transport {
        self.transport
    }

    /// The address as git takes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for GitUrl {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let odd = |character: &char| character.is_control() || character.is_whitespace() || *character == '\\';
        if let Some(character) = text.chars().find(odd) {
            return Err(BadAddress::Character(character));
        }
        let (transport, host, path) = match text.split_once("://") {
            Some((scheme, rest)) => {
                let known = Transport::ALL.into_iter().find(|transport| transport.name() == scheme);
                let transport = known.ok_or_else(|| BadAddress::Transport(text.to_owned()))?;
                let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
                (transport, host, path)
            }
            // `ext::program` and its kin would start a program.
            None if text.contains("::") => return Err(BadAddress::Transport(text.to_owned())),
            None => match text.split_once(':') {
                Some((host, path)) if host.contains('@') => (Transport::Ssh, host, path),
                _ => return Err(BadAddress::Transport(text.to_owned())),
            },
        };
        let (user, server) = host.rsplit_once('@').unwrap_or(("", host));
        if user.contains(':') || (!user.is_empty() && transport != Transport::Ssh) {
            return Err(BadAddress::Password);
        }
        let no_host = server.is_empty() && transport != Transport::File;
        if no_host || path.is_empty() || [user, server, path].iter().any(|part| part.starts_with('-')) {
            return Err(BadAddress::Incomplete(text.to_owned()));
        }
        Ok(Self { text: text.to_owned(), transport })
    }
}

impl Revision {
    /// The revision as git takes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the full name of a commit, which always means the same.
    #[must_use]
    pub fn is_commit(&self) -> bool {
        matches!(self.0.len(), 40 | 64) && self.0.bytes().all(|byte| byte.is_ascii_hexdigit())
    }
}

impl FromStr for Revision {
    type Err = BadAddress;

    /// Takes what git takes for a reference, less what only shells and people on a command line need.
    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/+".contains(&byte);
        let part = |part: &str| {
            !part.is_empty() && !part.starts_with(['-', '.']) && !part.ends_with(['.']) && !part.ends_with(".lock")
        };
        let good = text.len() <= 255 && text.bytes().all(allowed) && text.split('/').all(part) && !text.contains("..");
        if good { Ok(Self(text.to_owned())) } else { Err(BadAddress::Revision(text.to_owned())) }
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for GitUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<GitUrl> for String {
    fn from(url: GitUrl) -> Self {
        url.text
    }
}

impl From<Revision> for String {
    fn from(rev: Revision) -> Self {
        rev.0
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{GitUrl, Revision};

    #[track_caller]
    fn check_url(text: &str, expect: Expect) {
        let shown = match text.parse::<GitUrl>() {
            Ok(url) => format!("{}: {url}", url.transport()),
            Err(error) => error.to_string(),
        };
        expect.assert_eq(&shown);
    }

    #[track_caller]
    fn check_revision(text: &str, expect: Expect) {
        let shown = match text.parse::<Revision>() {
            Ok(rev) => format!("ok, {}", if rev.is_commit() { "a commit" } else { "a name" }),
            Err(error) => error.to_string(),
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn addresses_start_nothing_and_keep_no_secret() {
        check_url("https://example.org/a.git", expect!["https: https://example.org/a.git"]);
        check_url("git@example.org:team/a.git", expect!["ssh: git@example.org:team/a.git"]);
        check_url("file:///srv/a.git", expect!["file: file:///srv/a.git"]);
        check_url("git://127.0.0.1:9418/a", expect!["git: git://127.0.0.1:9418/a"]);
        check_url("ext::sh -c 'touch x'", expect!["the address of a repository cannot hold ` `"]);
        check_url(
            "ext::sh",
            expect![
                "`ext::sh` is no address of a git repository, which begins with https://, ssh://, http://, git:// or file://"
            ],
        );
        check_url(
            "/srv/a.git",
            expect![
                "`/srv/a.git` is no address of a git repository, which begins with https://, ssh://, http://, git:// or file://"
            ],
        );
        check_url("https://me:secret@example.org/a", expect!["the address of a repository cannot hold a password"]);
        check_url("https://token@example.org/a", expect!["the address of a repository cannot hold a password"]);
        check_url("ssh://-oProxyCommand=x/a", expect!["`ssh://-oProxyCommand=x/a` names no repository on a host"]);
        check_url("https:///a", expect!["`https:///a` names no repository on a host"]);
        check_url("https://example.org/", expect!["`https://example.org/` names no repository on a host"]);
    }

    #[test]
    fn revisions_are_no_options() {
        check_revision("main", expect!["ok, a name"]);
        check_revision("release/1.x", expect!["ok, a name"]);
        check_revision("0123456789abcdef0123456789abcdef01234567", expect!["ok, a commit"]);
        check_revision("--upload-pack=x", expect!["`--upload-pack=x` is no name of a commit, tag or branch"]);
        check_revision("a..b", expect!["`a..b` is no name of a commit, tag or branch"]);
        check_revision("HEAD~1", expect!["`HEAD~1` is no name of a commit, tag or branch"]);
        check_revision("a:b", expect!["`a:b` is no name of a commit, tag or branch"]);
        check_revision("", expect!["`` is no name of a commit, tag or branch"]);
    }
}
