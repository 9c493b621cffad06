//! [`AuditLog`]: who did what to the plugins of a base folder, one line of JSON for each, only ever added to.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use semver::Version;
use serde::{Deserialize, Serialize};

use crate::error::chain;
use crate::{Digest, Error, Name};

/// Name of the log's file. Full ones are called `audit.1.jsonl`, the newest, and so on.
pub const AUDIT_FILE: &str = "audit.jsonl";

/// The log of a base folder.
#[derive(Clone, Debug)]
pub struct AuditLog {
    base: PathBuf,
    /// Most bytes of the file before a new one is begun.
    pub full: u64,
    /// Most full files that are kept.
    pub kept: usize,
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// When, in seconds since 1970.
    pub at: u64,
    /// Who, as [`user`] says.
    pub who: String,
    /// What was to be done.
    pub what: Action,
    /// To which plugin; none where nobody knows what it is called.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub plugin: Option<Name>,
    /// From where, as the user said it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
    /// In which version.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<Version>,
    /// With which content: the digest of the unpacked tree, or of the library where it is loaded or called.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub digest: Option<Digest>,
    /// What came of it.
    pub verdict: Verdict,
    /// Why, where nobody asked for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
}

/// What is done to a plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
#[allow(missing_docs, reason = "they are called like the commands, and like the functions of a manager")]
pub enum Action {
    Install,
    Load,
    Unload,
    Upgrade,
    Rollback,
    Pin,
    Unpin,
    Configure,
    Remove,
    Sweep,
    /// A plugin that panicked too often is called no more.
    Quarantine,
    /// The version before took the place of a new one that failed.
    Return,
}

/// What came of an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It was done.
    Done,
    /// It was not done, for this reason.
    Refused(String),
}

impl Verdict {
    /// What a result says of an action.
    pub(crate) fn of<T>(result: &Result<T, impl std::error::Error + 'static>) -> Self {
        match result {
            Ok(_) => Self::Done,
            Err(error) => Self::Refused(chain(error)),
        }
    }
}

impl Record {
    /// A line about something that this user did now.
    #[must_use]
    pub fn new(what: Action, plugin: Option<Name>, verdict: Verdict) -> Self {
        let at = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs());
        Self { at, who: user(), what, plugin, source: None, version: None, digest: None, verdict, reason: None }
    }
}

impl AuditLog {
    /// The log of a base folder: files of 4 MiB, of which 8 full ones are kept.
    pub fn new(base: impl Into<PathBuf>) -> Self {
        Self { base: base.into(), full: 4 << 20, kept: 8 }
    }

    /// Adds a line. Other threads and processes may add theirs at the same time.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn append(&self, record: &Record) -> Result<(), Error> {
        // Texts and numbers always have a JSON form.
        let mut line = serde_json::to_vec(record).unwrap_or_default();
        line.push(b'\n');
        let path = self.file(0);
        self.write(&path, &line).map_err(|source| Error::Write { path, source })
    }

    /// Reads all lines that are kept, the oldest first. A line that was cut off is left out.
    ///
    /// # Errors
    /// [`Error::Read`].
    pub fn records(&self) -> Result<Vec<Record>, Error> {
        let mut records = Vec::new();
        for path in (0..=self.kept).rev().map(|number| self.file(number)) {
            match fs::read_to_string(&path) {
                Ok(text) => records.extend(text.lines().filter_map(|line| serde_json::from_str::<Record>(line).ok())),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(source) => return Err(Error::Read { path, source }),
            }
        }
        Ok(records)
    }

    fn write(&self, path: &Path, line: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.base)?;
        let lock = File::options().create(true).append(true).open(self.base.join(".audit.lock"))?;
        lock.lock()?;
        if fs::metadata(path).is_ok_and(|file| file.len() + line.len() as u64 > self.full) {
            self.rotate()?;
        }
        let mut file = File::options().create(true).read(true).append(true).open(path)?;
        if !ends_in_line(&mut file)? {
            // A process was killed, or the disk was full, in the middle of its line.
            file.write_all(b"\n")?;
        }
        file.write_all(line)?;
        file.sync_data()
    }

    fn rotate(&self) -> io::Result<()> {
        for number in (0..self.kept).rev() {
            match fs::rename(self.file(number), self.file(number + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    fn file(&self, number: usize) -> PathBuf {
        match number {
            0 => self.base.join(AUDIT_FILE),
            number => self.base.join(format!("audit.{number}.jsonl")),
        }
    }
}

fn ends_in_line(file: &mut File) -> io::Result<bool> {
    use std::io::{Read, Seek, SeekFrom};
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// Says who runs this program: the name in the environment, which anybody can change, and the system's own number.
#[must_use]
pub fn user() -> String {
    let name = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    format!("{}{}", name.unwrap_or_else(|| "somebody".to_owned()), number())
}

#[cfg(unix)]
fn number() -> String {
    format!(" (uid {})", rustix::process::geteuid().as_raw())
}

#[cfg(not(unix))]
fn number() -> String {
    String::new()
}

#[cfg(test)]
mod tests {
    use super::{AUDIT_FILE, Action, AuditLog, Record, Verdict};

    fn record(number: u64) -> Record {
        let verdict = Verdict::Refused("two\nlines".to_owned());
        Record { at: number, who: "jo".to_owned(), ..Record::new(Action::Install, "greet".parse().ok(), verdict) }
    }

    #[test]
    fn lines_are_added_and_full_files_make_room() {
        let base = tempfile::tempdir().unwrap();
        let log = AuditLog { full: 250, kept: 2, ..AuditLog::new(base.path()) };
        (0..10).for_each(|number| log.append(&record(number)).unwrap());
        let numbers: Vec<_> = log.records().unwrap().iter().map(|record| record.at).collect();
        assert_eq!(numbers, [4, 5, 6, 7, 8, 9], "two lines a file, three files");
        assert_eq!(
            std::fs::read_to_string(base.path().join(AUDIT_FILE)).unwrap().lines().next().unwrap(),
            r#"{"at":8,"who":"jo","what":"install","plugin":"greet","verdict":{"refused":"two\nlines"}}"#
        );
    }

    #[test]
    fn a_line_that_was_cut_off_spoils_no_other() {
        let base = tempfile::tempdir().unwrap();
        let log = AuditLog::new(base.path());
        log.append(&record(1)).unwrap();
        let path = base.path().join(AUDIT_FILE);
        let half = std::fs::read_to_string(&path).unwrap() + r#"{"at":2,"wh"#;
        std::fs::write(&path, half).unwrap();
        log.append(&record(3)).unwrap();
        let numbers: Vec<_> = log.records().unwrap().iter().map(|record| record.at).collect();
        assert_eq!(numbers, [1, 3]);
    }

    #[test]
    fn many_write_at_once() {
        let base = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let log = AuditLog { full: 2000, kept: 50, ..AuditLog::new(base.path()) };
                scope.spawn(move || (0..25).for_each(|line| log.append(&record(thread * 100 + line)).unwrap()));
            }
        });
        let log = AuditLog { kept: 50, ..AuditLog::new(base.path()) };
        let mut numbers: Vec<_> = log.records().unwrap().iter().map(|record| record.at).collect();
        numbers.sort_unstable();
        assert_eq!(numbers.len(), 100);
        numbers.dedup();
        assert_eq!(numbers.len(), 100);
    }
}
