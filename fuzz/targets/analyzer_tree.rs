//! Any small tree of files as a plugin's folder. An input is text in which a line `//- PATH` begins each file.

#![no_main]

use libfuzzer_sys::fuzz_target;
use plugwright_analyzer::{Sources, Target, extract, parse};

fuzz_target!(|text: &[u8]| {
    let text = String::from_utf8_lossy(text);
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        match (line.strip_prefix("//- "), files.last_mut()) {
            (Some(path), _) => files.push((path.trim_end_matches('\n').to_owned(), String::new())),
            (None, Some((_, file))) => file.push_str(line),
            (None, None) => {}
        }
    }
    files.sort();
    files.dedup_by(|(one, _), (other, _)| one == other);
    let sources = Sources::from_files(files);
    let target = Target::parse("unix\ntarget_os=\"linux\"\npanic=\"unwind\"\n");
    let counted = parse(&sources, &target, |krate, _| {
        let extraction = extract(krate);
        (extraction.exports.len(), extraction.interface.functions.len())
    });
    let (exports, functions) = counted.expect("there is a thread");
    assert_eq!(exports, functions);
});
