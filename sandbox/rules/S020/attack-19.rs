use std::process;
