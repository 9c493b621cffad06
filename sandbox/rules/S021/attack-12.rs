#[cfg(test)] unsafe extern "C" {} use std::fs;
