//! Bytes of postcard or JSON over one C function for each.

use std::hint::black_box;

use libloading::Library;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::find;
use crate::input;
use crate::timing::{COUNTS, Case, INTS, NUMBERS, RECORDS, TEXTS};

#[repr(C)]
struct Parts(*mut u8, usize, usize);

type Call = extern "C" fn(*const u8, usize) -> Parts;

#[derive(Clone, Serialize, Deserialize)]
struct Record {
    id: u64,
    name: String,
    weight: f64,
}

/// How one encoding writes and reads.
#[derive(Clone, Copy)]
enum Codec {
    Postcard,
    Json,
}

impl Codec {
    fn prefix(self) -> &'static str {
        match self {
            Self::Postcard => "postcard",
            Self::Json => "json",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Postcard => "postcard over C",
            Self::Json => "serde_json over C",
        }
    }

    fn write(self, value: &impl Serialize) -> Vec<u8> {
        match self {
            Self::Postcard => postcard::to_stdvec(value).expect("it serializes"),
            Self::Json => serde_json::to_vec(value).expect("it serializes"),
        }
    }

    fn read<T: DeserializeOwned>(self, bytes: &[u8]) -> T {
        match self {
            Self::Postcard => postcard::from_bytes(bytes).expect("it is of the type"),
            Self::Json => serde_json::from_slice(bytes).expect("it is of the type"),
        }
    }

    fn case<A, R>(self, library: &'static Library, row: usize, name: &str, args: A) -> Case
    where
        A: Serialize + 'static,
        R: DeserializeOwned + 'static,
    {
        // SAFETY: this is the type of all of them.
        let call: Call = unsafe { find(library, &format!("{}_{name}", self.prefix())) };
        Case::new(row, self.name(), move || {
            let bytes = self.write(black_box(&args));
            let Parts(start, len, capacity) = call(bytes.as_ptr(), bytes.len());
            // SAFETY: the library gave the parts of a list away, and both sides allocate with `malloc`.
            let answer = unsafe { Vec::from_raw_parts(start, len, capacity) };
            drop(black_box(self.read::<R>(&answer)));
        })
    }
}

pub(crate) fn cases(library: &'static Library) -> Vec<Case> {
    [Codec::Postcard, Codec::Json].into_iter().flat_map(|codec| of(codec, library)).collect()
}

fn of(codec: Codec, library: &'static Library) -> Vec<Case> {
    let records = input::records().into_iter();
    let records: Vec<_> = records.map(|input::Record { id, name, weight }| Record { id, name, weight }).collect();
    let mut cases = vec![
        codec.case::<(i64, i64), i64>(library, INTS, "add", (1, 2)),
        codec.case::<_, Vec<f64>>(library, NUMBERS, "halved", input::numbers()),
        codec.case::<_, Vec<Record>>(library, RECORDS, "aged", records),
        codec.case::<_, std::collections::HashMap<String, u64>>(library, COUNTS, "counted", input::counts()),
    ];
    for (row, size) in TEXTS.into_iter().zip(input::TEXT_SIZES) {
        cases.push(codec.case::<_, String>(library, row, "copied", input::text(size)));
    }
    cases
}
