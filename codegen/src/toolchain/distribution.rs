//! [`Distribution`]: what the packages of a system are called, and the command that installs them.

use super::install::Remedy;
use crate::platform;

/// A family of systems that share a package manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Distribution {
    Debian,
    Fedora,
    Arch,
    Alpine,
    Suse,
    /// MSYS2, on Windows.
    Msys,
}

impl Distribution {
    /// The one that this machine runs.
    pub(super) fn here() -> Option<Self> {
        if cfg!(windows) {
            return std::env::var_os("MSYSTEM").is_some().then_some(Self::Msys);
        }
        Self::of(&std::fs::read_to_string("/etc/os-release").unwrap_or_default())
    }

    /// Chooses by the system's own name and the ones that it is like.
    fn of(os_release: &str) -> Option<Self> {
        let field = |name: &str| os_release.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        let (id, like) = (field("ID=").trim_matches('"'), field("ID_LIKE=").trim_matches('"'));
        std::iter::once(id).chain(like.split(' ')).find_map(|name| match name {
            "debian" | "ubuntu" => Some(Self::Debian),
            "fedora" | "rhel" => Some(Self::Fedora),
            "arch" => Some(Self::Arch),
            "alpine" => Some(Self::Alpine),
            "suse" | "opensuse" => Some(Self::Suse),
            _ => None,
        })
    }

    /// The package with a C compiler and linker.
    pub(super) const fn c_compiler(self) -> &'static str {
        match self {
            Self::Debian => "build-essential",
            Self::Fedora | Self::Suse => "gcc",
            Self::Arch => "base-devel",
            Self::Alpine => "build-base",
            Self::Msys => "mingw-w64-x86_64-gcc",
        }
    }

    /// The package with a C compiler that links for another target.
    pub(super) fn cross_compiler(self, target: &str) -> Option<&'static str> {
        let kind = KINDS.iter().position(|prefix| target.starts_with(prefix))?;
        let packages = match self {
            Self::Debian => [
                "gcc-mingw-w64-x86-64",
                "gcc-mingw-w64-i686",
                "gcc-aarch64-linux-gnu",
                "gcc-arm-linux-gnueabihf",
                "gcc-riscv64-linux-gnu",
                "gcc-powerpc64le-linux-gnu",
                "gcc-s390x-linux-gnu",
                "gcc-i686-linux-gnu",
            ],
            Self::Fedora => [
                "mingw64-gcc",
                "mingw32-gcc",
                "gcc-aarch64-linux-gnu",
                "gcc-arm-linux-gnu",
                "gcc-riscv64-linux-gnu",
                "gcc-powerpc64le-linux-gnu",
                "gcc-s390x-linux-gnu",
                "",
            ],
            Self::Arch => {
                ["mingw-w64-gcc", "mingw-w64-gcc", "aarch64-linux-gnu-gcc", "", "riscv64-linux-gnu-gcc", "", "", ""]
            }
            Self::Alpine => ["mingw-w64-gcc", "i686-mingw-w64-gcc", "", "", "", "", "", ""],
            Self::Suse => [
                "mingw64-cross-gcc",
                "mingw32-cross-gcc",
                "cross-aarch64-gcc13",
                "cross-arm-gcc13",
                "cross-riscv64-gcc13",
                "cross-ppc64le-gcc13",
                "cross-s390x-gcc13",
                "",
            ],
            Self::Msys => ["mingw-w64-x86_64-gcc", "mingw-w64-i686-gcc", "", "", "", "", "", ""],
        };
        Some(packages[kind]).filter(|package| !package.is_empty())
    }

    /// The command that installs a package.
    pub(super) fn install(self, package: &str, is_root: bool) -> Remedy {
        let (attended, unattended) = match self {
            Self::Debian => ("apt-get install", "apt-get install -y"),
            Self::Fedora => ("dnf install", "dnf install -y"),
            Self::Arch | Self::Msys => ("pacman -S", "pacman -S --noconfirm"),
            Self::Alpine => ("apk add", "apk add"),
            Self::Suse => ("zypper install", "zypper --non-interactive install"),
        };
        let sudo = if is_root || self == Self::Msys { "" } else { "sudo " };
        Remedy { line: format!("{sudo}{attended} {package}"), unattended: format!("{sudo}{unattended} {package}") }
    }
}

/// Whether the user may install packages as they are.
pub(super) fn is_root() -> bool {
    cfg!(unix) && platform::user() == 0
}

/// Beginnings of the targets that packages are known for.
const KINDS: [&str; 8] = [
    "x86_64-pc-windows-gnu",
    "i686-pc-windows-gnu",
    "aarch64-unknown-linux-gnu",
    "armv7-unknown-linux-gnueabihf",
    "riscv64gc-unknown-linux-gnu",
    "powerpc64le-unknown-linux-gnu",
    "s390x-unknown-linux-gnu",
    "i686-unknown-linux-gnu",
];

#[cfg(test)]
mod tests {
    use super::Distribution;
    use crate::toolchain::install::Attendance;

    #[track_caller]
    fn check(os_release: &str, target: &str, attended: &str, unattended: &str) {
        let here = Distribution::of(os_release).expect("it is known");
        let package =
            if target.is_empty() { here.c_compiler() } else { here.cross_compiler(target).expect("so is it") };
        let remedy = here.install(package, false);
        assert_eq!((remedy.line(Attendance::Person), remedy.line(Attendance::Nobody)), (attended, unattended));
        assert_eq!(here.install(package, true).to_string(), attended.trim_start_matches("sudo "));
    }

    #[test]
    fn knows_distributions_by_name_and_by_kin() {
        check(
            "NAME=x\nID=debian\n",
            "",
            "sudo apt-get install build-essential",
            "sudo apt-get install -y build-essential",
        );
        check("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", "", "sudo dnf install gcc", "sudo dnf install -y gcc");
        assert_eq!(Distribution::of(""), None);
    }

    #[test]
    fn knows_what_links_for_other_machines() {
        check(
            "ID=ubuntu\n",
            "x86_64-pc-windows-gnu",
            "sudo apt-get install gcc-mingw-w64-x86-64",
            "sudo apt-get install -y gcc-mingw-w64-x86-64",
        );
        check(
            "ID=arch\n",
            "aarch64-unknown-linux-gnu",
            "sudo pacman -S aarch64-linux-gnu-gcc",
            "sudo pacman -S --noconfirm aarch64-linux-gnu-gcc",
        );
        assert_eq!(Distribution::Alpine.cross_compiler("s390x-unknown-linux-gnu"), None);
        assert_eq!(Distribution::Debian.cross_compiler("riscv64gc-unknown-fuchsia"), None);
        assert_eq!(
            Distribution::Msys.install(Distribution::Msys.c_compiler(), false).to_string(),
            "pacman -S mingw-w64-x86_64-gcc"
        );
    }
}
