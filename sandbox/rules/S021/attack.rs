use r#std::r#fs as r#box;

pub fn length(path: &str) -> usize {
    r#box::read(path).map_or(0, |bytes| bytes.len())
}
