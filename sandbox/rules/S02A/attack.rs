pub fn trace() -> String {
    std::backtrace::Backtrace::force_capture().to_string()
}
