pub fn f() { 'std: loop { break 'std } std::process::abort() }
