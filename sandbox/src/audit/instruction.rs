//! Instructions that call the kernel, in the code of an object.

use iced_x86::{Decoder, DecoderOptions, Instruction, Mnemonic};
use object::{Architecture, Object as _, ObjectSection as _, ObjectSymbol as _, SectionKind};

/// An instruction that calls the kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SystemCall {
    /// How assembly spells it.
    pub(crate) spelled: &'static str,
    /// The symbol of the function that it is in.
    pub(crate) function: String,
}

/// Finds every such instruction. Of an architecture that is not known here, none.
pub(crate) fn system_calls(file: &object::File<'_>) -> Vec<SystemCall> {
    let find: fn(&[u8]) -> Option<&'static str> = match file.architecture() {
        Architecture::X86_64 | Architecture::X86_64_X32 => |code| find_x86(code, 64),
        Architecture::I386 => |code| find_x86(code, 32),
        Architecture::Aarch64 => find_arm,
        _ => return Vec::new(),
    };
    let mut found = Vec::new();
    for section in file.sections().filter(|section| section.kind() == SectionKind::Text) {
        // What cannot be unpacked is no code of the compiler's, and nothing that could be run.
        let Ok(data) = section.uncompressed_data() else { continue };
        for (start, end, function) in functions(file, section.index(), data.len() as u64) {
            let code = usize::try_from(start).ok().zip(usize::try_from(end).ok());
            let code = code.and_then(|(start, end)| data.get(start..end)).unwrap_or_default();
            if let Some(spelled) = find(code) {
                found.push(SystemCall { spelled, function });
            }
        }
    }
    found
}

/// The pieces of a section between its symbols, so that each is decoded from where its code begins.
fn functions(file: &object::File<'_>, section: object::SectionIndex, length: u64) -> Vec<(u64, u64, String)> {
    let base = file.section_by_index(section).map_or(0, |section| section.address());
    let mut starts: Vec<(u64, String)> = vec![(0, String::new())];
    for symbol in file.symbols().filter(|symbol| symbol.section_index() == Some(section)) {
        let start = symbol.address().saturating_sub(base);
        starts.push((start, symbol.name().unwrap_or_default().to_string()));
    }
    starts.sort();
    let ends: Vec<u64> = starts.iter().skip(1).map(|(start, _)| *start).chain([length]).collect();
    let pieces = starts.into_iter().zip(ends).map(|((start, name), end)| (start, end.min(length), name));
    pieces.filter(|(start, end, _)| start < end).collect()
}

fn find_x86(code: &[u8], bits: u32) -> Option<&'static str> {
    // Most code has no such bytes at all; only what has needs to be decoded.
    let suspect = code.windows(2).any(|pair| matches!(pair, [0x0f, 0x05 | 0x34] | [0xcd, 0x80 | 0x2e]));
    if !suspect {
        return None;
    }
    let mut decoder = Decoder::new(bits, code, DecoderOptions::NONE);
    let mut instruction = Instruction::default();
    while decoder.can_decode() {
        decoder.decode_out(&mut instruction);
        let spelled = match instruction.mnemonic() {
            Mnemonic::Syscall => "syscall",
            Mnemonic::Sysenter => "sysenter",
            Mnemonic::Int if matches!(instruction.immediate8(), 0x80 | 0x2e) => "int",
            _ => continue,
        };
        return Some(spelled);
    }
    None
}

/// `svc`, whatever its number.
fn find_arm(code: &[u8]) -> Option<&'static str> {
    let mut words = code.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]));
    words.any(|word| word & 0xffe0_001f == 0xd400_0001).then_some("svc")
}

#[cfg(test)]
mod tests {
    use super::{find_arm, find_x86};

    #[track_caller]
    fn check(code: &[u8], expect: Option<&str>) {
        assert_eq!(find_x86(code, 64), expect, "{code:02x?}");
    }

    #[test]
    fn instructions_are_told_from_their_bytes_in_others() {
        check(&[0x0f, 0x05], Some("syscall"));
        check(&[0x90, 0x0f, 0x34], Some("sysenter"));
        check(&[0xcd, 0x80], Some("int"));
        check(&[0xcd, 0x29], None);
        // mov eax, 0x050f; ret
        check(&[0xb8, 0x0f, 0x05, 0x00, 0x00, 0xc3], None);
        // mov eax, 0x80cd; syscall
        check(&[0xb8, 0xcd, 0x80, 0x00, 0x00, 0x0f, 0x05], Some("syscall"));
        check(&[], None);
    }

    #[test]
    fn svc_is_found_on_arm() {
        assert_eq!(find_arm(&[0x01, 0x00, 0x00, 0xd4]), Some("svc"));
        assert_eq!(find_arm(&[0xc0, 0x03, 0x5f, 0xd6]), None);
    }
}
