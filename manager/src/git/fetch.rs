//! [`fetch()`]: one commit of a repository, from our own copy where it is there already.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::program::Git;
use super::{Checkout, GitOptions, GitSource, tree};
use crate::{AcquireOptions, Digest, GitError, OnProgress};

/// What was fetched last.
const FETCHED: &str = "refs/plugwright/fetched";

/// Every file as it is in the commit: attributes in the repository can ask for other line ends, expand words and leave
/// files out, and these stand above them.
const ATTRIBUTES: &str = "* -text -eol -ident -filter -working-tree-encoding -export-subst -export-ignore\n";

/// Gets the files of a source, and the commit that it stands for at this moment.
pub(crate) fn fetch(source: &GitSource, acquire: &AcquireOptions) -> Result<Checkout, GitError> {
    let AcquireOptions { git: options, on_progress, .. } = acquire;
    in_copy(source, acquire, |git, folder| checkout((git, folder), source, options, on_progress))
}

/// Lists the tags of a repository.
pub(crate) fn tags(source: &GitSource, acquire: &AcquireOptions) -> Result<Vec<String>, GitError> {
    let list = ["ls-remote", "--quiet", "--tags", "--refs", "--", source.url.as_str()];
    let listed = in_copy(source, acquire, |git, _| git.run("list the tags", &list))?;
    let tag = |line: &str| Some(line.split_once("\trefs/tags/")?.1.to_owned());
    Ok(String::from_utf8_lossy(&listed).lines().filter_map(tag).collect())
}

/// Does something with our copy of a repository, which is nobody else's meanwhile.
fn in_copy<R>(
    source: &GitSource,
    AcquireOptions { git: options, cancel, .. }: &AcquireOptions,
    work: impl FnOnce(&Git<'_>, &Path) -> Result<R, GitError>,
) -> Result<R, GitError> {
    let transport = source.url.transport();
    if !options.transports.contains(&transport) {
        return Err(GitError::Transport { transport });
    }
    let folder = options.cache.join(Digest::of(source.url.as_str().as_bytes()).to_string());
    let _lock = lock(&folder)?;
    let git = Git::new(&folder, transport, options, cancel)?;
    let busy = begin(&git, &folder)?;
    let done = work(&git, &folder);
    // A git that was stopped may have left locks.
    let stopped = matches!(&done, Err(GitError::Run(_) | GitError::TimedOut { .. } | GitError::TooLarge { .. }));
    if !stopped {
        fs::remove_file(&busy).map_err(|error| GitError::Copy { path: busy, source: error })?;
    }
    done
}

fn checkout(
    (git, folder): (&Git<'_>, &Path),
    source: &GitSource,
    options: &GitOptions,
    on_progress: &OnProgress,
) -> Result<Checkout, GitError> {
    let commit = match source.rev.as_ref().filter(|rev| rev.is_commit()) {
        Some(rev) if has(git, rev.as_str()) => rev.to_string(),
        _ => {
            let rev = source.rev.as_ref().map_or("HEAD", |rev| rev.as_str());
            let refs = format!("+{rev}:{FETCHED}");
            let fetch =
                ["fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"];
            let fetch = [&fetch[..], &["--", source.url.as_str(), &refs]].concat();
            on_progress.while_growing(&folder.join("objects"), || git.run("fetch the repository", &fetch))?;
            let name = git.run("find the commit", &["rev-parse", "--verify", &format!("{FETCHED}^{{commit}}")])?;
            String::from_utf8_lossy(&name).trim().to_owned()
        }
    };
    // Kept, or a later collection of garbage would take it.
    git.run("keep the commit", &["update-ref", &format!("refs/plugwright/{commit}"), &commit])?;
    let wanted = source.subdir.as_deref().filter(|subdir| *subdir != Path::new("."));
    let tree = match wanted {
        Some(subdir) => format!("{commit}:{}", subdir.display().to_string().replace('\\', "/")),
        None => format!("{commit}^{{tree}}"),
    };
    let named = git.run("find the folder", &["rev-parse", "--verify", "--quiet", &tree]);
    if let (Err(GitError::Failed { .. }), Some(subdir)) = (&named, wanted) {
        return Err(GitError::NoFolder { subdir: subdir.to_owned() });
    }
    named?;
    Ok(Checkout { files: tree::read(git, folder, &tree, options)?, commit })
}

/// Whether the commit was fetched before, with all that it needs.
fn has(git: &Git<'_>, commit: &str) -> bool {
    git.run("find the commit", &["rev-parse", "--verify", "--quiet", &format!("refs/plugwright/{commit}^{{commit}}")])
        .is_ok()
}

/// Makes the copy ready, and marks it as in use until the mark is removed. One that still has the mark of somebody else
/// is left from a process that was killed, perhaps with locks of git's in it, and is begun anew.
fn begin(git: &Git<'_>, folder: &Path) -> Result<PathBuf, GitError> {
    let busy = folder.join("plugwright.busy");
    let failed = |source| GitError::Copy { path: folder.to_owned(), source };
    if busy.exists() {
        fs::remove_dir_all(folder).map_err(failed)?;
        private_folder(folder).map_err(failed)?;
    }
    fs::write(&busy, "").map_err(failed)?;
    init(git, folder)?;
    Ok(busy)
}

fn init(git: &Git<'_>, folder: &Path) -> Result<(), GitError> {
    let failed = |path: PathBuf| move |source| GitError::Copy { path, source };
    let attributes = folder.join("info/attributes");
    if attributes.is_file() {
        return Ok(());
    }
    git.run("make a repository", &["init", "--quiet", "--bare", "--template=", "."])?;
    let info = folder.join("info");
    fs::create_dir_all(&info).map_err(failed(info))?;
    fs::write(&attributes, ATTRIBUTES).map_err(failed(attributes))
}

/// Locks a copy against all other threads and processes.
fn lock(folder: &Path) -> Result<File, GitError> {
    let path = folder.with_added_extension("lock");
    let failed = |source| GitError::Copy { path: path.clone(), source };
    private_folder(folder).map_err(failed)?;
    let file = File::options().create(true).append(true).open(&path).map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(file)
}

fn private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}
