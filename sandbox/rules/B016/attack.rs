std::arch::global_asm!(
    ".globl chosen",
    ".type chosen, @gnu_indirect_function",
    "chosen:",
    "lea rax, [rip + chosen]",
    "ret",
);
