type Job = std::process::Command; pub fn f() { Job::new("x"); }
