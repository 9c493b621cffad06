//! What the steps need besides cargo. A missing program is installed where this is a machine to be set up at will, that
//! is, for root on Debian; anywhere else the message says how to install it. Nothing is skipped for want of it.

use std::path::Path;
use std::process::Stdio;

use crate::step::command;

/// A program, and what brings it.
pub(crate) struct Need {
    pub(crate) what: &'static str,
    /// Succeeds where the program is there.
    pub(crate) probe: &'static [&'static str],
    /// What rustup is to do, where it has it.
    pub(crate) rustup: &'static [&'static str],
    /// Debian's packages.
    pub(crate) packages: &'static [&'static str],
}

/// What the steps of the test need.
pub(crate) const NEEDS: [Need; 6] = [
    Need {
        what: "the formatter (rustfmt)",
        probe: &["cargo", "fmt", "--version"],
        rustup: &["component", "add", "rustfmt"],
        packages: &["rustfmt"],
    },
    Need {
        what: "the linter (clippy)",
        probe: &["cargo", "clippy", "--version"],
        rustup: &["component", "add", "clippy"],
        packages: &["rust-clippy"],
    },
    Need {
        what: "the documentation tool (rustdoc)",
        probe: &["rustdoc", "--version"],
        rustup: &[],
        packages: &["rustc"],
    },
    // This very program needed a linker, but that may be another one than the `cc` that bridges are linked with.
    Need {
        what: "a C compiler that links (cc)",
        probe: &[if cfg!(target_env = "msvc") { "rustc" } else { "cc" }, "--version"],
        rustup: &[],
        packages: &["gcc", "libc6-dev"],
    },
    Need {
        what: "the program that fetches repositories (git)",
        probe: &["git", "--version"],
        rustup: &[],
        packages: &["git"],
    },
    // Tests fill disks, which must be nobody else's. Elsewhere there are no such tests.
    Need {
        what: "a disk that is mounted in a user namespace (unshare), as sysctl user.max_user_namespaces must allow",
        probe: if cfg!(target_os = "linux") {
            &["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]
        } else {
            &["rustc", "--version"]
        },
        rustup: &[],
        packages: &["util-linux", "mount"],
    },
];

/// Makes sure that everything is there.
pub(crate) fn provide(root: &Path, needs: &[Need]) -> Result<(), String> {
    println!("== needs ==");
    let rustup = succeeds(&["rustup", "--version"], root);
    let debian = std::fs::read_to_string("/etc/os-release").is_ok_and(|release| is_debian(&release));
    let at_will = debian && is_root(root);
    let mut missing = Vec::new();
    for need in needs {
        if succeeds(need.probe, root) {
            println!("{}: found", need.what);
            continue;
        }
        let remedy = need.remedy(rustup, debian);
        match at_will && install(&remedy, root) && succeeds(need.probe, root) {
            true => println!("{}: installed", need.what),
            false => missing.push(format!("{} is missing: {}", need.what, spelled(&remedy, need))),
        }
    }
    match missing.is_empty() {
        true => Ok(()),
        false => Err(format!("FAILED: needs\n{}", missing.join("\n"))),
    }
}

pub(crate) type Remedy = Vec<Vec<&'static str>>;

impl Need {
    /// The commands that install it; none where only the user knows how.
    pub(crate) fn remedy(&self, rustup: bool, debian: bool) -> Remedy {
        let with = |words: &[&'static str], more: &[&'static str]| [words, more].concat();
        match (self.rustup, self.packages) {
            ([_, ..], _) if rustup => vec![with(&["rustup"], self.rustup)],
            (_, [_, ..]) if debian => vec![
                vec!["apt-get", "update", "-q"],
                with(&["apt-get", "install", "-qy", "--no-install-recommends"], self.packages),
            ],
            _ => Vec::new(),
        }
    }
}

fn install(remedy: &Remedy, root: &Path) -> bool {
    remedy.iter().all(|words| {
        println!("$ {}", words.join(" "));
        command(words, root).env("DEBIAN_FRONTEND", "noninteractive").status().is_ok_and(|status| status.success())
    })
}

pub(crate) fn spelled(remedy: &Remedy, need: &Need) -> String {
    match remedy.last() {
        Some(words) => format!("install it with `{}`", words.join(" ")),
        None if need.packages.is_empty() => format!("it comes with `rustup {}` alone", need.rustup.join(" ")),
        None => format!("install it with the system's package manager (Debian calls it {})", need.packages.join(", ")),
    }
}

fn succeeds(words: &[&str], root: &Path) -> bool {
    let mut command = command(words, root);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn is_root(root: &Path) -> bool {
    command(&["id", "-u"], root).output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Whether this is Debian or one of its kin.
fn is_debian(os_release: &str) -> bool {
    let ids = os_release.lines().filter_map(|line| line.strip_prefix("ID=").or(line.strip_prefix("ID_LIKE=")));
    ids.flat_map(|ids| ids.trim_matches('"').split(' ')).any(|id| id == "debian")
}

#[cfg(test)]
mod tests {
    use super::{NEEDS, is_debian, spelled};

    #[test]
    fn knows_debian_and_its_kin() {
        assert!(is_debian("NAME=x\nID=debian\n"));
        assert!(is_debian("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!is_debian("ID=fedora\nVERSION=\"not debian\"\n"));
    }

    #[test]
    fn says_how_to_install_what_is_missing() {
        let [_, clippy, _, cc, ..] = &NEEDS;
        assert_eq!(spelled(&clippy.remedy(true, true), clippy), "install it with `rustup component add clippy`");
        assert_eq!(
            spelled(&cc.remedy(true, true), cc),
            "install it with `apt-get install -qy --no-install-recommends gcc libc6-dev`"
        );
        assert_eq!(
            spelled(&cc.remedy(true, false), cc),
            "install it with the system's package manager (Debian calls it gcc, libc6-dev)"
        );
    }
}
