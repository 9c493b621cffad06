macro_rules! length {
    ($text:expr) => {
        $text.to_bytes().len()
    };
}

pub fn longer<'r#loop>(a: &'r#loop str) -> usize {
    length!(c"abc") + length!(cr#"a"b"#) + a.len()
}
