#[inline(never)]
pub fn bytes() -> [u32; 2] {
    // The bytes of `syscall` and `int 0x80`, as numbers.
    std::hint::black_box([0x050f_050f, 0x80cd_80cd])
}

#[inline(never)]
pub fn is_call(code: u32) -> bool {
    code == 0x050f_050f || code == 0x80cd_80cd
}
