pub fn one() -> u8 {
    1
}

//- elf.txt
ELF, PE and Mach-O are formats; `!<arch>` starts a library.
//- MZ.md
MZ
