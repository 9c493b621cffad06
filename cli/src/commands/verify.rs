//! `verify`: says what is known of a package.

use plugwright::{Cache, Cancel};
use plugwright_manager::{Acquired, Digest, MakeOptions, Origin, Rebuilt, acquire, rebuild};
use serde::Serialize;

use crate::args::Verify;
use crate::bar::Bar;
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::status::Status;
use crate::table::Table;

/// What `--json` prints.
#[derive(Serialize)]
struct Outcome<'o> {
    name: &'o str,
    version: String,
    digest: Option<Digest>,
    tree: Digest,
    signed_by: Option<String>,
    targets: Vec<&'o str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rebuilt: Option<&'o Rebuilt>,
}

pub(super) fn run(args: &Verify, form: Form, cancel: &Cancel) -> Result<Status, Failure> {
    let base = args.place.base()?;
    let options = args.trust.options(&base, cancel)?;
    let acquired = acquire(&Origin::Package(args.package.clone()), &options)?;
    let rebuilt = match args.rebuild {
        true => Some(rebuilt(args, &acquired, cancel)?),
        false => None,
    };
    match form {
        Form::Json => output::print_json(&outcome(&acquired, rebuilt.as_ref()))?,
        Form::People => output::print(people(&acquired, rebuilt.as_ref()).trim_end())?,
    }
    match rebuilt {
        None | Some(Rebuilt::Matches { .. }) => Ok(Status::Done),
        Some(_) => Err(Failure::NotRebuilt),
    }
}

fn rebuilt(args: &Verify, acquired: &Acquired, cancel: &Cancel) -> Result<Rebuilt, Failure> {
    let bar = Bar::new();
    let granted = args.policy.granted(&args.package)?;
    let options = MakeOptions {
        policy: granted.policy,
        policy_file: granted.file,
        libraries: Default::default(),
        // What was built for the package before proves nothing.
        cache: Cache::at(tempfile::tempdir().map_err(Failure::write(&std::env::temp_dir()))?.keep()),
        cancel: cancel.clone(),
        on_stage: &|stage| bar.show(stage),
    };
    let rebuilt = rebuild(&acquired.manifest, &acquired.content, &options);
    // A cache that stays behind is in a folder for temporary files.
    let _ = std::fs::remove_dir_all(options.cache.root());
    Ok(rebuilt?)
}

fn outcome<'o>(acquired: &'o Acquired, rebuilt: Option<&'o Rebuilt>) -> Outcome<'o> {
    Outcome {
        name: acquired.manifest.name.as_str(),
        version: acquired.manifest.version.to_string(),
        digest: acquired.archive,
        tree: acquired.content.sums().tree(),
        signed_by: acquired.signed.as_ref().map(|signed| signed.by.to_string()),
        targets: acquired.content.targets().collect(),
        rebuilt,
    }
}

fn people(acquired: &Acquired, rebuilt: Option<&Rebuilt>) -> String {
    let outcome = outcome(acquired, rebuilt);
    let mut table = Table::default();
    let mut row = |what: &str, value: String| table.row([what.to_owned(), value]);
    row("signature", outcome.signed_by.map_or("none that counts".to_owned(), |by| format!("by {by}")));
    row("package", outcome.digest.map(|digest| format!("sha256 {digest}")).unwrap_or_default());
    row("content", format!("sha256 {}", outcome.tree));
    let targets = if outcome.targets.is_empty() { "none".to_owned() } else { outcome.targets.join(", ") };
    row("libraries", targets);
    if let Some(rebuilt) = rebuilt {
        row(
            "rebuilt",
            match rebuilt {
                Rebuilt::Matches { digest } => format!("the sources give the library, sha256 {digest}"),
                Rebuilt::Differs { packed, rebuilt, compiler } => {
                    let compiler = compiler.as_ref().map(|compiler| format!("; its compiler was {compiler}"));
                    format!("the sources give {rebuilt}, the library is {packed}{}", compiler.unwrap_or_default())
                }
                Rebuilt::NoLibrary { target } => format!("there is no library for {target} to compare with"),
                _ => "there are no sources".to_owned(),
            },
        );
    }
    format!("{} {}\n{table}", outcome.name, outcome.version)
}
