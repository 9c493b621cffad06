#[cfg_attr(not(test), path = "/etc/passwd")] mod a;
