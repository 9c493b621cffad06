pub struct A<T = std::fs::File>(T);
