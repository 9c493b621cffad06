use std::collections::HashMap;

pub fn count(text: &str) -> usize {
    let mut words = HashMap::new();
    text.split(' ').for_each(|word| *words.entry(word).or_insert(0) += 1);
    words.len()
}
