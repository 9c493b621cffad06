//! [`load_manifest`]: `plugin.json` of a folder.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use plugwright::Diagnostic;

use super::parse::{ParsedManifest, parse_manifest};
use crate::Error;
use crate::code::JSON;

/// Name of the file that holds a plugin's manifest.
pub const MANIFEST_FILE: &str = "plugin.json";

/// A manifest that is larger is none.
const LARGEST: u64 = 1 << 20;

/// Reads the manifest of the plugin in `folder`. That the folder has the plugin's name is not asked for here.
///
/// # Errors
/// [`Error::Read`] where there is no such file, [`Error::Manifest`] with all findings where it has faults.
pub fn load_manifest(folder: &Path) -> Result<ParsedManifest, Error> {
    let path = folder.join(MANIFEST_FILE);
    let mut bytes = Vec::new();
    let read = File::open(&path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    read.map_err(|source| Error::Read { path: path.clone(), source })?;
    parse_bytes(&bytes).map_err(|diagnostics| Error::Manifest { path, diagnostics })
}

/// Reads a manifest that may be too large or not even text.
pub(crate) fn parse_bytes(bytes: &[u8]) -> Result<ParsedManifest, Vec<Diagnostic>> {
    if bytes.len() as u64 > LARGEST {
        return Err(vec![Diagnostic::error(JSON, format!("the manifest is larger than {LARGEST} bytes"))]);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => parse_manifest(text),
        Err(error) => {
            let at = error.valid_up_to();
            Err(vec![Diagnostic::error(JSON, format!("the manifest is not UTF-8 from byte {at} on"))])
        }
    }
}
