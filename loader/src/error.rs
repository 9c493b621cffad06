//! [`Error`]: a library could not be opened or asked for a function. [`CallError`]: a call did not come to a result.

use std::fmt;
use std::io;
use std::path::PathBuf;

use plugwright_interface::Difference;

use crate::{Change, StateError, Unfit};

/// A library could not be opened, or a function not be had from it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The library file could not be read.
    #[error("cannot read the library {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file is not the one that was audited.
    #[error("the library {} has the digest {found}, but {expected} was audited; build the plugin again", path.display())]
    Digest {
        /// The file.
        path: PathBuf,
        /// SHA-256 at the time of the audit, in hex.
        expected: String,
        /// SHA-256 now.
        found: String,
    },
    /// The private copy that is loaded could not be written.
    #[error("cannot copy the library to {}", path.display())]
    Copy {
        /// The copy.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The system's loader refused the file.
    #[error("cannot load the library {}", path.display())]
    Load {
        /// The file.
        path: PathBuf,
        /// What the loader said.
        #[source]
        source: libloading::Error,
    },
    /// Neither the folder for temporary files nor that of the library lets files be executed.
    #[error("nothing may be executed in {} (`noexec`); name another folder with the variable TMPDIR", folder.display())]
    NoExecution {
        /// The folder for temporary files.
        folder: PathBuf,
    },
    /// The file is not one that this host can load.
    #[error("cannot load {}", path.display())]
    Unfit {
        /// The file.
        path: PathBuf,
        /// Why not, and what to do.
        #[source]
        source: Unfit,
    },
    /// The library was retired: what was resolved before can be called, and nothing new be resolved.
    #[error("`{krate}` is retired; open it again")]
    Retired {
        /// The plugin's crate.
        krate: String,
    },
    /// The library has no symbol of that name.
    #[error("{} does not export `{symbol}`", path.display())]
    NoSymbol {
        /// The file.
        path: PathBuf,
        /// The symbol.
        symbol: String,
        /// What the loader said.
        #[source]
        source: libloading::Error,
    },
    /// The library is no plugwright plugin.
    #[error("{} is no plugwright plugin: it does not export `{symbol}`", path.display())]
    NoEntry {
        /// The file.
        path: PathBuf,
        /// The symbol that is missing.
        symbol: &'static str,
        /// What the loader said.
        #[source]
        source: libloading::Error,
    },
    /// The library speaks another version of the binary interface.
    #[error("the library {} has ABI version {found}, this host has {expected}; build the plugin again", path.display())]
    Abi {
        /// The file.
        path: PathBuf,
        /// The host's version.
        expected: u32,
        /// The library's version.
        found: u32,
    },
    /// What the library says of itself cannot be read.
    #[error("the interface inside {} cannot be read", path.display())]
    Interface {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// What the library says of itself is not what its build said.
    #[error("the library {} does not hold the interface that it was built with; build the plugin again", path.display())]
    Mismatch {
        /// The file.
        path: PathBuf,
    },
    /// The library has no function of that name.
    #[error("`{krate}` has no function `{name}`{}", did_you_mean(nearest.as_deref()))]
    NoFunction {
        /// The plugin's crate.
        krate: String,
        /// The name that was asked for.
        name: String,
        /// The most similar name that it has, if one is similar at all.
        nearest: Option<String>,
    },
    /// The types of a typed call are not those of the function.
    #[error(
        "`{function}` is not of the type that the host names\n  plugin: {plugin}\n    host: {host}{}",
        parting(difference)
    )]
    Signature {
        /// The function's path.
        function: String,
        /// The function's type.
        plugin: String,
        /// The type that the host named.
        host: String,
        /// Where they part.
        difference: Box<Difference>,
    },
    /// The iterator that a function returns cannot be pulled, because it borrows what is only there during the call.
    #[error("what `{function}` returns can only be collected")]
    NotLazy {
        /// The function as Rust spells it.
        function: String,
    },
    /// A new version of a library lacks functions of the old one, or has them with other types.
    #[error("the new version of `{krate}` cannot take the place of the old one: {}", list(changes))]
    Incompatible {
        /// The plugin's crate.
        krate: String,
        /// What changed, at least one function.
        changes: Vec<Change>,
    },
    /// The state of the old version could not be taken over.
    #[error("the new version of `{krate}` cannot take the place of the old one")]
    State {
        /// The plugin's crate.
        krate: String,
        /// Why.
        #[source]
        source: Box<StateError>,
    },
}

fn list(changes: &[Change]) -> String {
    changes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Says where structs or enums part; what else differs, the signatures show.
fn parting(difference: &Difference) -> String {
    let Difference { place, plugin, host } = difference;
    match plugin.inside.is_empty() {
        true => String::new(),
        false => format!("\nthey part at `{place}`\n  plugin: {plugin}\n    host: {host}"),
    }
}

fn did_you_mean(nearest: Option<&str>) -> impl fmt::Display {
    nearest.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

/// A call did not come to a result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// There is no function of that name.
    #[error("there is no function `{name}`{}", did_you_mean(nearest.as_deref()))]
    NoFunction {
        /// The name that was asked for.
        name: String,
        /// The most similar name that there is, if one is similar at all.
        nearest: Option<String>,
    },
    /// There is no constant of that name.
    #[error("there is no constant `{name}`{}", did_you_mean(nearest.as_deref()))]
    NoConstant {
        /// The name that was asked for.
        name: String,
        /// The most similar name that there is, if one is similar at all.
        nearest: Option<String>,
    },
    /// The library was retired, and is not asked for functions any more.
    #[error("`{krate}` is retired; open it again")]
    Retired {
        /// The plugin's crate.
        krate: String,
    },
    /// The number of arguments is wrong.
    #[error(
        "`{function}` takes {}, but {given} {} given", count(*least, *expected), if *given == 1 { "was" } else { "were" }
    )]
    ArgumentCount {
        /// The function as Rust spells it.
        function: String,
        /// How many it takes at least; those behind them have defaults, or are options.
        least: usize,
        /// How many it takes.
        expected: usize,
        /// How many came.
        given: usize,
    },
    /// An argument is no value of its parameter's type. The function was not called.
    #[error("argument {} (`{name}`) of `{function}`: expected {expected}, found {found}", index + 1)]
    Argument {
        /// The function as Rust spells it.
        function: String,
        /// Index of the parameter, from 0.
        index: usize,
        /// Name of the parameter.
        name: String,
        /// What its type allows, and where inside the argument.
        expected: String,
        /// What came.
        found: String,
    },
    /// The function takes a context, which has to outlive what it returns, so that none can be made for it.
    #[error(
        "`{function}` goes on after the call and takes a context: give it one with `Function::call_async_with` or \
         `Function::call_iter_with`"
    )]
    NoContext {
        /// The function as Rust spells it.
        function: String,
    },
    /// A handle does not lead to a value that could be used.
    #[error("the handle cannot be used: expected {expected}, found {found}")]
    Handle {
        /// What was wanted of it.
        expected: String,
        /// What it leads to.
        found: String,
    },
    /// The type of an object lacks a trait.
    #[error("`{class}` is not `{trait_}`")]
    Lacks {
        /// The type's path.
        class: String,
        /// The trait.
        trait_: String,
    },
    /// There is no thread to be had for a call on a stack of its own. The function was not called.
    #[error("no thread for a stack of its own: {kind}")]
    NoThread {
        /// The system's reason.
        kind: std::io::ErrorKind,
    },
    /// The function panicked.
    #[error("`{function}` panicked at {panic}")]
    Panicked {
        /// The function's path.
        function: String,
        /// What is known of the panic.
        panic: Panic,
    },
    /// What the function gives back, its result or data that it borrowed, is more than can cross: too deep, or too long. What
    /// it borrowed is as it was.
    #[error("what `{function}` gives back is more than can cross: expected {expected}, found {found}")]
    TooMuch {
        /// The function's path.
        function: String,
        /// What can cross, and where inside the value.
        expected: String,
        /// What came.
        found: String,
    },
    /// The version of the library that serves now does not have the function, or has it with other types.
    #[error("version {version} of the plugin cannot be called: {change}")]
    Changed {
        /// Number of the version.
        version: u64,
        /// What became of the function.
        change: Change,
    },
    /// A value of an older version could not be brought to the one that serves now.
    #[error("the value of an older version of the plugin cannot be brought to the newest")]
    State {
        /// Why.
        #[source]
        source: Box<StateError>,
    },
    /// The library did not keep its side of the binary interface.
    #[error("the library broke the binary interface in `{function}`: {fault}")]
    Broken {
        /// The function's path.
        function: String,
        /// What it did.
        fault: String,
    },
}

/// A panic inside a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panic {
    /// The message; a fixed text where the payload is none.
    pub message: String,
    /// The source file, relative to the plugin's folder where it is the plugin's own.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message),
            line => write!(f, "{}:{line}:{}: {}", self.file, self.column, self.message),
        }
    }
}

fn count(least: usize, most: usize) -> String {
    match (least, most) {
        (_, 0) => "no argument".to_owned(),
        (1, 1) => "1 argument".to_owned(),
        (least, more) if least == more => format!("{more} arguments"),
        (least, most) => format!("{least} to {most} arguments"),
    }
}
