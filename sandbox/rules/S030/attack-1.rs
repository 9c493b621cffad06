use std as base;
