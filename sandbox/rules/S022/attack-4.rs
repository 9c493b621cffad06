use std::net::*;
