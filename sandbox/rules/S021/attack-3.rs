pub fn f<T>() where std::fs::File: Into<T> {}
