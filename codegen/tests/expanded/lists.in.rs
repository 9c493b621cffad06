pub fn sum(numbers: &[i64]) -> i64 {
    numbers.iter().sum()
}

pub fn words(text: &str) -> Vec<&str> {
    text.split(' ').collect()
}

pub fn total(numbers: impl Iterator<Item = u8>) -> u8 {
    numbers.sum()
}

pub fn longest<'t>(words: &mut dyn Iterator<Item = &'t str>, others: Box<dyn Iterator<Item = String>>) -> usize {
    words.map(str::len).chain(others.map(|word| word.len())).max().unwrap_or_default()
}

pub fn changed<'n>(numbers: &'n mut impl Iterator<Item = u8>) -> impl Iterator<Item = u8> + 'n {
    numbers.map(|number| number + 1)
}

pub fn join(words: &[String], numbers: Vec<u8>) -> String {
    format!("{words:?} {numbers:?}")
}
