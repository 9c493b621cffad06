pub fn f() { std::backtrace::Backtrace::capture(); }
