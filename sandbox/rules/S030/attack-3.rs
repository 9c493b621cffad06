use std::{self as base};
