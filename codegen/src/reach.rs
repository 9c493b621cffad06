//! What each program of a build needs to reach. The walls themselves are the sandbox's.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use plugwright_sandbox::{Network, Reach};

use crate::toolchain::Toolchain;
use crate::workspace::Workspace;

/// For the compiler and the linker: the toolchain, and the folder of the build.
pub(crate) fn compiling(toolchain: &Toolchain, workspace: &Workspace) -> Reach {
    Reach { read: tools(toolchain), write: vec![workspace.path().to_owned()], network: Network::Closed }
}

/// For a cargo that builds: also the packages that were fetched. A build script cannot change the sources that were
/// checked, nor the runtime.
pub(crate) fn building(
    toolchain: &Toolchain,
    workspace: &Workspace,
    cargo_home: Option<&Path>,
    packages: &BTreeSet<PathBuf>,
) -> Reach {
    let mut reach = Reach { read: tools(toolchain), write: workspace.output_folders(), network: Network::Closed };
    reach.read.push(workspace.path().to_owned());
    reach.read.extend(packages.iter().cloned());
    // Not the rest of that folder: there are credentials in it.
    let parts = ["registry", "git", "config.toml", "config"];
    reach.read.extend(cargo_home.into_iter().flat_map(|home| parts.map(|part| home.join(part))));
    reach
}

/// For a cargo that unpacks packages and runs nothing of theirs.
pub(crate) fn unpacking(toolchain: &Toolchain, workspace: &Workspace, cargo_home: Option<&Path>) -> Reach {
    let mut reach = compiling(toolchain, workspace);
    reach.write.extend(cargo_home.map(Path::to_owned));
    reach
}

/// For a program of the host's own that is not confined: one that says its version or fetches packages.
pub(crate) fn open() -> Reach {
    Reach { network: Network::Open, ..Reach::default() }
}

fn tools(toolchain: &Toolchain) -> Vec<PathBuf> {
    let mut tools = vec![toolchain.sysroot.clone(), toolchain.rustc.clone()];
    tools.extend(toolchain.cargo.clone());
    if let Some(linker) = &toolchain.linker {
        tools.push(linker.program.clone());
        // A compiler that was installed by hand has its libraries beside its `bin`.
        tools.extend(linker.program.canonicalize().ok().and_then(|program| prefix(&program)));
    }
    tools
}

/// The folder above `bin`, unless it is somebody's home or holds everything.
fn prefix(program: &Path) -> Option<PathBuf> {
    let bin = program.parent().filter(|folder| folder.ends_with("bin"))?;
    let prefix = bin.parent().filter(|prefix| prefix.parent().is_some())?;
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let is_above_home = home.is_some_and(|home| home.starts_with(prefix));
    Some(if is_above_home { bin } else { prefix }.to_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use std::path::{Path, PathBuf};

    use super::prefix;

    #[test]
    fn a_linker_brings_its_own_tree_but_nobodys_home() {
        assert_eq!(prefix(Path::new("/opt/llvm/bin/clang")), Some(PathBuf::from("/opt/llvm")));
        assert_eq!(prefix(Path::new("/bin/cc")), None);
        assert_eq!(prefix(Path::new("/srv/cc")), None);
        let home = PathBuf::from(std::env::var_os("HOME").unwrap());
        assert_eq!(prefix(&home.join("bin/cc")), Some(home.join("bin")));
    }
}
