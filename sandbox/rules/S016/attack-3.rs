#![feature(core_intrinsics)]
