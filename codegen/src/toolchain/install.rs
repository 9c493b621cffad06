//! What to do about a tool that is missing on this system.

use std::fmt;

/// A program that a build needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// The Rust compiler.
    Rustc,
    /// Cargo, which fetches and builds a plugin's dependencies.
    Cargo,
    /// The C compiler, which knows how to link.
    CCompiler,
    /// The C linker.
    Linker,
}

impl Tool {
    /// Returns the command, or where there is none the place, that installs the tool on this system.
    #[must_use]
    pub fn install(self) -> &'static str {
        match self {
            Self::Rustc | Self::Cargo if cfg!(windows) => "winget install Rustlang.Rustup",
            Self::Rustc | Self::Cargo => "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh",
            Self::CCompiler | Self::Linker if cfg!(windows) => "winget install Microsoft.VisualStudio.2022.BuildTools",
            Self::CCompiler | Self::Linker if cfg!(target_os = "macos") => "xcode-select --install",
            Self::CCompiler | Self::Linker => linux(&std::fs::read_to_string("/etc/os-release").unwrap_or_default()),
        }
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rustc => "Rust compiler (rustc)",
            Self::Cargo => "cargo",
            Self::CCompiler => "C compiler",
            Self::Linker => "C linker (cc)",
        })
    }
}

/// Chooses by the distribution's own name and the ones that it is like.
fn linux(os_release: &str) -> &'static str {
    let field = |name: &str| os_release.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    let (id, like) = (field("ID=").trim_matches('"'), field("ID_LIKE=").trim_matches('"'));
    let command = std::iter::once(id).chain(like.split(' ')).find_map(|name| {
        Some(match name {
            "debian" | "ubuntu" => "sudo apt-get install build-essential",
            "fedora" | "rhel" => "sudo dnf install gcc",
            "arch" => "sudo pacman -S base-devel",
            "alpine" => "sudo apk add build-base",
            "suse" | "opensuse" => "sudo zypper install gcc",
            _ => return None,
        })
    });
    command.unwrap_or("install gcc or clang with the system's package manager")
}

#[cfg(test)]
mod tests {
    use super::linux;

    #[test]
    fn knows_distributions_by_name_and_by_kin() {
        assert_eq!(linux("NAME=x\nID=debian\n"), "sudo apt-get install build-essential");
        assert_eq!(linux("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n"), "sudo dnf install gcc");
        assert_eq!(linux(""), "install gcc or clang with the system's package manager");
    }
}
