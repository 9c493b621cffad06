//! The command line, and its help.

mod config;
mod packages;
mod plugins;
mod running;
mod selection;
mod trailing;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, Parser, Subcommand};
use plugwright::{Capability, Policy};

use crate::failure::Failure;
use crate::granted::Granted;
use crate::output::Form;

pub(crate) use config::Config;
pub(crate) use packages::{Keygen, Pack, Sign, Verify};
pub(crate) use plugins::{
    Consent, Gc, Info, Install, List, Outdated, Pin, Place, Remove, Rollback, Signatures, Trust, Upgrade, origin,
};
pub(crate) use running::{Run, Watch};
pub(crate) use selection::{Chosen, Selection};

const STATUS: &str = "\
Exit status:
  0    done
  1    the function returned `Err`; its value is printed
  2    the command line makes no sense
  3    the policy refuses the plugin
  4    nothing to call like that: unknown function, or arguments that do not fit
  5    the build failed: the plugin has faults, or a tool is missing
  6    the plugin panicked
  7    not trusted: a package that is damaged, not signed, wrongly signed or older than what was installed
  8    no plugin or version of that name is installed
  9    a folder, file or repository cannot be used
  130  interrupted";

const CAPABILITIES: &str = "\
Examples:
  plugwright check fixtures/greet
  plugwright check --grant fs,env --json my_plugin

Capabilities for --grant:
  unsafe        unsafe code, inline assembly, raw allocation
  ffi           foreign functions and symbols with a C name
  process       child processes, and ending the host's own
  fs            files and folders
  net           sockets and name look-ups
  env           environment variables, arguments, working directory
  thread        threads, and sleeping
  stdin         the standard streams as objects (println! needs no grant)
  clock         the clocks, where the policy refuses them (rule S02E)
  build-script  a build script, which runs during the build
  proc-macro    procedural macros, which run during the build
  dependencies  other packages";

/// Turns a plain Rust crate into a plugin: checks it, builds it, calls its functions.
#[derive(Debug, Parser)]
#[command(name = "plugwright", version, after_help = STATUS)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    New(New),
    Check(Check),
    Inspect(Inspect),
    Capabilities(Capabilities),
    Bindgen(Bindgen),
    Build(Build),
    Call(Call),
    Doctor(Doctor),
    Run(Run),
    Install(Install),
    List(List),
    Info(Info),
    Config(Config),
    Outdated(Outdated),
    Upgrade(Upgrade),
    Rollback(Rollback),
    Pin(Pin),
    Remove(Remove),
    Gc(Gc),
    Watch(Watch),
    Pack(Pack),
    Sign(Sign),
    Verify(Verify),
    Keygen(Keygen),
    Completions(Completions),
}

/// Print the completions of a shell: `plugwright completions bash > /etc/bash_completion.d/plugwright`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// Write a minimal plugin crate into a new folder.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:\n  plugwright new hello\n  plugwright call hello greet World")]
pub(crate) struct New {
    /// Name of the crate and its folder: letters, digits, `-` and `_`.
    pub(crate) name: String,
    #[command(flatten)]
    output: Output,
}

/// Say whether the plugin would be built: sources, policy, compiler, audit of the compiled code.
///
/// All findings of a stage are shown at once. No function of the plugin is called.
#[derive(Debug, ClapArgs)]
#[command(after_help = CAPABILITIES)]
pub(crate) struct Check {
    /// Folder of the plugin crate, with its Cargo.toml.
    #[arg(value_name = "DIR", required_unless_present = "explain")]
    pub(crate) dir: Option<PathBuf>,
    /// Say what a rule is for, by its id or name, with an example.
    #[arg(long, value_name = "RULE", conflicts_with = "dir")]
    pub(crate) explain: Option<String>,
    #[command(flatten)]
    pub(crate) selection: Selection,
    #[command(flatten)]
    pub(crate) policy: Grants,
    /// How to print the findings.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Print the findings as a JSON array, as `--format json` does.
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

/// Show what can be called, how each value crosses, and what was skipped and why.
///
/// Nothing is compiled, and nothing is refused. What macros make and what has to do with types of other crates shows only
/// where the policy lets the plugin pass: the compiler writes the macros out, and the crates' sources are read.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:\n  plugwright inspect fixtures/greet\n  plugwright inspect --json fixtures/greet")]
pub(crate) struct Inspect {
    #[command(flatten)]
    pub(crate) plugin: Folder,
    #[command(flatten)]
    pub(crate) selection: Selection,
    #[command(flatten)]
    pub(crate) policy: Grants,
    #[command(flatten)]
    output: Output,
}

/// List what the plugin uses of what `--grant` can allow, place by place, without judging it.
///
/// Works on the sources alone: nothing is compiled, and no policy is applied.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:\n  plugwright capabilities my_plugin\n  plugwright capabilities --json my_plugin")]
pub(crate) struct Capabilities {
    #[command(flatten)]
    pub(crate) plugin: Folder,
    #[command(flatten)]
    pub(crate) selection: Selection,
    #[command(flatten)]
    output: Output,
}

/// Write bindings: the plugin's functions and types for a host that knows them when it is compiled.
///
/// In Rust, a module with the same functions and types, for a host that opens the library itself and hands it to
/// `plugwright_attach`. A host's build script makes the same, with the library: `plugwright::build_script`.
/// In C, a header with a function `<crate>_<function>` for each function, for a host that opens the library itself and
/// hands its one symbol to `<crate>_open`.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  plugwright bindgen fixtures/data --lang rust -o src/data.rs\n  plugwright bindgen fixtures/greet --lang c -o greet.h"
)]
pub(crate) struct Bindgen {
    #[command(flatten)]
    pub(crate) plugin: Folder,
    /// The host's language.
    #[arg(long, value_enum)]
    pub(crate) lang: Language,
    /// Where to put the bindings; standard output where nothing is said.
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// The crate that a Rust host depends on: `plugwright`, or `plugwright_loader` with its feature `derive`.
    #[arg(long, value_name = "CRATE", default_value = "plugwright")]
    pub(crate) runtime: String,
    #[command(flatten)]
    pub(crate) selection: Selection,
    #[command(flatten)]
    pub(crate) policy: Grants,
    #[command(flatten)]
    output: Output,
}

/// A language that bindings are made for.
#[derive(Clone, Copy, Debug, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Language {
    /// A module.
    Rust,
    /// A header.
    C,
}

/// Build the plugin's library into a file.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:\n  plugwright build fixtures/greet -o libgreet.so")]
pub(crate) struct Build {
    #[command(flatten)]
    pub(crate) plugin: Folder,
    /// Where to put the library; a file that is there is replaced.
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Show how long each stage took.
    #[arg(long)]
    pub(crate) timings: bool,
    #[command(flatten)]
    pub(crate) selection: Selection,
    #[command(flatten)]
    pub(crate) policy: Grants,
    #[command(flatten)]
    output: Output,
}

/// Build the plugin, unless that was done before, and call one of its functions, or read one of its constants.
///
/// An argument is JSON. Where the parameter is text and the argument is no JSON string, the argument is the text as it
/// stands; a variant of an enum that holds nothing needs no quotes either. Lists are `[1, 2]`, tuples too, `None` is `null`, a `Result` is `{"Ok": …}` or `{"Err": …}`.
///
/// Options may also stand behind the arguments; what follows `--` is an argument, whatever it looks like.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  plugwright call fixtures/greet greet World\n  plugwright call fixtures/greet add -2 3 --json\n  plugwright call my_plugin shapes::area '[1.5, 2.0]'\n  plugwright call my_plugin shout -- --json"
)]
pub(crate) struct Call {
    #[command(flatten)]
    pub(crate) plugin: Folder,
    /// Path of the function or constant inside the crate, such as `cases::snakecase::to_snake_case`.
    pub(crate) function: String,
    /// One argument for each parameter.
    #[arg(value_name = "ARG", trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) args: Vec<String>,
    #[command(flatten)]
    pub(crate) selection: Selection,
    #[command(flatten)]
    pub(crate) policy: Grants,
    #[command(flatten)]
    output: Output,
}

/// Find the tools that builds need, and say how to install those that are missing.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:\n  plugwright doctor\n  plugwright doctor --target x86_64-pc-windows-gnu --fix")]
pub(crate) struct Doctor {
    /// Install what is missing: each command is shown, and run after a yes.
    #[arg(long)]
    pub(crate) fix: bool,
    /// Say yes to each command, where nobody is at a terminal.
    #[arg(long, requires = "fix")]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) tools: Chosen,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Folder {
    /// Folder of the plugin crate, with its Cargo.toml.
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people, with the lines of the source.
    Text,
    /// A JSON array.
    Json,
    /// SARIF 2.1.0.
    Sarif,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Grants {
    /// Allow the plugin these capabilities; `plugwright check --help` lists them.
    #[arg(long = "grant", value_name = "CAP,…", value_delimiter = ',')]
    grants: Vec<Capability>,
    /// Read what the plugin may do from this file too; `plugwright.toml` in the working directory where there is one.
    #[arg(long = "policy", value_name = "FILE")]
    policy_file: Option<PathBuf>,
}

impl Grants {
    /// The grants of the command line alone.
    pub(crate) fn policy(&self) -> Policy {
        self.grants.iter().copied().collect()
    }

    /// What these allow, and the policy file.
    pub(crate) fn granted(&self, dir: &Path) -> Result<Granted, Failure> {
        Granted::of_plugin(self.policy(), self.policy_file.as_deref(), dir)
    }

    /// The same for all plugins below a base folder.
    pub(crate) fn granted_below(&self, base: &Path) -> Result<Granted, Failure> {
        Granted::of_base(self.policy(), self.policy_file.as_deref(), base)
    }
}

#[derive(Debug, ClapArgs)]
struct Output {
    /// Print JSON; errors too, on standard error.
    #[arg(long)]
    json: bool,
}

impl Check {
    /// The plugin's folder; the current one where a rule is explained.
    pub(crate) fn dir(&self) -> &Path {
        self.dir.as_deref().unwrap_or(Path::new("."))
    }
}

impl Command {
    /// The plugin's folder; the current one for commands without a plugin.
    pub(crate) fn dir(&self) -> &Path {
        match self {
            Self::Check(args) => args.dir(),
            Self::Inspect(args) => &args.plugin.dir,
            Self::Capabilities(args) => &args.plugin.dir,
            Self::Build(args) => &args.plugin.dir,
            Self::Bindgen(args) => &args.plugin.dir,
            Self::Call(args) => &args.plugin.dir,
            Self::Install(args) => &args.dir,
            Self::Pack(args) => &args.plugin.dir,
            _ => Path::new("."),
        }
    }

    /// Who reads what this command prints.
    pub(crate) fn form(&self) -> Form {
        let json = match self {
            Self::New(args) => args.output.json,
            Self::Check(args) => args.json || matches!(args.format, Format::Json | Format::Sarif),
            Self::Inspect(args) => args.output.json,
            Self::Capabilities(args) => args.output.json,
            Self::Build(args) => args.output.json,
            Self::Bindgen(args) => args.output.json,
            Self::Call(args) => args.output.json,
            Self::Doctor(args) => args.output.json,
            Self::Install(args) => args.output.json,
            Self::List(args) => args.output.json,
            Self::Info(args) => args.output.json,
            Self::Config(args) => args.output.json,
            Self::Outdated(args) => args.output.json,
            Self::Upgrade(args) => args.output.json,
            Self::Rollback(args) => args.output.json,
            Self::Pin(args) => args.output.json,
            Self::Remove(args) => args.output.json,
            Self::Gc(args) => args.output.json,
            Self::Run(args) => args.output.json,
            Self::Watch(args) => args.output.json,
            Self::Pack(args) => args.output.json,
            Self::Sign(args) => args.output.json,
            Self::Verify(args) => args.output.json,
            Self::Keygen(args) => args.output.json,
            Self::Completions(_) => false,
        };
        if json { Form::Json } else { Form::People }
    }
}

/// Reads the command line, program name first.
pub(crate) fn parse(line: Vec<OsString>) -> Result<Args, clap::Error> {
    let args = Args::try_parse_from(&line)?;
    match &args.command {
        Command::Call(call) => Args::try_parse_from(trailing::options_first(&line, &call.args)),
        _ => Ok(args),
    }
}
