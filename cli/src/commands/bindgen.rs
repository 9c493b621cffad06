//! `bindgen`: writes what a host in another program needs to call a plugin's functions by their names.

use std::io::Write as _;
use std::path::Path;

use plugwright::{BindingsOptions, BoundLibrary, Cancel, bindings, header};
use serde::Serialize;

use super::{Job, counted};
use crate::args::{Bindgen, Language};
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::status::Status;

/// What `--json` prints.
#[derive(Serialize)]
struct Outcome<'o> {
    language: Language,
    file: Option<&'o Path>,
    functions: usize,
    /// The bindings, where they are in no file.
    text: Option<&'o str>,
}

pub(super) fn run(args: &Bindgen, form: Form, cancel: &Cancel) -> Result<Status, Failure> {
    let job = Job {
        dir: &args.plugin.dir,
        selection: &args.selection,
        granted: args.policy.granted(&args.plugin.dir)?.warned(form),
        cancel,
    };
    let built = job.run(|builder| builder.compile())?;
    let interface = &built.artifact.interface;
    let text = match args.lang {
        Language::Rust => {
            let options = BindingsOptions { runtime: args.runtime.clone(), library: BoundLibrary::Attached };
            bindings(interface, &options)
        }
        Language::C => header(interface),
    };
    let functions = interface.functions.len();
    let file = args.file.as_deref();
    if let Some(file) = file {
        write(file, &text).map_err(Failure::write(file))?;
    }
    match (form, file) {
        (Form::Json, file) => {
            let text = file.is_none().then_some(text.as_str());
            output::print_json(&Outcome { language: args.lang, file, functions, text })?;
        }
        (Form::People, Some(file)) => {
            output::print(&format!("wrote {}: {}", file.display(), counted(functions, "function")))?;
        }
        (Form::People, None) => output::print(text.trim_end())?,
    }
    Ok(Status::Done)
}

fn write(file: &Path, text: &str) -> std::io::Result<()> {
    std::fs::File::create(file)?.write_all(text.as_bytes())
}
