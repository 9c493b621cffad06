#[cfg(test)] impl X { } use std::fs;
