//! [`Reading`]: what the wire lane answered → the value, or why there is none. Every byte is held against the signature.

use plugwright_interface::abi::{Fault, Invalid, Status};
use plugwright_interface::wire::{Number, Reader};
use plugwright_interface::{Definition, Function as Signature, Objects, Type, Value, decode_with};

use super::{refused, too_much};
use crate::{CallError, Panic};

/// What answers of one function are read with.
pub(crate) struct Reading<'f> {
    pub(crate) objects: &'f dyn Objects,
    pub(crate) types: &'f [Definition],
    pub(crate) func: &'f Signature,
}

/// Reads an answer that is nothing but a short integer, where the function returns one.
#[inline]
pub(crate) fn short_int(func: &Signature, answer: &[u8]) -> Option<i64> {
    let Type::Int(kind) = func.result else { return None };
    let mut reader = Reader::new(answer);
    let int = reader.short_int().filter(|int| kind.holds((*int).into()))?;
    reader.end().is_ok().then_some(int)
}

impl Reading<'_> {
    /// Reads an answer for a caller who does not ask what became of the arguments.
    pub(crate) fn read(&self, status: Status, answer: &[u8]) -> Result<Value, CallError> {
        self.read_changes(status, answer).map(|(value, _)| value)
    }

    /// Reads an answer of another type than the function's result: of a step of what it returned.
    pub(crate) fn read_step(&self, ty: &Type, status: Status, answer: &[u8]) -> Result<Value, CallError> {
        if status != Status::OK && status != Status::ERR {
            return Err(failed(self.func, status, answer));
        }
        let mut reader = Reader::new(answer);
        let value = self.decode(ty, &mut reader)?;
        reader.end().map_err(|fault| broken(self.func, fault))?;
        Ok(value)
    }

    /// Reads an answer, and behind it what became of the data that the function borrowed mutably.
    pub(crate) fn read_changes(&self, status: Status, answer: &[u8]) -> Result<(Value, Vec<Value>), CallError> {
        if status != Status::OK && status != Status::ERR {
            return Err(failed(self.func, status, answer));
        }
        let mut reader = Reader::new(answer);
        let value = self.decode(&self.func.result, &mut reader)?;
        let borrowed = self.func.params.iter().filter_map(|param| match &param.ty {
            Type::Mut(ty) => Some(ty),
            _ => None,
        });
        let changed = borrowed.map(|ty| self.decode(ty, &mut reader)).collect::<Result<_, _>>()?;
        reader.end().map_err(|fault| broken(self.func, fault))?;
        Ok((value, changed))
    }

    fn decode(&self, ty: &Type, reader: &mut Reader<'_>) -> Result<Value, CallError> {
        decode_with(self.objects, self.types, ty, reader).map_err(|fault| broken(self.func, fault))
    }
}

/// Reads why there is no result.
#[cold]
pub(crate) fn failed(func: &Signature, status: Status, answer: &[u8]) -> CallError {
    failure(func, status, &mut Reader::new(answer)).unwrap_or_else(|fault| broken(func, fault))
}

fn failure(func: &Signature, status: Status, reader: &mut Reader<'_>) -> Result<CallError, Invalid> {
    reader.tuple(4)?;
    let failure = match status {
        Status::PANICKED => {
            let (message, file) = (reader.text()?.to_owned(), reader.text()?.to_owned());
            let panic = Panic { message, file, line: small(reader)?, column: small(reader)? };
            CallError::Panicked { function: func.path.clone(), panic }
        }
        Status::BAD_ARGUMENT => {
            let index = small(reader)? as usize;
            let [expected, found, place] = [reader.text()?, reader.text()?, reader.text()?].map(str::to_owned);
            refused(func, index, Fault { expected, found, place, argument: None })
        }
        Status::TOO_MUCH => {
            let _ = small(reader)?;
            let [expected, found, place] = [reader.text()?, reader.text()?, reader.text()?];
            let expected = if place.is_empty() { expected.to_owned() } else { format!("{expected} at {place}") };
            too_much(&func.path, expected, found.to_owned())
        }
        Status(other) => return Err(Invalid::new("a status", other)),
    };
    reader.end()?;
    Ok(failure)
}

fn small(reader: &mut Reader<'_>) -> Result<u32, Invalid> {
    match reader.number("u32")? {
        Number::Int(int) => u32::try_from(int).ok().ok_or_else(|| Invalid::new("u32", int)),
        other => Err(Invalid::new("u32", other)),
    }
}

/// Reports an answer that is no value of the result's type.
#[cold]
pub(crate) fn broken(func: &Signature, invalid: Invalid) -> CallError {
    let Fault { expected, found, place, .. } = invalid.into_fault();
    let place = if place.is_empty() { place } else { format!(" at {place}") };
    let fault = format!("expected {expected} in its answer{place}, found {found}");
    CallError::Broken { function: func.path.clone(), fault }
}

#[cfg(test)]
mod tests;
