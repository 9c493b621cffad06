#[cfg(test)] const fn g() {} use std::fs;
