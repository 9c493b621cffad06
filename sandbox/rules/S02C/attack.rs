pub fn keep(text: String) -> usize {
    let kept: &'static str = Box::leak(text.into_boxed_str());
    kept.len()
}
