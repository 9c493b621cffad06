#![cfg_attr(all(), feature(asm_experimental_arch))]
