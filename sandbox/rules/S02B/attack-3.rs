pub fn f() { <std::path::Path>::is_dir("x".as_ref()); }
