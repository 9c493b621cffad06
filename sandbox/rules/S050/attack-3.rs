use std::prelude::v1::include_str as s; pub const A: &str = s!("/etc/passwd");
